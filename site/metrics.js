// A card's metrics as a reader wants them.
import { messages } from './panels/messages.js';

/** @typedef {{ name: string, value: number, real?: number }} Metric */

const share = /accuracy|share|precision|recall|coverage|balance/;

/** @param {string} name */
export const lessIsBetter = (name) => /distance|error|memorised/.test(name);

/**
 * A share as a percentage, another number with three digits that count.
 * @param {string} name of the metric
 * @param {number | undefined} value
 */
export function metricValue(name, value) {
  if (value === undefined) return '–';
  if (share.test(name)) return `${(100 * value).toFixed(1)} %`;
  return value >= 1000 ? messages.images(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** @param {string} name */
export const metricWords = (name) => messages.metrics[name] ?? { name: name.replaceAll('_', ' '), says: '' };

/** One of them in a line, with what real pictures reach beside it. @param {Metric} metric */
export const metricLine = ({ name, value, real }) =>
  `${metricWords(name).name} ${metricValue(name, value)}${real === undefined ? '' : ` (${messages.realValue(metricValue(name, real))})`}`;
