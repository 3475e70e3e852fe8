// Which model is on the table: downloads it or takes it from the player, once, and hands it to the parts of the page.
import { Ganvas, GanvasError } from './web/ganvas.js';
import { messages } from './messages.js';
import { fetchModels, fetchWeights, ownFileName, ownName } from './models.js';
import { hideNotice, showNotice } from './shell.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./models.js').ModelEntry} ModelEntry */
/** @typedef {{ generator: Generator, bytes: number, title: string }} OpenModel */

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
  /** @type {ModelEntry[]} */
  entries = [];
  /** @type {Promise<Ganvas> | undefined} */
  #starting;
  /** @type {Promise<ModelEntry[]> | undefined} */
  #listing;
  /** @type {Map<string, OpenModel>} models stay open, so that Back is instant */
  #open = new Map();

  /** The engine and the list of models, downloaded side by side; a failed one is tried again by the next call. */
  async start() {
    this.#starting ??= Ganvas.start();
    this.#listing ??= fetchModels();
    this.#starting.catch(() => (this.#starting = undefined));
    this.#listing.catch(() => (this.#listing = undefined));
    this.entries = await this.#listing;
  }

  /** @returns {Promise<Ganvas>} */
  engine() {
    this.#starting ??= Ganvas.start();
    this.#starting.catch(() => (this.#starting = undefined));
    return this.#starting;
  }

  /** After the worker failed: its models are gone with it. */
  reset() {
    this.#starting = undefined;
    this.#open.clear();
  }

  /** The model that a name means: itself if it is here, the flagship if not. */
  resolve(/** @type {string} */ name) {
    if (this.#open.has(name) || this.entries.some((entry) => entry.name === name)) return name;
    return this.entries[0]?.name;
  }

  /** The names and titles that the picker offers. */
  choices() {
    const own = [...this.#open].filter(([name]) => ownFileName(name));
    return [
      ...this.entries.map(({ name, title }) => ({ name, title })),
      ...own.map(([name, { title }]) => ({ name, title })),
    ];
  }

  /**
   * @param {string} name
   * @param {(message: string) => void} progress
   * @returns {Promise<OpenModel>}
   */
  async open(name, progress) {
    const known = this.#open.get(name);
    if (known) return known;
    const entry = this.entries.find((candidate) => candidate.name === name);
    if (!entry) throw new GanvasError('refused', messages.noSuchModel(name));
    progress(messages.downloading(entry.title, entry.bytes));
    const [weights, ganvas] = await Promise.all([fetchWeights(entry), this.engine()]);
    const size = weights.byteLength;
    const model = { generator: await ganvas.load(weights, entry.file), bytes: size, title: entry.title };
    this.#open.set(name, model);
    return model;
  }

  /**
   * Opens the player's own file, or says why not; then what was on the table stays there.
   * @param {File} file
   * @returns {Promise<string | undefined>} its name in the state
   */
  async openFile(file) {
    try {
      const weights = await file.arrayBuffer();
      const ganvas = await this.engine();
      const generator = await ganvas.load(weights, file.name);
      const name = ownName(file.name);
      this.#open.get(name)?.generator.release();
      this.#open.set(name, { generator, bytes: file.size, title: messages.ownFile(file.name) });
      hideNotice();
      return name;
    } catch (error) {
      showNotice(explain(error));
      return undefined;
    }
  }
}
