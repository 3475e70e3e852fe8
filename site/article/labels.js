// One latent vector, each label: what stays is the hand, what changes is the digit.
import { h } from '../dom.js';
import { describe, fill, tile } from './elements.js';
import { words } from './words.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */

/**
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const [ganvas, generator] = await Promise.all([page.ganvas(), page.model('digits')]);
  const names = generator.card.labels ?? [];
  const tiles = names.map((name) => {
    const canvas = tile();
    describe(canvas, words.labels.alt(name));
    return canvas;
  });
  const heading = h('p', { className: 'figure-heading' });
  let seed = 5;
  const draw = async () => {
    const z = await ganvas.latent(seed, 0, generator.latentSize, generator.distribution);
    const latents = new Float32Array(names.length * z.length);
    names.forEach((_, i) => latents.set(z, i * z.length));
    const { images } = await generator.sample(latents, Int32Array.from(names.keys()));
    tiles.forEach((canvas, i) => page.paint(canvas, images, i, generator.card.image));
    heading.textContent = words.labels.strip(seed);
  };
  await draw();
  const columns = tiles.map((canvas, i) => h('div', { className: 'labelled' }, canvas, h('span', { className: 'note' }, names[i])));
  const another = h('button', { type: 'button', onclick: () => {
    seed += 1;
    page.tend(draw());
  } }, words.another);
  fill(figure, heading, h('div', { className: 'strip labels-strip' }, ...columns), h('div', { className: 'figure-controls' }, another));
}
