// What a model card says of its layers, in words and numbers.
import { messages } from './panels/messages.js';

/** @typedef {import('./web/ganvas.js').Layer} Layer */
/** @typedef {import('./web/ganvas.js').ModelCard} ModelCard */

/**
 * A layer's options as its maths would write them; an unknown layer's as they stand.
 * @param {Layer} layer
 */
export function optionsText(layer) {
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
      return Object.entries(options)
        .map(([key, value]) => `${key} ${Array.isArray(value) ? `of ${value.length} layers` : String(value)}`)
        .join(', ');
  }
}

/**
 * Numbers that one layer holds, those of the layers within it included: shared/shapes.cpp says the same in C++.
 * @param {Layer} layer
 * @returns {number}
 */
function layerParameters(layer) {
  const n = (/** @type {string} */ key, absent = 0) => Number(layer[key] ?? absent);
  const bias = layer.bias === false ? 0 : 1;
  switch (layer.type) {
    case 'linear':
      return n('out_features') * (n('in_features') + bias);
    case 'conv2d':
    case 'conv_transpose2d':
      return n('out_channels') * (n('in_channels') * n('kernel_size') ** 2 + bias);
    case 'batch_norm':
      return 2 * n('num_features');
    case 'conditional_batch_norm':
      return 2 * n('num_features') * n('num_classes');
    case 'label_embedding':
      return n('num_embeddings') * n('embedding_dim');
    case 'label_projection':
      return n('in_features') * (n('num_classes') + 1) + 1;
    case 'prelu':
      return n('num_parameters', 1);
    default:
      return Array.isArray(layer.layers) ? layer.layers.reduce((sum, inner) => sum + layerParameters(inner), 0) : 0;
  }
}

/**
 * Numbers that were learned: of all networks of the card, thus of all levels of a pyramid.
 * @param {ModelCard} card
 */
export function parameterCount(card) {
  return card.networks.flatMap(({ layers }) => layers).reduce((sum, layer) => sum + layerParameters(layer), 0);
}

/** What a layer computes, as one line. */
export const equation = (/** @type {Layer} */ { type }) => messages.inside.equations[type] ?? '';
