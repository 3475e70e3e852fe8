// How good our models are: the cards' own numbers, beside what real pictures reach by the same protocol.
import { element, fill } from './elements.js';
import { metricValue, metricWords, words } from './words.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */

/**
 * The best one and the collapsed one, as a measure is worth what it tells apart.
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const cards = await Promise.all(['digits', 'cgan-mnist-tutorial'].map(async (name) => (await page.model(name)).card));
  const value = (/** @type {number} */ i, /** @type {string} */ name) => cards[i].metrics?.find((metric) => metric.name === name);
  const names = Object.keys(words.metrics).filter((name) => value(0, name));
  if (names.length === 0) throw new Error('the card of digits carries no metrics');
  const head = (/** @type {string} */ text) => {
    const cell = element('th', '', text);
    cell.scope = 'col';
    return cell;
  };
  const rows = names.map((name) => {
    const { name: title, says } = metricWords(name);
    const first = element('th', '', title, element('small', '', says));
    first.scope = 'row';
    first.title = value(0, name)?.protocol ?? '';
    return element('tr', '', first, element('td', '', metricValue(name, value(0, name)?.real)),
      ...cards.map((_, i) => element('td', '', metricValue(name, value(i, name)?.value))));
  });
  const table = element('table', 'measures', element('caption', '', words.measures.caption),
    element('thead', '', element('tr', '', head(words.measures.measure), head(words.measures.realColumn), ...cards.map((card) => head(card.title || card.name)))),
    element('tbody', '', ...rows));
  fill(figure, table);
}
