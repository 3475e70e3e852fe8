// What the page and the worker say to each other. This is the only list of it: ganvas.js sends a Request and gets a
// Reply with the same id; buffers are handed over, not copied.

/**
 * The first request hands over the compiled module.
 * @typedef {{ kind: 'start', module: WebAssembly.Module }} StartRequest
 * @typedef {{ kind: 'load', bytes: ArrayBuffer, fileName: string }} LoadRequest
 * @typedef {{ kind: 'sample', model: number, latents: Float32Array, labels: Int32Array }} SampleRequest
 * @typedef {{ kind: 'latent', seed: number, index: number, size: number, distribution: Distribution }} LatentRequest
 * @typedef {{ kind: 'release', model: number }} ReleaseRequest
 * @typedef {StartRequest | LoadRequest | SampleRequest | LatentRequest | ReleaseRequest} Request
 */

/**
 * @typedef {'normal' | 'uniform'} Distribution
 *
 * A loaded model: its number in the worker, and what the page wants to know of it.
 * @typedef {{ model: number, cardJson: string, latentSize: number, labelCount: number, imageSize: number,
 *   selfTestDifference: number }} LoadedModel
 *
 * Pictures [n, channels, height, width] in the card's value range; the time that the network took.
 * @typedef {{ images: Float32Array, milliseconds: number }} Sample
 */

/**
 * `message` is the sentence for the person who has to mend it.
 * @typedef {{ id: number, ok: true, value: any } | { id: number, ok: false, message: string }} Reply
 */

/**
 * The buffers of a request or a reply that move to the other side.
 * @param {any} value
 * @returns {Transferable[]}
 */
export function transferables(value) {
  if (value === null || typeof value !== 'object') return [];
  const buffers = new Set();
  for (const part of [value, ...Object.values(value)]) {
    if (part instanceof ArrayBuffer) buffers.add(part);
    else if (ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer) buffers.add(part.buffer);
  }
  return [...buffers];
}
