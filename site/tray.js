// Pictures that a person keeps, for walks and arithmetic. They outlive the page: they are the person's own.

/** `latent`: before ψ; `weights`: of the labels. @typedef {{ model: string, latent: number[], weights: number[], psi: number }} Kept */

const key = 'ganvas.tray';
export const mostKept = 12;

/** @param {unknown} value @returns {value is Kept} */
function isKept(value) {
  const kept = /** @type {Kept} */ (value);
  const numbers = (/** @type {unknown} */ list) => Array.isArray(list) && list.every(Number.isFinite);
  return typeof kept?.model === 'string' && numbers(kept.latent) && numbers(kept.weights) && Number.isFinite(kept.psi);
}

/** What is kept of that model. */
export function keptOf(/** @type {string} */ model) {
  return all().filter((kept) => kept.model === model);
}

/** @returns {Kept[]} */
function all() {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter(isKept) : [];
  } catch {
    return [];
  }
}

/** @param {string} model @param {Kept[]} kept the newest last; the oldest give way */
export function keep(model, kept) {
  const others = all().filter((other) => other.model !== model);
  localStorage.setItem(key, JSON.stringify([...others, ...kept.slice(-mostKept)]));
}
