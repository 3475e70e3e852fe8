// What each level of a pyramid (LAPGAN) has made of the picture on show.
import { h, newestOnly } from './dom.js';
import { messages } from './panels/messages.js';
import { newCanvas, paint } from './picture.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */

const words = messages.compare;

export const isPyramid = (/** @type {Generator} */ { card }) => card.kind === 'pyramid';

/**
 * A row of pictures, coarse to fine; empty until `show` was called.
 */
export function levelsRow() {
  const heading = h('h3');
  const row = h('div', { className: 'tiles pair' });
  const root = h('div', { className: 'levels', hidden: true }, heading, row, h('p', { className: 'muted' }, words.levelsNote));
  const show = newestOnly(async (/** @type {{ generator: Generator, z: Float32Array, weights: Float32Array }} */ { generator, z, weights }) => {
    const { steps } = await generator.trace(z.slice(), weights.slice(), { timed: false });
    const pictures = steps.filter(({ picture }) => picture);
    // The first level's picture is what its network made, so no step stands for it alone.
    const first = steps.filter(({ network, picture }) => network === 0 && !picture).at(-1);
    const levels = [...(pictures.some(({ network }) => network === 0) || !first ? [] : [first]), ...pictures];
    heading.textContent = words.levelsOf(generator.card.title ?? generator.card.name);
    row.replaceChildren(...levels.map(({ values, shape }, i) => {
      const canvas = newCanvas();
      paint(canvas, values, 0, { ...generator.card.image, shape });
      return h('figure', {}, canvas, words.level(i + 1, shape[1]));
    }));
    root.hidden = false;
  });
  return { root, show };
}
