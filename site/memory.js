// What the page remembers from visit to visit. A browser may forbid it (blocked cookies, a full disk): then it remembers
// for this visit only.

/** @type {Map<string, string>} what could not be written */
const unwritten = new Map();

/** @param {string} key @returns {string | null} */
export function recall(key) {
  const here = unwritten.get(key);
  if (here !== undefined) return here;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} text */
export function remember(key, text) {
  try {
    localStorage.setItem(key, text);
    unwritten.delete(key);
  } catch {
    unwritten.set(key, text);
  }
}
