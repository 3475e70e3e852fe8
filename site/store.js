// The page's state, in one place, mirrored by the URL: whoever has the link sees the same pixels.
//
//     #model=digits&label=3&seed=17&psi=0.8&z=3:1.25,10:-0.5

/**
 * `edits`: the latent numbers that a slider has set, by their axis; all others come from the seed.
 * `psi`: the truncation ψ, by which every latent number is multiplied.
 * @typedef {{ model: string, label: number, seed: number, psi: number, edits: ReadonlyMap<number, number> }} State
 */

// Browsers refuse more than about 100 address changes in 30 seconds, and a drag makes 60 in one.
const quietMilliseconds = 350;

/** @type {State} */
const start = { model: '', label: 3, seed: 1, psi: 1, edits: new Map() };

/**
 * A number from a link: what is no number in the range is as if it were not there.
 * @param {string | null} text
 * @param {number} fallback
 * @param {number} least
 * @param {number} most
 */
function numberIn(text, fallback, least, most) {
  const value = text === null || text.trim() === '' ? NaN : Number(text);
  return value >= least && value <= most ? value : fallback;
}

/**
 * @param {string} hash
 * @returns {State}
 */
export function parseState(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const edits = new Map();
  for (const pair of (given.get('z') ?? '').split(',')) {
    const [axis, value] = pair.split(':');
    const at = numberIn(axis ?? null, -1, 0, 65535);
    const to = numberIn(value ?? null, NaN, -100, 100);
    if (Number.isInteger(at) && at >= 0 && !Number.isNaN(to)) edits.set(at, to);
  }
  return {
    model: given.get('model') ?? start.model,
    label: Math.trunc(numberIn(given.get('label'), start.label, 0, 65535)),
    seed: Math.trunc(numberIn(given.get('seed'), start.seed, 0, Number.MAX_SAFE_INTEGER)),
    psi: numberIn(given.get('psi'), start.psi, 0, 2),
    edits,
  };
}

/** @param {State} state */
export function formatState({ model, label, seed, psi, edits }) {
  let hash = `#model=${encodeURIComponent(model)}&label=${label}&seed=${seed}`;
  if (psi !== start.psi) hash += `&psi=${psi}`;
  const pairs = [...edits].sort(([a], [b]) => a - b).map(([axis, value]) => `${axis}:${value}`);
  if (pairs.length) hash += `&z=${pairs.join(',')}`;
  return hash;
}

export class Store {
  /** @type {Set<(state: State, before: State) => void>} */
  #listeners = new Set();
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  constructor() {
    this.state = parseState(location.hash);
    // Both Back and a link pasted into the address bar arrive here.
    addEventListener('popstate', () => {
      clearTimeout(this.#timer);
      this.#become(parseState(location.hash));
    });
  }

  /** @param {(state: State, before: State) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  /**
   * A choice that Back undoes: a label, a seed, a model.
   * @param {Partial<State>} changes
   */
  choose(changes) {
    this.flush();
    this.#become({ ...this.state, ...changes });
    const hash = formatState(this.state);
    if (hash !== location.hash) history.pushState(null, '', hash);
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
    const hash = formatState(this.state);
    if (hash !== location.hash) history.replaceState(null, '', hash);
  }

  /** @param {State} state */
  #become(state) {
    const before = this.state;
    this.state = state;
    for (const listener of this.#listeners) listener(state, before);
  }
}
