// Ganvas in a page: weights in, pictures out, computed by WebAssembly in a worker. The words are those of the C++ side.
//
//     const ganvas = await Ganvas.start();
//     const generator = await ganvas.load(bytes, 'digits.safetensors');
//     const z = await ganvas.latent(7, 0, generator.latentSize, 'normal');
//     const { images, milliseconds } = await generator.sample(z, Int32Array.of(3));
import { compile } from './compile.js';
import { transferables } from './protocol.js';

/** @typedef {import('./protocol.js').Distribution} Distribution */
/** @typedef {import('./protocol.js').Labels} Labels */
/** @typedef {import('./protocol.js').LoadedModel} LoadedModel */
/** @typedef {import('./protocol.js').Sample} Sample */
/**
 * A request before it is known which model it is for.
 * @template T
 * @typedef {T extends unknown ? Omit<T, 'model'> : never} Unaddressed
 */

/**
 * The part of the model card that a page reads; shared/model_card.hpp describes all of it.
 * @typedef {{ type: string, [option: string]: unknown }} Layer
 * @typedef {{ name: string, input: number[], layers: Layer[] }} NamedNetwork
 * @typedef {{ name: string, value: number, protocol: string, real?: number }} Metric
 * @typedef {{ name: string, low?: string, high?: string, effect?: number, protocol?: string }} Direction
 * @typedef {{ seed?: number, steps?: number, images_seen?: number, seconds?: number, data_set?: string,
 *   data_sha256?: string, device?: string, trainer_version?: string, libtorch_version?: string }} Training
 * @typedef {{ version: number, name: string, title?: string, description?: string, kind: string,
 *   networks: NamedNetwork[], latent?: { size: number, distribution?: Distribution }, labels?: string[],
 *   image: { shape: number[], low: number, high: number }, training?: Training, metrics?: Metric[],
 *   directions?: Direction[] }} ModelCard
 */

/** What went wrong, as a code for the page to put into words; `message` says it in English. */
export class GanvasError extends Error {
  /**
   * @param {'unsupported' | 'download' | 'worker' | 'refused'} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'GanvasError';
    this.code = code;
  }
}

// The smallest module with a SIMD instruction in it: i32.const 0, i8x16.splat, i8x16.popcnt.
const simdModule = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

/** Whether this browser can run the package at all. */
export function isSupported() {
  return typeof WebAssembly === 'object' && typeof Worker === 'function' && WebAssembly.validate(simdModule);
}

/** The engine's module, compiled; what comes in its place, or breaks off, does not compile. @param {URL} url */
async function download(url) {
  const refuse = (/** @type {string} */ why) => {
    throw new GanvasError('download', `${url.pathname}: ${why}`);
  };
  const response = await fetch(url).catch(() => refuse('no connection'));
  if (!response.ok) refuse(`HTTP ${response.status}`);
  return compile(response).catch((error) => refuse(error.message));
}

export class Ganvas {
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  #lastId = 0;
  #worker;
  /** A worker that failed answers nothing any more. @type {GanvasError | undefined} */
  #failure;

