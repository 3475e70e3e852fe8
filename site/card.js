// The model's card under the toy: what it is, how it was trained, how well it does, what it is made of.
import { optionsText, parameterCount } from './layers.js';
import { messages } from './messages.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {(Node | string)[]} content
 */
function element(tag, ...content) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

/**
 * A share as a percentage, other numbers with four digits that count.
 * @param {{ name: string, value: number }} metric
 */
function metricText({ name, value }) {
  const text = /accuracy|share|precision|recall/.test(name) && value <= 1
    ? `${(100 * value).toFixed(2)} %`
    : String(Number(value.toPrecision(4)));
  return `${name.replaceAll('_', ' ')} ${text}`;
}

/**
 * @param {Generator} generator
 * @param {number} bytes of the weights file
 */
export function showCard(generator, bytes) {
  const { card } = generator;
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const layers = card.networks[0].layers;
  const training = card.training ?? {};
  place('card-heading').textContent = card.title || card.name;
  place('card-text').textContent = card.description ?? '';

  const words = messages.facts;
  /** @type {[string, string | undefined][]} */
  const facts = [
    [words.kind, messages.kinds[card.kind] ?? card.kind],
    [words.size, messages.fileSize(bytes, parameterCount(card))],
    [words.latent, messages.latent(generator.latentSize, generator.distribution)],
    [words.data, training.data_set],
    [words.images, training.images_seen ? messages.images(training.images_seen) : undefined],
    [words.time, training.seconds ? messages.minutes(training.seconds) : undefined],
    [words.device, training.device],
    [words.selfTest, messages.selfTest(generator.selfTestDifference)],
  ];
  place('facts').replaceChildren(
    ...facts.flatMap(([term, text]) => (text ? [element('dt', term), element('dd', text)] : [])),
  );

  const metrics = card.metrics ?? [];
  place('metrics').replaceChildren(
    ...metrics.map((metric) => element('li', element('b', metricText(metric)), element('small', metric.protocol))),
  );
  place('measured').hidden = metrics.length === 0;
  place('layers').replaceChildren(
    ...layers.map((layer) => element('li', layer.type, element('span', optionsText(layer)))),
  );
}
