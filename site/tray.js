// Pictures that a person keeps, for walks and arithmetic. They outlive the page: they are the person's own.
import { recall, remember } from './memory.js';
import { linear } from './paths.js';

/** `latent`: before ψ; `weights`: of the labels. @typedef {{ model: string, latent: number[], weights: number[], psi: number }} Kept */

const key = 'ganvas.tray';
export const mostKept = 12;

/** @param {unknown} value @returns {value is Kept} */
function isKept(value) {
  const kept = /** @type {Kept} */ (value);
  const numbers = (/** @type {unknown} */ list) => Array.isArray(list) && list.every(Number.isFinite);
  return typeof kept?.model === 'string' && numbers(kept.latent) && numbers(kept.weights) && Number.isFinite(kept.psi);
}

/** Tells of every change. */
export const trayChanges = new EventTarget();

/**
 * A point between two kept pictures.
 * @param {Kept} a
 * @param {Kept} b
 * @param {number} t from 0 to 1
 * @param {typeof linear} path of the latent vectors
 * @returns {Kept}
 */
export const between = (a, b, t, path) => ({
  model: a.model,
  latent: Array.from(path(a.latent, b.latent, t)),
  weights: Array.from(linear(a.weights, b.weights, t)),
  psi: a.psi + t * (b.psi - a.psi),
});

/** Those that a generator can draw: a file of the same name may have been another network. @param {Kept[]} kept
 * @param {import('./web/ganvas.js').Generator} generator */
export const fitting = (kept, { latentSize, labelCount }) =>
  kept.filter(({ latent, weights }) => latent.length === latentSize && weights.length === labelCount);

/** What is kept of that model. */
export function keptOf(/** @type {string} */ model) {
  return all().filter((kept) => kept.model === model);
}

/** @returns {Kept[]} */
function all() {
  try {
    const list = JSON.parse(recall(key) ?? '[]');
    return Array.isArray(list) ? list.filter(isKept) : [];
  } catch {
    return [];
  }
}

/** @param {string} model @param {Kept[]} kept the newest last; the oldest give way */
export function keep(model, kept) {
  const others = all().filter((other) => other.model !== model);
  remember(key, JSON.stringify([...others, ...kept.slice(-mostKept)]));
  trayChanges.dispatchEvent(new Event('change'));
}
