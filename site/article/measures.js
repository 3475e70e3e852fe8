// How good our models are: the cards' own numbers, beside what real pictures reach by the same protocol.
import { h } from '../dom.js';
import { fill } from './elements.js';
import { metricValue, metricWords } from '../metrics.js';
import { words } from './words.js';

const shown = ['frechet_distance', 'label_accuracy', 'precision', 'recall', 'coverage', 'gan_train_accuracy', 'memorised_share'];

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */

/**
 * The best one and the collapsed one, as a measure is worth what it tells apart.
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const cards = await Promise.all(['digits', 'cgan-mnist-tutorial'].map(async (name) => (await page.model(name)).card));
  const value = (/** @type {number} */ i, /** @type {string} */ name) => cards[i].metrics?.find((metric) => metric.name === name);
  const names = shown.filter((name) => value(0, name));
  if (names.length === 0) throw new Error('the card of digits carries no metrics');
  const head = (/** @type {string} */ text) => {
    const cell = h('th', {}, text);
    cell.scope = 'col';
    return cell;
  };
  const rows = names.map((name) => {
    const { name: title, says } = metricWords(name);
    const first = h('th', {}, title, h('small', {}, says));
    first.scope = 'row';
    first.title = value(0, name)?.protocol ?? '';
    return h('tr', {}, first, h('td', {}, metricValue(name, value(0, name)?.real)),
      ...cards.map((_, i) => h('td', {}, metricValue(name, value(i, name)?.value))));
  });
  const table = h('table', { className: 'measures' }, h('caption', {}, words.measures.caption),
    h('thead', {}, h('tr', {}, head(words.measures.measure), head(words.measures.realColumn), ...cards.map((card) => head(card.title || card.name)))),
    h('tbody', {}, ...rows));
  // Where it is too wide, it scrolls, and not the page; by keyboard, too.
  fill(figure, h('div', { className: 'scrolls', role: 'region', tabIndex: 0, 'aria-label': words.measures.table }, table));
}
