// The engine and every model that was opened: each is downloaded once, when it is first needed, and stays open.
import { Ganvas, GanvasError } from './web/ganvas.js';
import { messages } from './messages.js';
import {
  besideHistory, fetchHistory, fetchModels, fetchWeights, firstLabels, isDrawing, kindOf, ownFileName, ownName,
} from './models.js';
import { start } from './store.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./web/ganvas.js').Reader} Reader */
/** @typedef {import('./models.js').ModelEntry} ModelEntry */
/** @typedef {import('./models.js').History} History */
/** @typedef {{ generator: Generator, bytes: number, title: string, weights?: Blob }} OpenModel */
/** @typedef {{ history: History, generator(index: number): Promise<Generator> }} Snapshots */

/** @param {unknown} error */
export function explain(error) {
  if (!(error instanceof GanvasError)) return String(error);
  switch (error.code) {
    case 'unsupported':
      return messages.unsupported;
    case 'download':
      return messages.downloadFailed(error.message);
    case 'worker':
      return messages.workerFailed(error.message);
    default:
      return error.message;
  }
}

export class Session {
  #own;
  /** @type {ModelEntry[]} */
  entries = [];
  /** What was asked for, by what it is; a failed request is forgotten, so that the next one tries again.
   * @type {Map<string, Promise<any>>} */
  #asked = new Map();
  /** @type {Map<string, OpenModel>} the models of the picker that are open: so that Back is instant */
  #open = new Map();

  /** @param {import('./own_files.js').OwnFiles} own */
  constructor(own) {
    this.#own = own;
  }

  /**
   * @template T
   * @param {string} what
   * @param {() => Promise<T>} get
   * @returns {Promise<T>}
   */
  #once(what, get) {
    const known = this.#asked.get(what);
    if (known) return known;
    const promise = get();
    this.#asked.set(what, promise);
    promise.catch(() => this.#asked.delete(what));
    return promise;
  }

  /** The engine and the list of models, downloaded side by side, while the browser looks what it keeps. */
  async start() {
    this.engine().catch(() => undefined);
    [this.entries] = await Promise.all([this.#once('list', fetchModels), this.#own.start()]);
  }

  /** @returns {Promise<Ganvas>} */
  engine() {
    return this.#once('engine', () => Ganvas.start());
  }

  /** After the worker failed: its models are gone with it. */
  reset() {
    this.#asked.clear();
    this.#open.clear();
  }

  /** @param {string} name */
  entry(name) {
    return this.entries.find((candidate) => candidate.name === name);
  }

  /**
   * The label to begin another model with: the one on show, if both learned from the same pictures.
   * @param {string} name
   * @param {import('./store.js').State} state
   */
  labelFor(name, state) {
    const data = this.entry(name)?.data ?? '';
    return data === this.entry(state.model)?.data ? state.label : (firstLabels[data] ?? start.label);
  }

  /** The classifier that reads a model's pictures: of the same data, and of their size. @param {import('./web/ganvas.js').ModelCard} card */
  classifierOf({ training, image }) {
    return this.entries.find(({ kind, data, input }) =>
      kind === 'classifier' && data === training?.data_set && input.join() === image.shape.join());
  }

  /** The models that draw: what the picker offers. */
  get drawing() {
    return this.entries.filter(isDrawing);
  }

  /** The model that a name means: itself if it is here, the flagship if not. */
  resolve(/** @type {string} */ name) {
    if (this.#open.has(name) || this.#isKept(name) || this.drawing.some((entry) => entry.name === name)) return name;
    return this.drawing[0]?.name;
  }

  #isKept(/** @type {string} */ name) {
    return this.#own.names.some((file) => ownName(file) === name);
  }

  /** What to say of a name that no model to play with has, where another is shown. @param {string} name @param {string} shown */
  whyNot(name, shown) {
    const file = ownFileName(name);
    const { kind = '', title = '' } = this.entry(name) ?? {};
    if (file) return messages.linkNeedsFile(file, shown);
    return messages.readers[kind] ? messages.readerInstead(messages.readers[kind](`“${title}”`), shown) : messages.noSuchModel(name, shown);
  }

  /** The names and titles that the picker offers, group by group. */
  choices() {
    const files = new Set([...this.#own.names, ...[...this.#open.keys()].flatMap((name) => ownFileName(name) ?? [])]);
    const own = [...files].map((file) => ({ name: ownName(file), title: messages.ownFile(file), group: messages.modelGroup(ownName(file)) }));
    const listed = this.drawing.map(({ name, title, data }) => ({ name, title, group: messages.modelGroup(name, data) }));
    const place = (/** @type {{ group: string }} */ { group }) => messages.modelGroups.indexOf(group);
    return [...listed, ...own].sort((a, b) => place(a) - place(b));
  }

  /**
   * @param {string} name
   * @param {(message: string) => void} [progress]
   * @returns {Promise<OpenModel>}
   */
  async open(name, progress) {
    const known = this.#open.get(name);
    if (known) return known;
    if (this.#isKept(name)) return this.#openKept(name, progress);
    const entry = this.entry(name);
    if (!entry) throw new GanvasError('refused', messages.modelMissing(name));
    progress?.(messages.downloading(entry.title, entry.bytes));
    const generator = await this.#generator(entry.file);
    const model = { generator, bytes: entry.bytes, title: entry.title };
    this.#open.set(name, model);
    return model;
  }

  /**
   * One of the player's own files of an earlier visit. What is wrong with it, it is forgotten for.
   * @param {string} name
   * @param {(message: string) => void} [progress]
   * @returns {Promise<OpenModel>}
   */
  async #openKept(name, progress) {
    progress?.(messages.opening);
    const file = ownFileName(name) ?? '';
    const ganvas = await this.engine();
    try {
      const weights = await this.#own.read(file);
      const generator = await ganvas.load(await weights.arrayBuffer(), file);
      const newer = this.#open.get(name);  // meanwhile its owner may have opened it anew
      if (!newer) return this.#put(name, generator, weights);
      generator.release();
      return newer;
    } catch (error) {
      if (!(error instanceof GanvasError && error.code === 'worker')) await this.#own.forget(file);  // an engine's end may be no fault of it
      throw error;
    }
  }

  /** @param {string} name @param {Generator} generator @param {Blob} weights */
  #put(name, generator, weights) {
    const model = { generator, bytes: weights.size, title: messages.ownFile(ownFileName(name) ?? ''), weights };
    this.#open.set(name, model);
    return model;
  }

  /** @param {string} file a path in models/ */
  #generator(file) {
    return this.#once(`generator ${file}`, async () => {
      const [weights, ganvas] = await Promise.all([fetchWeights(file), this.engine()]);
      return ganvas.load(weights, file);
    });
  }

