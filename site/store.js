// The page's state, in one place, mirrored by the URL: whoever has the link sees the same pixels.
//
//     #model=digits&label=3&seed=17&psi=0.8&d=slant:1.2&z=3:1.25,10:-0.5&mix=3:0.6,8:0.4&at=20000&vs=fashion&open=mix
import { byId } from './dom.js';

/**
 * `edits`: the latent numbers that are set, by their axis; all others come from the seed. `walk`: how far to go along
 * each direction of the model, by its key. `mix`: weights of labels; empty: `label` alone. `psi`: the truncation ψ, by
 * which every latent number is multiplied. `at`: the generator as it was after so many images of its training; 0: as
 * it is. `vs`: another model to compare with. `open`: the panels that are open.
 * @typedef {{ model: string, label: number, seed: number, psi: number, edits: ReadonlyMap<number, number>,
 *   walk: ReadonlyMap<string, number>, mix: ReadonlyMap<number, number>, at: number, vs: string,
 *   open: readonly string[] }} State
 */

// A link may ask for as much as the slider gives.
const largestPsi = Number(byId('psi', HTMLInputElement).max);
// Browsers refuse more than about 100 address changes in 30 seconds, and a drag makes 60 in one.
const quietMilliseconds = 350;
const longestPast = 200;

/** @type {State} */
export const start = {
  model: '', label: 3, seed: 1, psi: 1, edits: new Map(), walk: new Map(), mix: new Map(), at: 0, vs: '', open: [],
};

/** What a fresh latent begins with. */
export const untouched = Object.freeze({ edits: new Map(), walk: new Map() });

/** Whether something is not as the seed and the finished generator give it. @param {State} state */
export const isTouched = ({ edits, walk, mix, psi: ψ, at }) =>
  edits.size > 0 || walk.size > 0 || mix.size > 0 || ψ !== start.psi || at !== start.at;

/**
 * A number from a link: what is no number in the range is as if it were not there.
 * @param {string | null | undefined} text
 * @param {number} fallback
 * @param {number} least
 * @param {number} most
 */
function numberIn(text, fallback, least, most) {
  const value = text === null || text === undefined || text.trim() === '' ? NaN : Number(text);
  return value >= least && value <= most ? value : fallback;
}

/**
 * "3:1.25,10:-0.5"
 * @template K
 * @param {string | null} list
 * @param {(key: string) => K | undefined} toKey undefined: not a key
 * @param {number} least
 * @param {number} most
 * @returns {Map<K, number>}
 */
function pairsIn(list, toKey, least, most) {
  const pairs = new Map();
  for (const pair of (list ?? '').split(',')) {
    const [name = '', value] = pair.split(':');
    const key = toKey(name);
    const number = numberIn(value, NaN, least, most);
    if (key !== undefined && !Number.isNaN(number)) pairs.set(key, number);
  }
  return pairs;
}

/** @param {string} text */
function indexIn(text) {
  const index = numberIn(text, -1, 0, 65535);
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

const word = (/** @type {string} */ text) => (/^[a-z0-9-]{1,40}$/.test(text) ? text : undefined);

/**
 * @param {string} hash
 * @returns {State}
 */
export function parseState(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const whole = (/** @type {string} */ key, /** @type {number} */ fallback, /** @type {number} */ most) =>
    Math.trunc(numberIn(given.get(key), fallback, 0, most));
  return {
    model: given.get('model') ?? start.model,
    label: whole('label', start.label, 65535),
    seed: whole('seed', start.seed, Number.MAX_SAFE_INTEGER),
    psi: numberIn(given.get('psi'), start.psi, 0, largestPsi),
    edits: pairsIn(given.get('z'), indexIn, -100, 100),
    walk: pairsIn(given.get('d'), word, -100, 100),
    mix: pairsIn(given.get('mix'), indexIn, 0, 1),
    at: whole('at', start.at, Number.MAX_SAFE_INTEGER),
    vs: given.get('vs') ?? start.vs,
    open: (given.get('open') ?? '').split(',').filter(word),
  };
}

/** Whether an address leads to a part of the page, as a link into the article does: the browser scrolls there, and the toy
 * stays as it is. @param {string} hash */
const namesPart = (hash) => document.getElementById(hash.slice(1)) !== null;

/** @param {ReadonlyMap<string | number, number>} map */
const pairsText = (map) =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}:${value}`).join(',');

/** @param {State} state */
export function formatState(state) {
  let hash = `#model=${encodeURIComponent(state.model)}&label=${state.label}&seed=${state.seed}`;
  if (state.psi !== start.psi) hash += `&psi=${state.psi}`;
  if (state.walk.size) hash += `&d=${pairsText(state.walk)}`;
  if (state.edits.size) hash += `&z=${pairsText(state.edits)}`;
  if (state.mix.size) hash += `&mix=${pairsText(state.mix)}`;
  if (state.at) hash += `&at=${state.at}`;
  if (state.vs) hash += `&vs=${encodeURIComponent(state.vs)}`;
  if (state.open.length) hash += `&open=${state.open.join(',')}`;
  return hash;
}