  /** @param {Worker} worker */
  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#settle(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(event.message || 'the worker did not load');
    };
    worker.onmessageerror = () => this.#end('an answer of the worker cannot be read');
  }

  /**
   * Downloads the module and starts the worker, side by side. Rejects with a GanvasError.
   * @param {URL} [worker] of this package; both addresses are written so that a bundler sees them
   * @param {URL} [wasm]
   */
  static async start(
    worker = new URL('./worker.js', import.meta.url),
    wasm = new URL('./ganvas_wasm.wasm', import.meta.url),
  ) {
    if (!isSupported()) throw new GanvasError('unsupported', 'WebAssembly with SIMD is missing');
    const ganvas = new Ganvas(new Worker(worker, { type: 'module' }));
    try {
      await ganvas.request({ kind: 'start', module: await download(wasm) });
    } catch (error) {
      ganvas.stop();
      throw error;
    }
    return ganvas;
  }

  stop() {
    this.#end('stopped');
  }

  /**
   * Reads a generator's weights file. The bytes move to the worker and are empty afterwards. Rejects with the runtime's sentence.
   * @param {ArrayBuffer} bytes
   * @param {string} fileName opens the messages
   */
  async load(bytes, fileName) {
    return new Generator(this, await this.request({ kind: 'load', bytes, fileName }));
  }

  /**
   * The same of a model that reads images: a classifier, discriminator, encoder or super-resolution model.
   * @param {ArrayBuffer} bytes
   * @param {string} fileName opens the messages
   */
  async loadReader(bytes, fileName) {
    return new Reader(this, await this.request({ kind: 'loadReader', bytes, fileName }));
  }

  /**
   * The latent vector number `index` of `seed`: the same numbers on every platform.
   * @param {number} seed a whole number from 0 to 2^53 - 1
   * @param {number} index
   * @param {number} size
   * @param {Distribution} distribution
   * @returns {Promise<Float32Array>}
   */
  latent(seed, index, size, distribution) {
    return this.request({ kind: 'latent', seed, index, size, distribution });
  }

  /**
   * @param {import('./protocol.js').Request} request
   * @returns {Promise<any>}
   */
  async request(request) {
    if (this.#failure) throw this.#failure;
    const id = ++this.#lastId;
    try {
      this.#worker.postMessage({ ...request, id }, transferables(request));
    } catch (error) {
      throw new GanvasError('refused', `${request.kind}: its arrays cannot move to the worker, give each only once (${error})`);
    }
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** @param {import('./protocol.js').Reply} reply */
  #settle(reply) {
    if (!reply.ok && reply.ended) return this.#end(reply.message);
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(new GanvasError('refused', reply.message));
  }

  /** The worker is of no use any more. @param {string} why */
  #end(why) {
    this.#worker.terminate();
    this.#failure = new GanvasError('worker', why);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** What both sorts of models have. */
class Model {
  #ganvas;
  #loaded;

  /**
   * @param {Ganvas} ganvas
   * @param {LoadedModel} loaded
   */
  constructor(ganvas, loaded) {
    this.#ganvas = ganvas;
    this.#loaded = loaded;
    /** @type {ModelCard} */
    this.card = JSON.parse(loaded.cardJson);
  }

  /** How many numbers one input has: a latent vector's, or an image's. */
  get inputSize() {
    return this.#loaded.inputSize;
  }
  /** How many numbers one output has. */
  get outputSize() {
    return this.#loaded.outputSize;
  }
  /** 0: the model takes no label. */
  get labelCount() {
    return this.#loaded.labelCount;
  }
  /** How far the self-test's numbers were from those that the file states. */
  get selfTestDifference() {
    return this.#loaded.selfTestDifference;
  }
  /** [card.directions.length, latentSize]: ways to walk in latent space; of a reader empty. */
  get directions() {
    return this.#loaded.directions;
  }

  /**
   * Asks the worker about this model.
   * @protected
   * @param {Unaddressed<import('./protocol.js').ModelRequest>} request
   * @returns {Promise<any>}
   */
  ask(request) {
    const { model } = this.#loaded;
    return this.#ganvas.request(/** @type {import('./protocol.js').ModelRequest} */ ({ ...request, model }));
  }

  /** Frees the model's memory; it is of no use afterwards. */
  release() {
    return this.ask({ kind: 'release' });
  }
}

/** Draws images. Arrays that its calls get move to the worker and are empty afterwards. */
export class Generator extends Model {
  get latentSize() {
    return this.inputSize;
  }
  /** [channels, height, width] */
  get imageShape() {
    return this.card.image.shape;
  }
  /** channels · height · width */
  get imageSize() {
    return this.outputSize;
  }
  /** @returns {Distribution} */
  get distribution() {
    return this.card.latent?.distribution ?? 'normal';
  }

  /**
   * @param {Float32Array} latents [n, latentSize]
   * @param {Labels} labels [n], or weights [n, labelCount] that mix the labels, or empty for a model without labels
   * @returns {Promise<Sample>}
   */
  sample(latents, labels) {
    return this.ask({ kind: 'sample', latents, labels });
  }

  /**
   * One image, and what each step on the way computes. Timing takes 3 to 10 milliseconds a step; without, the steps
   * carry what was measured last.
   * @param {Float32Array} latent [latentSize]
   * @param {Labels} labels of the one image
   * @param {{ timed?: boolean }} [options]
   * @returns {Promise<import('./protocol.js').Trace>}
   */
  trace(latent, labels, { timed = true } = {}) {
    return this.ask({ kind: 'trace', latent, labels, timed });
  }

  /**
   * Searches for the latent vector whose picture is nearest to the image; never gives one that is further than the
   * beginning. `prior` is what |latent|² = 1 costs, as a sum of squared differences of pixels: more keeps
   * the latent vector likelier, less brings the picture nearer.
   * @param {Float32Array} image in the card's value range
   * @param {Float32Array} latent where the search begins
   * @param {{ labels?: Labels, steps?: number, prior?: number }} [options] the label or the weights of labels, and how long
   *   the search goes on
   * @returns {Promise<import('./protocol.js').Nearest>}
   */
  nearest(image, latent, { labels = new Int32Array(), steps = 6, prior = 0.1 } = {}) {
    return this.ask({ kind: 'nearest', image, latent, labels, steps, prior });
  }
}

/** Reads images: a classifier, discriminator or encoder says something of them, super-resolution enlarges them. */
export class Reader extends Model {
  /**
   * Both arrays move to the worker and are empty afterwards.
   * @param {Float32Array} images [n, inputSize]
   * @param {Labels} [labels] as for Generator.sample, for a model that takes them
   * @returns {Promise<import('./protocol.js').Reading>}
   */
  read(images, labels = new Int32Array()) {
    return this.ask({ kind: 'read', images, labels });
  }
}
