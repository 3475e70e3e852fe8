// What goes wrong, seen: a run that collapsed and one that never settled beside a good one, through their training. Few
// moments of it were kept, and not the same ones of each run: so each shows its own that is nearest, and says which.
import { h, svg } from '../dom.js';
import { describe, fill, slider, tile } from './elements.js';
import { labelsInTurn, seededLatents } from './latents.js';
import { words } from './words.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */
/** @typedef {import('./figures.js').History} History */
/** @typedef {import('../web/ganvas.js').Generator} Generator */
/** @typedef {{ images: number, generator: () => Promise<Generator> }} Moment `images`: how many were seen by then */

const side = 5;
const chart = { height: 110, left: 26, right: 6, top: 6, bottom: 6 };
const highestLoss = 6;  // those of the failed runs go on to 8 and 17: that they leave the chart is the point
const shown = /** @type {const} */ (['digits', 'cgan-mnist-tutorial', 'unstable-mnist']);
const apart = 2;  // each moment of the slider has seen at least so many times the pictures of the one before

/**
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const runs = await Promise.all(shown.map((name) => openRun(name, page)));
  const moments = momentsOf(runs.slice(1));  // there is more to see in those that failed
  let at = moments.length - 1;
  const show = async () => {
    const wanted = at;
    const images = moments[wanted];
    range.setAttribute('aria-valuetext', words.collapse.images(images));
    const ready = await Promise.all(runs.map((run) => run.prepare(images)));
    if (wanted === at) ready.forEach((paint) => paint());
  };
  const range = slider({ label: words.collapse.slider, min: 0, max: moments.length - 1, step: 1, value: at }, (value) => {
    at = value;
    page.tend(show());
  });
  await show();
  const marks = h('div', { className: 'marks', data: moments.length > 7 ? { many: '' } : {} }, ...moments.map((images) => h('span', {}, short(images))));
  marks.setAttribute('aria-hidden', 'true');
  fill(figure, h('div', { className: 'runs' }, ...runs.map(({ root }) => root)),
    h('div', { className: 'timeline' }, h('span', { className: 'note' }, words.collapse.slider), range, marks),
    h('p', { className: 'note' }, words.collapse.note));
}

/**
 * The moments of several runs, without those that stand close to another; the last is the end of the longest.
 * @param {{ moments: Moment[] }[]} runs
 */
function momentsOf(runs) {
  const end = Math.max(...runs.map(({ moments }) => moments[moments.length - 1].images));
  /** @type {number[]} */
  const kept = [];
  for (const images of runs.flatMap(({ moments }) => moments.map((moment) => moment.images)).sort((a, b) => a - b)) {
    if (images >= apart * (kept.at(-1) ?? 0) && images < end / 1.5) kept.push(images);
  }
  return [...kept, end];
}

/**
 * @param {(typeof shown)[number]} name
 * @param {ArticlePage} page
 */
async function openRun(name, page) {
  const [{ history, generator }, final, ganvas] = await Promise.all([page.snapshots(name), page.model(name), page.ganvas()]);
  const title = final.card.title || name;
  const whole = final.card.training?.images_seen ?? history.curves.images?.at(-1) ?? 0;
  /** @type {Moment[]} */
  const moments = [
    ...history.snapshots.map(({ images }, i) => ({ images, generator: () => generator(i) })),
    { images: whole, generator: async () => final },
  ];
  const tiles = Array.from({ length: side * side }, () => tile());
  const grid = h('div', { className: 'grid-5' }, ...tiles);
  const [caption, when, variety] = [h('p'), h('span', { className: 'when' }), h('span', { className: 'reading' })];
  const curves = h('div', { className: 'curves' });
  const root = h('div', { className: 'run' }, h('h4', {}, title), grid,
    h('div', { className: 'told' }, caption, h('p', { className: 'note' }, when, ' ', variety)), curves);
  const seeds = tiles.map((_, i) => i + 1);
  let marked = whole;
  const draw = () => curves.clientWidth && curves.replaceChildren(lossChart(history, title, marked, curves.clientWidth));
  new ResizeObserver(draw).observe(curves);

  return {
    root,
    moments,
    /** Draws the pictures of the moment kept last before `images`, or first; what it gives back puts them on the page. */
    prepare: async (/** @type {number} */ images) => {
      const moment = momentAt(moments, images);
      const network = await moment.generator();
      const latents = await seededLatents(ganvas, network, seeds);
      const { images: pictures } = await network.sample(latents, labelsInTurn(network, tiles.length));
      const differ = spread(pictures, tiles.length, network.card.image);
      const atEnd = moment.images === whole;
      return () => {
        tiles.forEach((canvas, i) => page.paint(canvas, pictures, i, network.card.image));
        caption.textContent = words.collapse.captions[name][atEnd ? 'end' : 'way'](words.collapse.alike(differ));
        when.textContent = atEnd ? words.collapse.end(whole) : words.collapse.kept(moment.images, images);
        variety.textContent = words.collapse.variety(differ);
        describe(grid, words.collapse.gridAlt(title, when.textContent));
        marked = moment.images;
        draw();
      };
    },
  };
}

