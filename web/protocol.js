// What the page and the worker say to each other. This is the only list of it: ganvas.js sends a Request and gets a
// Reply with the same id; buffers are handed over, not copied.

/**
 * The first request hands over the compiled module.
 * @typedef {{ kind: 'start', module: WebAssembly.Module }} StartRequest
 * @typedef {{ kind: 'load', bytes: ArrayBuffer, fileName: string }} LoadRequest
 * @typedef {{ kind: 'loadReader', bytes: ArrayBuffer, fileName: string }} LoadReaderRequest
 * @typedef {{ kind: 'sample', model: number, latents: Float32Array, labels: Labels }} SampleRequest
 * @typedef {{ kind: 'read', model: number, images: Float32Array, labels: Labels }} ReadRequest
 * @typedef {{ kind: 'trace', model: number, latent: Float32Array, labels: Labels, timed: boolean }} TraceRequest
 * @typedef {{ kind: 'nearest', model: number, image: Float32Array, latent: Float32Array, labels: Labels, steps: number,
 *   prior: number }} NearestRequest
 * @typedef {{ kind: 'latent', seed: number, index: number, size: number, distribution: Distribution }} LatentRequest
 * @typedef {{ kind: 'release', model: number }} ReleaseRequest
 * @typedef {SampleRequest | ReadRequest | TraceRequest | NearestRequest | ReleaseRequest} ModelRequest
 * @typedef {StartRequest | LoadRequest | LoadReaderRequest | LatentRequest | ModelRequest} Request
 */

/**
 * @typedef {'normal' | 'uniform'} Distribution
 *
 * Int32Array [n]: a label for each image; Float32Array [n, labelCount]: weights that mix the labels; empty for a model
 * without labels.
 * @typedef {Int32Array | Float32Array} Labels
 *
 * A loaded model: its number in the worker, and what the page wants to know of it. Sizes are how many numbers one input
 * and one output have; directions [card.directions.length, latentSize].
 * @typedef {{ model: number, cardJson: string, inputSize: number, outputSize: number, labelCount: number,
 *   selfTestDifference: number, directions: Float32Array }} LoadedModel
 *
 * Pictures [n, channels, height, width] in the card's value range; the time that the network took.
 * @typedef {{ images: Float32Array, milliseconds: number }} Sample
 *
 * What a model says of images, [n, outputSize].
 * @typedef {{ outputs: Float32Array, milliseconds: number }} Reading
 *
 * What one step computes for one image: it stands for the layers `first` … `last` of card.networks[network], as layers
 * are fused (each inner step of a residual for the whole of it). `values` [C,H,W] or [F], as `shape` says. With
 * `picture` it is a level's picture of a pyramid instead: what its network made, added to the enlarged picture before.
 * @typedef {{ network: number, first: number, last: number, picture: boolean, shape: number[], milliseconds: number,
 *   multiplyAdds: number, values: Float32Array }} TracedStep
 * @typedef {{ image: Float32Array, steps: TracedStep[] }} Trace
 *
 * The latent vector whose picture is nearest, that picture, and how far it is (mean squared difference of a pixel);
 * errorBefore: where the search began.
 * @typedef {{ latent: Float32Array, image: Float32Array, error: number, errorBefore: number, milliseconds: number }} Nearest
 */

/**
 * `message` is the sentence for the person who has to mend it. `ended`: not a request was refused, but the engine broke off
 * in the middle; what it held then is lost, and nothing should be asked of it any more.
 * @typedef {{ id: number, ok: true, value: any } | { id: number, ok: false, ended: boolean, message: string }} Reply
 */

/**
 * The buffers of a request or a reply that move to the other side.
 * @param {any} value
 * @returns {Transferable[]}
 */
export function transferables(value) {
  /** @type {Set<ArrayBuffer>} */
  const buffers = new Set();
  /** @param {any} part */
  const collect = (part) => {
    if (part === null || typeof part !== 'object') return;
    const buffer = ArrayBuffer.isView(part) ? part.buffer : part;
    if (buffer instanceof ArrayBuffer) buffers.add(buffer);
    else Object.values(part).forEach(collect);
  };
  collect(value);
  return [...buffers];
}