  /**
   * A classifier, discriminator, encoder or super_resolution model.
   * @param {string} file a path in models/
   * @returns {Promise<Reader>}
   */
  reader(file) {
    return this.#once(`reader ${file}`, async () => {
      const [weights, ganvas] = await Promise.all([fetchWeights(file), this.engine()]);
      return ganvas.loadReader(weights, file);
    });
  }

  /**
   * The same by its name: `digits.discriminator` is the one that was exported with `digits`.
   * @param {string} name
   */
  async readerNamed(name) {
    const of = name.replace(/\.discriminator$/, '');
    const entry = this.entry(of);
    const file = of === name ? entry?.file : entry?.discriminator;
    if (!file) throw new GanvasError('refused', messages.modelMissing(name));
    return this.reader(file);
  }

  /**
   * How the model was at moments of its training; undefined for one without history.
   * @param {string} name
   * @returns {Promise<Snapshots> | undefined}
   */
  snapshots(name) {
    const path = this.entry(name)?.history;
    if (!path) return undefined;
    return this.#once(`history ${name}`, async () => {
      const history = await fetchHistory(path);
      return {
        history,
        generator: (index) => this.#generator(besideHistory(path, history.snapshots[index].file)),
      };
    });
  }

  /**
   * A model as it was at a moment of its training; one that its history lacks is as if not asked for.
   * @param {string} name
   * @param {number} at how many images it had seen; 0: as it is
   * @param {Generator} now
   */
  async generatorAt(name, at, now) {
    const snapshots = at ? await this.snapshots(name) : undefined;
    const index = snapshots?.history.snapshots.findIndex(({ images }) => images === at) ?? -1;
    return snapshots && index >= 0 ? snapshots.generator(index) : now;
  }

  /**
   * Opens the player's own file, or says why not by rejecting; then what was on the table stays there.
   * @param {File} file
   * @returns {Promise<string>} its name in the state
   */
  async openFile(file) {
    const ganvas = await this.engine();
    const bytes = await file.arrayBuffer();
    const kind = kindOf(bytes) ?? '';
    const reader = messages.readers[kind];
    if (reader) {
      await (await ganvas.loadReader(bytes, file.name)).release();  // a damaged one is told of as that
      throw new GanvasError('refused', `${reader(file.name)} ${messages.dropInstead[kind]}`);
    }
    const generator = await ganvas.load(bytes, file.name);
    const name = ownName(file.name);
    this.#open.get(name)?.generator.release();
    this.#put(name, generator, file);
    return name;
  }
}