/**
 * @template {{ images: number }} T
 * @param {T[]} moments in their order
 * @param {number} images
 * @returns {T} the last that is not after `images`; of those that are, the first
 */
export const momentAt = (moments, images) => moments.filter((each) => each.images <= images).at(-1) ?? moments[0];

/**
 * The root mean square difference of two of n pictures, of a range of 1: √2 times the standard deviation of a pixel.
 * @param {Float32Array} pictures
 * @param {number} n
 * @param {{ low: number, high: number }} range
 */
export function spread(pictures, n, { low, high }) {
  const size = pictures.length / n;
  let squares = 0;
  for (let pixel = 0; pixel < size; ++pixel) {
    let [sum, sumOfSquares] = [0, 0];
    for (let i = 0; i < n; ++i) {
      const value = pictures[i * size + pixel];
      sum += value;
      sumOfSquares += value * value;
    }
    squares += Math.max(0, (n * sumOfSquares - sum * sum) / (n * (n - 1)));
  }
  return Math.sqrt((2 * squares) / size) / (high - low);
}

/**
 * Both losses over the pictures seen, on a logarithmic axis, as most happens early.
 * @param {History} history
 * @param {string} title
 * @param {number} marked
 * @param {number} width
 */
function lossChart({ curves }, title, marked, width) {
  const seen = curves.images;
  const first = Math.log(1000);
  const last = Math.log(seen[seen.length - 1]);
  const { height, left, right, top, bottom } = chart;
  const x = (/** @type {number} */ images) => left + ((Math.log(Math.max(images, 1000)) - first) / (last - first)) * (width - left - right);
  const y = (/** @type {number} */ loss) => top + (1 - Math.min(loss, highestLoss) / highestLoss) * (height - top - bottom);
  const line = (/** @type {string} */ key, /** @type {string} */ className) =>
    svg('path', { class: `curve ${className}`, d: `M${(curves[key] ?? []).flatMap((loss, i) => (loss === null ? [] : `${x(seen[i]).toFixed(1)} ${y(loss).toFixed(1)}`)).join('L')}` });
  const grid = [0, 2, 4, 6].flatMap((loss) => [
    svg('line', { class: loss ? 'grid' : 'axis', x1: left, x2: width - right, y1: y(loss), y2: y(loss) }),
    svg('text', { class: 'tick', x: left - 6, y: y(loss) + 4, 'text-anchor': 'end' }, String(loss)),
  ]);
  const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': words.collapse.chartAlt(title) },
    ...grid, line('G loss', 'of-g'), line('D loss', 'of-d'),
    svg('line', { class: 'at', x1: x(marked), x2: x(marked), y1: top, y2: height - bottom }));
  const key = h('p', { className: 'key note' }, h('span', { className: 'swatch of-g' }), words.collapse.generatorLoss, ' ',
    h('span', { className: 'swatch of-d' }), words.collapse.discriminatorLoss);
  return h('div', {}, picture, key);
}

/** @param {number} images */
const short = (images) => (images >= 1e6 ? `${Number((images / 1e6).toPrecision(2))}M` : `${Math.round(images / 1000)}k`);
