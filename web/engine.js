// The C functions of exports.cpp as JavaScript calls. Runs in the worker; the tests run it under Node.

/** @typedef {import('./protocol.js').Distribution} Distribution */
/** @typedef {import('./protocol.js').LoadedModel} LoadedModel */
/** @typedef {import('./protocol.js').Sample} Sample */

const floatBytes = 4;

export class Engine {
  /** Models that are loaded: a late request for a released one must not reach freed memory. @type {Set<number>} */
  #models = new Set();

  /** @param {any} module what the factory of ganvas_wasm.js resolves to */
  constructor(module) {
    this.module = module;
  }

  /**
   * Reads a weights file and replays its self-test. Throws an Error with the runtime's sentence.
   * @param {Uint8Array} bytes
   * @param {string} fileName opens the messages
   * @returns {LoadedModel}
   */
  load(bytes, fileName) {
    const name = new TextEncoder().encode(fileName);
    return this.#borrow([bytes.length, name.length + 1], ([data, text]) => {
      this.module.HEAPU8.set(bytes, data);
      this.module.HEAPU8.set(name, text);
      this.module.HEAPU8[text + name.length] = 0;
      const model = this.module._ganvas_load(data, bytes.length, text);
      if (!model) throw new Error(this.#text(this.module._ganvas_message()));
      this.#models.add(model);
      return {
        model,
        cardJson: this.#text(this.module._ganvas_card(model)),
        latentSize: this.module._ganvas_latent_size(model),
        labelCount: this.module._ganvas_label_count(model),
        imageSize: this.module._ganvas_image_size(model),
        selfTestDifference: this.module._ganvas_self_test_difference(model),
      };
    });
  }

  /** @param {number} model */
  release(model) {
    if (this.#models.delete(model)) this.module._ganvas_release(model);
  }

  /**
   * @param {number} model
   * @param {Float32Array} latents [n, latentSize]
   * @param {Int32Array} labels [n], or empty for a model without labels
   * @returns {Sample}
   */
  sample(model, latents, labels) {
    if (!this.#models.has(model)) throw new Error('This model was released');
    const latentSize = this.module._ganvas_latent_size(model);
    const imageSize = this.module._ganvas_image_size(model);
    const n = latents.length / latentSize;
    if (!Number.isInteger(n)) throw new Error(`${latents.length} latent numbers, wants a multiple of ${latentSize}`);
    const sizes = [latents.length, labels.length, n * imageSize].map((size) => size * floatBytes);
    return this.#borrow(sizes, ([z, y, x]) => {
      this.module.HEAPF32.set(latents, z / floatBytes);
      this.module.HEAP32.set(labels, y / floatBytes);
      const start = performance.now();
      const done = this.module._ganvas_sample(model, n, z, labels.length, y, x);
      const milliseconds = performance.now() - start;
      if (!done) throw new Error(this.#text(this.module._ganvas_message()));
      const images = this.module.HEAPF32.slice(x / floatBytes, x / floatBytes + n * imageSize);
      return { images, milliseconds };
    });
  }

  /**
   * The latent vector number `index` of `seed`: the same numbers on every platform.
   * @param {number} seed a whole number from 0 to 2^53 - 1
   * @param {number} index
   * @param {number} size
   * @param {Distribution} distribution
   * @returns {Float32Array}
   */
  latent(seed, index, size, distribution) {
    return this.#borrow([size * floatBytes], ([z]) => {
      this.module._ganvas_latent(seed, index, distribution === 'uniform' ? 1 : 0, z, size);
      return this.module.HEAPF32.slice(z / floatBytes, z / floatBytes + size);
    });
  }

  /**
   * Memory of the module for the time of one call. Views of the heap are taken anew by each use, as growth detaches them.
   * @template T
   * @param {number[]} sizes in bytes
   * @param {(pointers: number[]) => T} use
   * @returns {T}
   */
  #borrow(sizes, use) {
    /** @type {number[]} */
    const pointers = [];
    try {
      for (const size of sizes) {
        const pointer = this.module._malloc(Math.max(size, 1));
        if (!pointer) throw new Error(`Not enough memory for ${size} bytes`);
        pointers.push(pointer);
      }
      return use(pointers);
    } finally {
      for (const pointer of pointers) this.module._free(pointer);
    }
  }

  /** @param {number} pointer of a text that ends in a zero */
  #text(pointer) {
    const bytes = this.module.HEAPU8;
    return new TextDecoder().decode(bytes.subarray(pointer, bytes.indexOf(0, pointer)));
  }
}