export class Store {
  /** @type {Set<(state: State, before: State) => void>} */
  #listeners = new Set();
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  /** States to go back to, and to go forward to again; `#settled` is where the hand last rested. */
  #past = /** @type {State[]} */ ([]);
  #future = /** @type {State[]} */ ([]);
  #settled;

  constructor() {
    this.state = this.#settled = parseState(location.hash);
    // Both Back and a link pasted into the address bar arrive here.
    addEventListener('popstate', () => {
      clearTimeout(this.#timer);
      // Within the article, too: then the toy's state is the same.
      if (!namesPart(location.hash) && location.hash !== formatState(this.state)) this.#become(parseState(location.hash));
      this.#settle();
    });
  }

  /** @param {(state: State, before: State) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  /**
   * Another model, as its seed gives it: what was dialled means something else there.
   * @param {string} model
   * @param {number} label
   */
  turnTo(model, label) {
    this.choose({ model, label, ...untouched, mix: new Map(), at: 0 });
  }

  /**
   * A choice that Back undoes: a label, a seed, a model.
   * @param {Partial<State>} changes
   */
  choose(changes) {
    this.flush();
    this.#become({ ...this.state, ...changes });
    this.#write('pushState');
    this.#settle();
  }

  /**
   * One of many small steps, as a slider makes them: the address follows when they pause.
   * @param {Partial<State>} changes
   */
  adjust(changes) {
    this.#become({ ...this.state, ...changes });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), quietMilliseconds);
  }

  /** Brings the address up to date at once. */
  flush() {
    clearTimeout(this.#timer);
    if (!this.state.model) return;
    this.#write('replaceState');
    this.#settle();
  }

  /**
   * What can be shown, in the place of what cannot: neither Back nor undo leads there again.
   * @param {Partial<State>} changes
   */
  correct(changes) {
    clearTimeout(this.#timer);
    const { model } = this.state;
    const state = { ...this.state, ...changes };
    this.#past = this.#past.filter((past) => past.model !== model);
    const last = this.#past.at(-1);
    if (last && formatState({ ...last, open: state.open }) === formatState(state)) this.#past.pop();
    this.#settled = state;
    this.#become(state);
    this.#write('replaceState');
  }

  get canUndo() {
    return this.#past.length > 0;
  }
  get canRedo() {
    return this.#future.length > 0;
  }

  // Each is a step of its own: put in the place of the last one it would stand there twice, and Back would look dead.
  undo() {
    this.flush();
    this.#move(this.#past, this.#future);
  }

  redo() {
    this.flush();
    this.#move(this.#future, this.#past);
  }

  /**
   * @param {State[]} from
   * @param {State[]} to
   */
  #move(from, to) {
    const state = from.pop();
    if (!state) return;
    to.push(this.#settled);
    this.#settled = { ...state, open: this.state.open };  // undo leaves the panels as they stand
    this.#become(this.#settled);
    this.#write('pushState');
  }

  /** @param {'pushState' | 'replaceState'} how */
  #write(how) {
    const hash = formatState(this.state);
    if (hash !== location.hash) history[how](null, '', hash);
  }

  #settle() {
    const plain = (/** @type {State} */ state) => formatState({ ...state, open: [] });
    if (this.#settled.model && plain(this.state) !== plain(this.#settled)) {
      this.#past = [...this.#past, this.#settled].slice(-longestPast);
      this.#future = [];
    }
    const changed = this.#settled !== this.state;
    this.#settled = this.state;
    if (changed) for (const listener of this.#listeners) listener(this.state, this.state);
  }

  /** @param {State} state */
  #become(state) {
    const before = this.state;
    this.state = state;
    for (const listener of this.#listeners) listener(state, before);
  }
}
