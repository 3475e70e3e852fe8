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
  const text = JSON.stringify({ __metadata__: { ...__metadata__, ganvas: JSON.stringify(card) }, ...tensors });
  const header = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes.subarray(end, end + from), bytes.subarray(end + to)]);
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
