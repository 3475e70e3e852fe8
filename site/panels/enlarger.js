// A super-resolution model beside plain interpolation, and how it learned.
import { blockMeans } from '../block_means.js';
import { chart, chartPlace, charts } from '../charts.js';
import { h } from '../dom.js';
import { newCanvas, paint } from '../picture.js';
import { explain } from '../session.js';
import { messages } from './messages.js';

const words = messages.draw;
const side = 28;

/** How many pixels a side a super-resolution model is given. @param {import('../models.js').ModelEntry} enlarger */
export const coarseness = ({ input }) => /** @type {number[]} */ (input)[1];

/**
 * The curves of a training, fetched and drawn once they are asked for.
 * @param {import('../session.js').Session} session
 * @param {string} name of a model
 */
function training(session, name) {
  /** @type {ReturnType<typeof charts> | undefined} */
  let drawn;
  const asked = session.entry(name)?.history;
  const plots = h('div');
  const root = asked && h('details', { ontoggle: show }, h('summary', {}, words.learned), plots);
  async function show() {
    if (!root || drawn || !root.open) return;
    plots.replaceChildren();
    const snapshots = await session.snapshots(name)?.catch((error) => void plots.replaceChildren(explain(error)));
    if (!snapshots || drawn) return;
    const { curves } = snapshots.history;
    drawn = charts(plots, () => words.curves.map(({ names, note }) => {
      const made = chart(chartPlace(plots, 'chart'), curves, names, true);
      plots.append(h('p', { className: 'muted' }, note));
      return made;
    }));
  }
  return { root, close: () => drawn?.close() };
}

/**
 * A picture shrunk to what a super-resolution model takes, enlarged by interpolation, and by the model.
 * @param {import('../session.js').Session} session
 * @param {import('../models.js').ModelEntry} enlarger
 * @param {{ low: number, high: number }} range of a pixel
 */
export function enlargerRow(session, enlarger, { low, high }) {
  const coarse = coarseness(enlarger);
  const learned = training(session, enlarger.name);
  const [shrunk, bilinear, made] = [newCanvas(), newCanvas(), newCanvas()];
  bilinear.classList.add('bilinear');
  const figures = [[shrunk, words.shrunk], [bilinear, words.bilinear], [made, words.srgan]];
  return {
    parts: [
      h('h3', {}, words.enlarge(coarse)),
      h('div', { className: 'tiles pair' }, ...figures.map(([canvas, caption]) => h('figure', {}, canvas, caption))),
      learned.root,
    ],
    close: learned.close,
    /** @param {Float32Array} image */
    async show(image) {
      const small = blockMeans(image, side, side / coarse);
      const reader = await session.reader(enlarger.file);
      const { outputs } = await reader.read(small.slice());
      const format = { shape: [1, coarse, coarse], low, high };
      paint(shrunk, small, 0, format);
      paint(bilinear, small, 0, format);
      paint(made, outputs, 0, { shape: [1, side, side], low, high });
    },
  };
}
