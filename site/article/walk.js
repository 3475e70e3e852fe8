// A walk through latent space: one straight line between two latent vectors, and the pictures on the way.
import { between, concatenated } from './latents.js';
import { h } from '../dom.js';
import { describe, fill, slider, tile } from './elements.js';
import { words } from './words.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */

const stops = 9;
const label = 3;

/**
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const [ganvas, generator] = await Promise.all([page.ganvas(), page.model('digits')]);
  const name = generator.card.labels?.[label] ?? String(label);
  const seeded = (/** @type {number} */ seed) => ganvas.latent(seed, 0, generator.latentSize, generator.distribution);
  let seed = 11;
  let ends = await Promise.all([seeded(seed), seeded(seed + 1)]);
  let t = 0;

  const large = tile();
  const strip = Array.from({ length: stops }, () => tile());
  const position = h('output', { className: 'reading' });
  const range = slider({ label: words.walk.slider, min: 0, max: 1, step: 0.01, value: t }, (value) => {
    t = value;
    draw();
  });

  const draw = newestOnly(async () => {
    const at = t;
    const { images } = await generator.sample(between(ends[0], ends[1], at), Int32Array.of(label));
    page.paint(large, images, 0, generator.card.image);
    describe(large, words.walk.pictureAlt(name, at));
    position.textContent = words.walk.position(at);
    range.setAttribute('aria-valuetext', words.walk.here(at));
    buttons.forEach((each, i) => each.toggleAttribute('data-here', Math.round(at * (stops - 1)) === i));
  });
  const drawStrip = async () => {
    const way = strip.map((_, i) => between(ends[0], ends[1], i / (stops - 1)));
    const { images } = await generator.sample(concatenated(way), new Int32Array(stops).fill(label));
    strip.forEach((canvas, i) => page.paint(canvas, images, i, generator.card.image));
  };
  const buttons = strip.map((canvas, i) => {
    const stop = h('button', { type: 'button', onclick: () => {
      t = i / (stops - 1);
      range.value = String(t);
      draw();
    } });
    stop.className = 'stop';
    stop.setAttribute('aria-label', words.walk.stop(i / (stops - 1)));
    stop.append(canvas);
    return stop;
  });
  const others = h('button', { type: 'button', onclick: async () => {
    seed += 2;
    ends = await Promise.all([seeded(seed), seeded(seed + 1)]);
    await drawStrip();
    draw();
  } }, words.walk.others);

  await Promise.all([drawStrip(), draw()]);
  const way = h('div', { className: 'way' }, h('div', { className: 'strip' }, ...buttons), range,
    h('div', { className: 'figure-controls' }, others, position));
  fill(figure, h('div', { className: 'walk' }, large, way));
}

/**
 * While one drawing is under way, later wishes become one more drawing, of the newest state.
 * @param {() => Promise<void>} work
 */
function newestOnly(work) {
  let busy = false;
  let again = false;
  return async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await work();
    }
    busy = false;
  };
}
