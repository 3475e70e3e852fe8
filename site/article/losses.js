// What G gains from D's score under each loss: two charts over D's logit s, and a slider along it.
import { h, svg } from '../dom.js';
import { fill, slider } from './elements.js';
import { signed, words } from './words.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */

const sigmoid = (/** @type {number} */ s) => 1 / (1 + Math.exp(-s));
const softplus = (/** @type {number} */ s) => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));

/**
 * G's loss of one picture with logit s, and its push -dloss/ds; trainer/losses.hpp has the papers.
 * @type {Record<keyof typeof words.losses.names, { loss: (s: number) => number, push: (s: number) => number }>}
 */
export const generatorLosses = {
  minimax: { loss: (s) => -softplus(s), push: sigmoid },
  nonSaturating: { loss: (s) => softplus(-s), push: (s) => sigmoid(-s) },
  leastSquares: { loss: (s) => (s - 1) ** 2 / 2, push: (s) => 1 - s },
  hinge: { loss: (s) => -s, push: () => 1 },
};

const names = /** @type {(keyof typeof generatorLosses)[]} */ (Object.keys(generatorLosses));
const widest = 6;  // logits from -6 to 6: D from 0.2 % to 99.8 % sure
const charts = /** @type {const} */ ([
  { of: 'loss', low: -6, high: 8, height: 190, step: 2 },
  { of: 'push', low: -1, high: 3, height: 140, step: 1 },
]);
const margin = { left: 30, right: 8, top: 8, bottom: 8 };

/** @param {HTMLElement} figure */
export async function start(figure) {
  let at = -4;  // where a young generator stands
  let lit = /** @type {string} */ ('');
  const plots = h('div', { className: 'plots' });
  const reading = h('output', { className: 'reading' });
  const rows = names.map((name) => legendRow(name, (on) => {
    lit = on ? name : '';
    plots.dataset.lit = lit;
  }));
  const table = h('table', { className: 'legend' }, h('thead', {}, headRow()), h('tbody', {}, ...rows.map(({ row }) => row)));
  const show = () => {
    for (const mark of plots.querySelectorAll('.at')) place(mark, at, plots.clientWidth);
    for (const { name, loss, push } of rows) {
      loss.textContent = signed(generatorLosses[name].loss(at));
      push.textContent = signed(generatorLosses[name].push(at));
    }
    reading.textContent = words.losses.score(at, sigmoid(at));
    range.setAttribute('aria-valuetext', reading.textContent);
  };
  const range = slider({ label: words.losses.slider, min: -widest, max: widest, step: 0.1, value: at }, (value) => {
    at = value;
    show();
  });
  const draw = () => {
    if (!plots.clientWidth) return;
    plots.replaceChildren(...charts.flatMap((chart) => [
      h('p', { className: 'figure-heading' }, words.losses[chart.of]), plot(chart, plots.clientWidth)]));
    show();
  };
  const ends = h('div', { className: 'ends' }, h('span', {}, words.losses.sure), h('span', {}, words.losses.fooled));
  ends.setAttribute('aria-hidden', 'true');
  plots.setAttribute('role', 'img');
  plots.setAttribute('aria-label', words.losses.alt);
  fill(figure, h('div', { className: 'losses' }, h('div', {}, plots, ends, range), h('div', {}, reading, table)));
  new ResizeObserver(draw).observe(plots);
  draw();
}

function headRow() {
  const head = (/** @type {string} */ text) => {
    const cell = h('th', {}, text);
    cell.scope = 'col';
    return cell;
  };
  return h('tr', {}, h('td'), head(words.losses.lossColumn), head(words.losses.pushColumn));
}

/**
 * @param {keyof typeof generatorLosses} name
 * @param {(on: boolean) => void} hover
 */
function legendRow(name, hover) {
  const head = h('th', {}, h('span', { className: `swatch loss-${name}` }), words.losses.names[name]);
  head.scope = 'row';
  const [loss, push] = [h('td'), h('td')];
  const row = h('tr', {}, head, loss, push);
  row.addEventListener('pointerenter', () => hover(true));
  row.addEventListener('pointerleave', () => hover(false));
  return { name, row, loss, push };
}

/** @param {number} s @param {number} width */
const across = (s, width) => margin.left + ((s + widest) / (2 * widest)) * (width - margin.left - margin.right);

/**
 * @param {{ of: 'loss' | 'push', low: number, high: number, height: number, step: number }} chart
 * @param {number} width in pixels
 */
function plot({ of, low, high, height, step }, width) {
  const up = (/** @type {number} */ value) =>
    margin.top + ((high - value) / (high - low)) * (height - margin.top - margin.bottom);
  const clip = `clip-${of}`;
  const grid = [];
  for (let value = low; value <= high; value += step) {
    grid.push(svg('line', { class: value === 0 ? 'axis' : 'grid', x1: margin.left, x2: width - margin.right, y1: up(value), y2: up(value) }));
    grid.push(svg('text', { class: 'tick', x: margin.left - 6, y: up(value) + 4, 'text-anchor': 'end' }, String(value).replace('-', '−')));
  }
  const curves = names.map((name) => {
    const points = [];
    for (let s = -widest; s <= widest + 1e-9; s += 0.1) {
      points.push(`${across(s, width).toFixed(1)} ${up(generatorLosses[name][of](s)).toFixed(1)}`);
    }
    return svg('path', { class: `curve loss-${name}`, d: `M${points.join('L')}` });
  });
  const mark = svg('line', { class: 'at', y1: margin.top, y2: height - margin.bottom });
  return svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    svg('clipPath', { id: clip }, svg('rect', { x: margin.left, y: margin.top, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom })),
    ...grid, svg('g', { 'clip-path': `url(#${clip})` }, ...curves), mark);
}

/** @param {Element} mark @param {number} s @param {number} width */
function place(mark, s, width) {
  mark.setAttribute('x1', String(across(s, width)));
  mark.setAttribute('x2', String(across(s, width)));
}
