// The model's card: what it is, how it was trained, how well it does, what it is made of.
import { h } from '../dom.js';
import { parameterCount, optionsText } from '../layers.js';
import { metricLine, metricWords } from '../metrics.js';
import { messages } from './messages.js';

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, { model, session }) {
  const { generator, bytes, title } = await session.open(model);
  const { card } = generator;
  const training = card.training ?? {};
  const words = messages.facts;
  /** @type {[string, string | undefined][]} */
  const facts = [
    [words.kind, messages.kinds[card.kind] ?? card.kind],
    [words.size, messages.fileSize(bytes, parameterCount(card))],
    [words.latent, messages.latent(generator.latentSize, generator.distribution)],
    [words.data, training.data_set],
    [words.images, training.images_seen ? messages.images(training.images_seen) : undefined],
    [words.time, training.seconds ? messages.minutes(training.seconds) : undefined],
    [words.device, training.device && messages.device(training.device)],
    [words.selfTest, messages.selfTest(generator.selfTestDifference)],
  ];
  const metrics = (card.metrics ?? []).map((metric) =>
    h('li', {}, h('b', {}, metricLine(metric)), h('small', {}, metricWords(metric.name).says),
      metric.protocol && h('details', {}, h('summary', {}, messages.protocol), h('small', {}, metric.protocol))));
  place.append(
    h('h3', {}, card.title || title),
    h('p', {}, card.description ?? ''),
    h('dl', { className: 'facts' }, ...facts.flatMap(([term, text]) => (text ? [h('dt', {}, term), h('dd', {}, text)] : []))),
  );
  if (metrics.length) place.append(h('h3', {}, messages.measured), h('ul', { className: 'metrics' }, ...metrics));
  place.append(h('h3', {}, messages.layers));
  for (const { name, layers } of card.networks) {
    if (card.networks.length > 1) place.append(h('p', { className: 'muted' }, name));
    place.append(h('ol', { className: 'layers' }, ...layers.map((layer) => h('li', {}, layer.type, h('span', {}, optionsText(layer))))));
  }
  return {};
}
