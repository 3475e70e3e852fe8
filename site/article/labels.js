// One latent vector, each label: what stays is the hand, what changes is the digit.
import { button, describe, element, fill, tile } from './elements.js';
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
  const heading = element('p', 'figure-heading');
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
  const columns = tiles.map((canvas, i) => element('div', 'labelled', canvas, element('span', 'note', names[i])));
  const another = button(words.another, () => {
    seed += 1;
    draw();
  });
  fill(figure, heading, element('div', 'strip labels-strip', ...columns), element('div', 'figure-controls', another));
}
