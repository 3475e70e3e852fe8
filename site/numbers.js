// The cards' numbers, set out to be compared: which way is better, and what real pictures reach.
import { h } from './dom.js';
import { lessIsBetter, metricValue, metricWords } from './metrics.js';
import { messages } from './panels/messages.js';

/** @typedef {import('./metrics.js').Metric} Metric */

const words = messages.compare;
const compared = ['label_accuracy', 'frechet_distance', 'coverage'];

const shownOf = (/** @type {Metric[] | undefined} */ metrics, names = compared) =>
  names.flatMap((name) => (metrics ?? []).filter((metric) => metric.name === name));

const nameOf = (/** @type {string} */ name) => [
  h('span', {}, metricWords(name).name), ' ',
  h('abbr', { title: words.better(lessIsBetter(name)), 'aria-label': words.better(lessIsBetter(name)), role: 'img' }, lessIsBetter(name) ? '↓' : '↑'),
];

/**
 * A model's numbers, each over what real pictures reach.
 * @param {Metric[] | undefined} metrics
 * @param {string[]} [names] which of them, in that order
 */
export function numbersOf(metrics, names) {
  return h('dl', { className: 'numbers' }, ...shownOf(metrics, names).map(({ name, value, real }) =>
    h('div', {}, h('dt', {}, ...nameOf(name)), h('dd', {}, metricValue(name, value)),
      real !== undefined && h('dd', { className: 'of-real' }, words.ofReal(metricValue(name, real))))));
}

/**
 * Two models and real pictures, a row a number; the better one stands out. Undefined where they were not measured against
 * the same pictures.
 * @param {import('./web/ganvas.js').ModelCard[]} cards
 */
export function comparison(cards) {
  const [data, other] = cards.map(({ training }) => training?.data_set);
  const of = cards.map(({ metrics }) => shownOf(metrics));
  const names = compared.filter((name) => of.some((metrics) => metrics.some((metric) => metric.name === name)));
  if (data !== other || !names.length) return undefined;
  const row = (/** @type {string} */ name) => {
    const found = of.map((metrics) => metrics.find((metric) => metric.name === name));
    const values = found.map((metric) => metric?.value);
    const [a, b] = values;
    const best = a === undefined || b === undefined || a === b ? -1 : Number(a < b !== lessIsBetter(name));
    return h('tr', {}, h('th', { scope: 'row' }, ...nameOf(name)),
      ...values.map((value, i) => h('td', { className: i === best ? 'best' : '' }, metricValue(name, value),
        i === best && h('span', { className: 'spoken' }, ` ${words.best}`))),
      h('td', { className: 'of-real' }, metricValue(name, found.find((metric) => metric?.real !== undefined)?.real)));
  };
  return h('table', { className: 'comparison' },
    h('thead', {}, h('tr', {}, h('td'), ...cards.map(({ title, name }) => h('th', { scope: 'col' }, title || name)),
      h('th', { scope: 'col', className: 'of-real' }, words.real))),
    h('tbody', {}, ...names.map(row)));
}
