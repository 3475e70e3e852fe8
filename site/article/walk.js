// A walk through latent space: one straight line between two latent vectors, and the pictures on the way.
import { between, concatenated } from './latents.js';
import { h, newestOnly } from '../dom.js';
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
    redraw();
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
  const redraw = () => void page.tend(draw(undefined));
  const drawStrip = async () => {
    const way = strip.map((_, i) => between(ends[0], ends[1], i / (stops - 1)));
    const { images } = await generator.sample(concatenated(way), new Int32Array(stops).fill(label));
    strip.forEach((canvas, i) => page.paint(canvas, images, i, generator.card.image));
  };
  const buttons = strip.map((canvas, i) => {
    const stop = h('button', { type: 'button', onclick: () => {
      t = i / (stops - 1);
      range.value = String(t);
      redraw();
    } });
    stop.className = 'stop';
    stop.setAttribute('aria-label', words.walk.stop(i / (stops - 1)));
    stop.append(canvas);
    return stop;
  });
  const goElsewhere = async () => {
    seed += 2;
    ends = await Promise.all([seeded(seed), seeded(seed + 1)]);
    await drawStrip();
    await draw(undefined);
  };
  const others = h('button', { type: 'button', onclick: () => page.tend(goElsewhere()) }, words.walk.others);

  await Promise.all([drawStrip(), draw(undefined)]);
  const way = h('div', { className: 'way' }, h('div', { className: 'strip' }, ...buttons), range,
    h('div', { className: 'figure-controls' }, others, position));
  fill(figure, h('div', { className: 'walk' }, large, way));
}
