// What the weights files in site/models/ say of themselves, and how many a run's history has.
import fs from 'node:fs';

/** @typedef {{ name: string, value: number, real: number }} Metric */

/** @param {string} file */
export function header(file) {
  const bytes = fs.readFileSync(new URL(`../../site/models/${file}`, import.meta.url));
  const tensors = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
  const card = JSON.parse(tensors.__metadata__.ganvas);
  delete tensors.__metadata__;
  return { card, tensors: /** @type {Record<string, { shape: number[] }>} */ (tensors) };
}

/** The same model as if no directions had been found in it. @param {string} file */
export function withoutDirections(file) {
  const bytes = fs.readFileSync(new URL(`../../site/models/${file}`, import.meta.url));
  const end = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__, directions, ...tensors } = JSON.parse(bytes.subarray(8, end).toString());
  const card = JSON.parse(__metadata__.ganvas);
  delete card.directions;
  const [from, to] = directions.data_offsets;
  for (const tensor of Object.values(tensors))
    tensor.data_offsets = tensor.data_offsets.map((/** @type {number} */ at) => (at >= to ? at - (to - from) : at));
  return fileOf({ __metadata__: { ...__metadata__, ganvas: JSON.stringify(card) }, ...tensors },
    [bytes.subarray(end, end + from), bytes.subarray(end + to)]);
}

/** @param {object} entries of the header @param {Buffer[]} data */
function fileOf(entries, data) {
  const text = JSON.stringify(entries);
  const header = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...data]);
}

/**
 * A generator of one linear layer that nobody trained: what it draws is noise, but it draws another for each latent vector
 * and label.
 * @param {{ latent?: number, side?: number, labels?: string[], data?: string }} [wish] `data`: what it says that it learned from
 */
export function untrained({ latent = 4, side = 28, labels = [], data } = {}) {
  const pixels = side * side, inputs = latent + labels.length, shape = [1, side, side];
  const embedding = labels.length ? [{ type: 'label_embedding', num_embeddings: labels.length, embedding_dim: labels.length }, { type: 'concat' }] : [];
  const layers = [...embedding, { type: 'linear', in_features: inputs, out_features: pixels }, { type: 'reshape', shape }];
  const card = {
    version: 1, name: 'untrained', kind: labels.length ? 'conditional_gan' : 'gan', networks: [{ name: 'generator', input: [latent], layers }],
    image: { shape, low: -1, high: 1 }, self_test: { tolerance: 0.01 }, latent: { size: latent },
    ...(labels.length && { labels }), ...(data && { training: { data_set: data } }),
  };
  // The first label's embedding is zero, so that the self-test's picture is.
  const rows = labels.flatMap((_, row) => labels.map((__, column) => (row && row === column ? 1 : 0)));
  const linear = `generator.${embedding.length}`;
  /** @type {[string, number[], number[] | BigInt64Array][]} */
  const tensors = [
    ...(labels.length ? [/** @type {[string, number[], number[]]} */ (['generator.0.weight', [labels.length, labels.length], rows])] : []),
    [`${linear}.weight`, [pixels, inputs], Array.from({ length: pixels * inputs }, (_, i) => Math.sin(i * i))],
    [`${linear}.bias`, [pixels], Array(pixels).fill(0)],
    ['self_test.inputs', [1, latent], Array(latent).fill(0)],
    ...(labels.length ? [/** @type {[string, number[], BigInt64Array]} */ (['self_test.labels', [1], new BigInt64Array(1)])] : []),
    ['self_test.outputs', [1, ...shape], Array(pixels).fill(0)],
  ];
  const blobs = tensors.map(([, , values]) => Buffer.from((Array.isArray(values) ? Float32Array.from(values) : values).buffer));
  let at = 0;
  const entries = tensors.map(([name, axes, values], i) =>
    [name, { dtype: Array.isArray(values) ? 'F32' : 'I64', shape: axes, data_offsets: [at, (at += blobs[i].length)] }]);
  return fileOf({ __metadata__: { format: 'pt', ganvas: JSON.stringify(card) }, ...Object.fromEntries(entries) }, blobs);
}

/** The same file grown to a size, by spaces at the end of its header, which may have up to 100 MB. @param {Buffer} bytes @param {number} size */
export function padded(bytes, size) {
  const end = 8 + Number(bytes.readBigUInt64LE());
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(end - 8 + size - bytes.length));
  return Buffer.concat([length, bytes.subarray(8, end), Buffer.alloc(size - bytes.length, ' '), bytes.subarray(end)]);
}

/**
 * A model's metric as the page writes it: a share as percent, a distance with three digits.
 * @param {string} model
 * @param {string} metric
 */
export function told(model, metric) {
  const found = header(`${model}.safetensors`).card.metrics.find((/** @type {Metric} */ { name }) => name === metric);
  const text = (/** @type {number} */ x) => (metric === 'frechet_distance' ? x.toPrecision(3) : `${(100 * x).toFixed(1)} %`);
  return { value: text(found.value), real: text(found.real) };
}

/** How many pictures a model's timeline has: its snapshots, and what the run ended with. @param {string} model */
export function momentsOf(model) {
  const history = fs.readFileSync(new URL(`../../site/models/history/${model}/history.json`, import.meta.url), 'utf8');
  return JSON.parse(history).snapshots.length + 1;
}
