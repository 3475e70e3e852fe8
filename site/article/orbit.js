// The smallest GAN, played out: all real data is the number 0, G draws one number g, D scores x by a line of slope d,
// D(x) = d·x (the Dirac-GAN of Mescheder, Geiger & Nowozin 2018, with the Wasserstein loss).
//
//     L_D = d·g - d·0 + γ/2·d²   (R1: the gradient of D at the data is d)        L_G = -d·g
import { h, svg } from '../dom.js';
import { fill, slider } from './elements.js';
import { signed, words } from './words.js';

/** @typedef {{ g: number, d: number }} Point */

const steps = 150;
const half = 2;  // the chart shows -2 … 2
const side = 320;
export const beginning = { g: 1, d: 0 };

/**
 * Gradient descent of both players.
 * @param {{ stepSize: number, r1: number, together: boolean }} options together: G does not wait for D's step
 * @returns {Point[]} the beginning, and where they are after each step
 */
export function play({ stepSize, r1, together }) {
  const path = [beginning];
  for (let i = 0; i < steps; ++i) {
    const { g, d } = path[i];
    const nextD = d - stepSize * (g + r1 * d);
    path.push({ d: nextD, g: g + stepSize * (together ? d : nextD) });
  }
  return path;
}

/** @param {Point[]} path */
export const mean = (path) => ({
  g: path.reduce((sum, { g }) => sum + g, 0) / path.length,
  d: path.reduce((sum, { d }) => sum + d, 0) / path.length,
});

/** @param {HTMLElement} figure */
export async function start(figure) {
  const options = { stepSize: 0.15, r1: 0, together: false };
  const chart = svg('svg', { viewBox: `0 0 ${side} ${side}`, class: 'orbit', role: 'img', 'aria-label': words.orbit.alt });
  const reading = h('p', { className: 'reading' });
  reading.setAttribute('aria-live', 'polite');
  const show = () => {
    const path = play(options);
    const end = path[path.length - 1];
    chart.replaceChildren(...drawing(path));
    reading.textContent = words.orbit.reading(steps, Math.hypot(end.g, end.d), Math.abs(mean(path).g));
  };
  const control = (/** @type {string} */ name, /** @type {'stepSize' | 'r1'} */ key, /** @type {number} */ max, /** @type {number} */ step) => {
    const value = h('output', { className: 'reading' }, signed(options[key]));
    const range = slider({ label: name, min: key === 'r1' ? 0 : step, max, step, value: options[key] }, (now) => {
      options[key] = now;
      value.textContent = signed(now);
      show();
    });
    return h('div', { className: 'orbit-control' }, h('span', {}, name), value, range);
  };
  const box = h('input');
  box.type = 'checkbox';
  box.addEventListener('change', () => {
    options.together = box.checked;
    show();
  });
  const controls = h('div', { className: 'orbit-controls' }, control(words.orbit.r1, 'r1', 1, 0.05),
    control(words.orbit.stepSize, 'stepSize', 0.5, 0.01), h('label', { className: 'orbit-check' }, box, words.orbit.together), reading);
  fill(figure, h('div', { className: 'orbit-stage' }, chart, controls));
  show();
}

/** @param {Point[]} path */
function drawing(path) {
  const across = (/** @type {number} */ g) => ((g + half) / (2 * half)) * side;
  const up = (/** @type {number} */ d) => ((half - d) / (2 * half)) * side;
  const dot = (/** @type {Point} */ { g, d }, /** @type {string} */ name, /** @type {number} */ r) =>
    svg('circle', { class: name, cx: across(g), cy: up(d), r });
  const middle = side / 2;
  return [
    svg('line', { class: 'axis of-g', x1: 0, x2: side, y1: middle, y2: middle }),
    svg('line', { class: 'axis of-d', x1: middle, x2: middle, y1: 0, y2: side }),
    svg('text', { class: 'name of-g', x: side - 4, y: middle - 6, 'text-anchor': 'end' }, words.orbit.g),
    svg('text', { class: 'name of-d', x: middle + 6, y: 14 }, words.orbit.d),
    svg('path', { class: 'way-of-both', d: `M${path.map(({ g, d }) => `${across(g).toFixed(1)} ${up(d).toFixed(1)}`).join('L')}` }),
    dot(path[0], 'begin', 4.5), dot(path[path.length - 1], 'end', 5), dot({ g: mean(path).g, d: mean(path).d }, 'mean', 7),
  ];
}
