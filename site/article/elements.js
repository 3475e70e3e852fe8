// The figures' own building blocks, of the page's elements: sliders that give a number, tiles that show a picture, what to
// say of one that did not arrive.
import { h, whileBusy } from '../dom.js';
import { messages } from '../messages.js';
import { words } from './words.js';

/**
 * @param {{ label: string, min: number, max: number, step: number, value: number }} range
 * @param {(value: number) => void} change
 */
export function slider({ label, ...range }, change) {
  const made = h('input', { type: 'range', 'aria-label': label, oninput: () => change(made.valueAsNumber) });
  for (const [name, value] of Object.entries(range)) made.setAttribute(name, String(value));
  return made;
}

/**
 * A picture at the network's own resolution. `alt` '': the picture says nothing that the text beside it does not.
 * @param {string} [alt]
 */
export function tile(alt = '') {
  const canvas = h('canvas', { className: 'tile grey', width: 28, height: 28 });
  describe(canvas, alt);
  return canvas;
}

/**
 * Makes an image of an element, for those who cannot see it; without a text it says nothing at all.
 * @param {HTMLElement} picture
 * @param {string} alt
 */
export function describe(picture, alt) {
  if (alt) {
    picture.removeAttribute('aria-hidden');
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', alt);
  } else {
    picture.setAttribute('aria-hidden', 'true');
  }
}

/**
 * Puts a figure's parts above its caption.
 * @param {HTMLElement} figure
 * @param {Node[]} parts
 */
export function fill(figure, ...parts) {
  const stage = h('div', { className: 'stage-of-figure' }, ...parts);
  figure.querySelector('.stage-of-figure')?.remove();
  figure.prepend(stage);
  return stage;
}

/**
 * Something was lost on its way: a line that says so, and a button to ask for it again. The browser's word that it is on the
 * network again presses it.
 * @param {() => Promise<unknown>} again puts what was asked for in the place of this line, or is rejected
 */
export function didNotArrive(again) {
  const said = h('span', {}, words.missing);
  const retry = h('button', { type: 'button', onclick: () => ask() }, messages.retry);
  const line = h('span', { className: 'missing', role: 'status' }, said, retry);
  const ask = () => whileBusy([retry], async () => {
    const place = /** @type {HTMLElement | null} */ (line.closest('li, figure'));
    if (!place) return removeEventListener('online', ask);  // begun anew meanwhile, with the engine
    const held = document.activeElement === retry;
    said.textContent = words.fetching;
    await again().catch(() => (said.textContent = words.missing));
    if (!held || line.isConnected) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  });
  addEventListener('online', ask);
  return line;
}
