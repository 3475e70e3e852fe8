// The family: a row for each model of the page that has a place in the tree, with pictures drawn here and now.
import { h } from '../dom.js';
import { describe, didNotArrive, fill, tile } from './elements.js';
import { family, familyOrder } from '../family.js';
import { labelsInTurn, seededLatents } from './latents.js';
import { metricValue, metricWords } from '../metrics.js';
import { words } from './words.js';
import { parameterCount } from '../layers.js';
import { blockMeans } from '../block_means.js';
import { realPictures } from '../real.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */
/** @typedef {import('../web/ganvas.js').ModelCard} ModelCard */
/** @typedef {{ card: ModelCard, images: Float32Array }} Strip */

const stripLength = 10;
const shownMetrics = ['frechet_distance', 'precision', 'recall', 'coverage', 'label_accuracy'];

/**
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const order = familyOrder(page.entries.map(({ name }) => name));
  if (order.length === 0) throw new Error('none of the page’s models has a place in the family');
  const list = h('ol', { className: 'family' }, ...order.map(({ name, depth }) => row(name, depth, page)));
  fill(figure, list);
}

/**
 * A row fetches its weights when the reader reaches it: all of them together are megabytes.
 * @param {string} name
 * @param {number} depth
 * @param {ArticlePage} page
 */
function row(name, depth, page) {
  const { year, sentence, paper } = family[name];
  const entry = page.entries.find((each) => each.name === name);
  const tiles = Array.from({ length: stripLength }, () => tile());
  const strip = h('div', { className: 'strip' }, ...tiles);
  const facts = h('p', { className: 'note facts-line' }, words.fetching);
  const enlarges = entry?.kind === 'super_resolution';
  const numbers = h('dl', { className: enlarges ? 'numbers few' : 'numbers' });
  const link = h('a', {}, paper.label);
  link.href = paper.url;
  link.title = paper.title;
  const made = h('li', {},
    h('div', { className: 'about' }, h('h4', {}, entry?.title ?? name, ' ', h('span', { className: 'year' }, String(year))),
      h('p', {}, sentence), h('p', { className: 'note' }, link)),
    h('div', { className: 'shown' }, strip, facts, numbers));
  made.style.setProperty('--depth', String(Math.min(depth, 3)));
  const bring = async () => {
    const { card, images } = enlarges ? await sharpened(name, page) : await sampled(name, page);
    tiles.forEach((canvas, i) => page.paint(canvas, images, i, card.image));
    describe(strip, words.family.stripAlt(entry?.title ?? name));
    const seenImages = card.training?.images_seen;
    facts.textContent = [words.family.facts(parameterCount(card), entry?.bytes ?? 0),
      ...(seenImages ? [words.family.images(seenImages)] : [])].join(' · ');
    numbers.replaceChildren(...measured(card));
  };
  new IntersectionObserver(async (seen, observer) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    await bring().catch((error) => {
      facts.replaceChildren(didNotArrive(bring));
      console.info(`${name} in the family figure: ${error instanceof Error ? error.message : String(error)}`);
    });
  }, { rootMargin: '50% 0px' }).observe(made);
  return made;
}

/**
 * @param {string} name
 * @param {ArticlePage} page
 * @returns {Promise<Strip>}
 */
async function sampled(name, page) {
  const [ganvas, generator] = await Promise.all([page.ganvas(), page.model(name)]);
  const latents = await seededLatents(ganvas, generator, Array.from({ length: stripLength }, (_, i) => i + 1));
  const { images } = await generator.sample(latents, labelsInTurn(generator, stripLength));
  return { card: generator.card, images };
}

/**
 * What super-resolution makes of real pictures that were made coarse: the mean over each block of pixels, as in training.
 * @param {string} name
 * @param {ArticlePage} page
 * @returns {Promise<Strip>}
 */
async function sharpened(name, page) {
  const reader = await page.reader(name);
  const reals = await realPictures(reader.card);
  if (!reals) throw new Error(`there are no real pictures of what ${name} learned from`);
  const [, rows] = reader.card.networks[0].input;
  const [, height] = reader.card.image.shape;
  const coarse = blockMeans(reals.images.subarray(0, stripLength * height * height), height, height / rows);
  const { outputs } = await reader.read(coarse, new Int32Array(0));
  return { card: reader.card, images: outputs };
}

/** @param {ModelCard} card */
function measured({ metrics = [] }) {
  return shownMetrics.flatMap((name) => {
    const metric = metrics.find((each) => each.name === name);
    if (!metric) return [];
    const number = h('dd', {}, metricValue(name, metric.value));
    number.title = metric.protocol;
    const real = metric.real === undefined ? [] : [h('span', { className: 'note' }, words.family.real(metricValue(name, metric.real)))];
    number.append(...real);
    return [h('div', {}, h('dt', {}, metricWords(name).name), number)];
  });
}
