// The model's card under the toy: what it is, how it was trained, how well it does, what it is made of.
import { messages } from './messages.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./web/ganvas.js').Layer} Layer */

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
 * A layer's options as its maths would write them; an unknown layer's as they stand.
 * @param {Layer} layer
 */
function optionsText(layer) {
  const { type, ...options } = layer;
  const get = (/** @type {string} */ key) => String(options[key] ?? '');
  const kernel = `${get('kernel_size')}×${get('kernel_size')}`;
  switch (type) {
    case 'linear':
      return `${get('in_features')} → ${get('out_features')}`;
    case 'conv2d':
    case 'conv_transpose2d':
      return `${get('in_channels')} → ${get('out_channels')}, ${kernel}${
        Number(options.stride ?? 1) > 1 ? `, stride ${get('stride')}` : ''}`;
    case 'batch_norm':
    case 'conditional_batch_norm':
      return get('num_features') + (options.num_classes ? ` × ${get('num_classes')} labels` : '');
    case 'reshape':
      return /** @type {number[]} */ (options.shape ?? []).join(' × ');
    case 'upsample':
      return `× ${options.scale_factor ?? 2}, ${options.mode ?? 'nearest'}`;
    case 'label_embedding':
      return `${get('num_embeddings')} labels → ${get('embedding_dim')}`;
    case 'leaky_relu':
      return `slope ${options.negative_slope ?? 0.01}`;
    default:
      return Object.entries(options).map(([key, value]) => `${key} ${String(value)}`).join(', ');
  }
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
 * Numbers that the layers of the first network hold, from the options alone.
 * @param {Layer[]} layers
 */
function parameterCount(layers) {
  let sum = 0;
  for (const layer of layers) {
    const n = (/** @type {string} */ key) => Number(layer[key] ?? 0);
    const bias = layer.bias === false ? 0 : 1;
    if (layer.type === 'linear') sum += n('out_features') * (n('in_features') + bias);
    if (layer.type === 'conv2d' || layer.type === 'conv_transpose2d') {
      sum += n('out_channels') * (n('in_channels') * n('kernel_size') ** 2 + bias);
    }
    if (layer.type === 'batch_norm') sum += 2 * n('num_features');
    if (layer.type === 'conditional_batch_norm') sum += 2 * n('num_features') * n('num_classes');
    if (layer.type === 'label_embedding') sum += n('num_embeddings') * n('embedding_dim');
  }
  return sum;
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
    [words.size, messages.fileSize(bytes, parameterCount(layers))],
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
