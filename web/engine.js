// The C functions of exports.cpp as JavaScript calls. Runs in the worker; the tests run it under Node.

/** @typedef {import('./protocol.js').Distribution} Distribution */
/** @typedef {import('./protocol.js').LoadedModel} LoadedModel */
/** @typedef {import('./protocol.js').Labels} Labels */
/** @typedef {import('./protocol.js').Nearest} Nearest */
/** @typedef {import('./protocol.js').Reading} Reading */
/** @typedef {import('./protocol.js').Sample} Sample */
/** @typedef {import('./protocol.js').Trace} Trace */

const largestSize = 0x7fffffff; // the module counts in 32 bits: what is more would wrap, and write over the heap
const floatBytes = 4;
const doubleBytes = 8;
const traceColumns = 10; // of a step in ganvas_trace's table

let lastModel = 0;

export class Engine {
  /**
   * Models that are loaded: a late request for a released one must not reach freed memory, nor the model that was
   * loaded into its place. So a model's number is never given twice. With what their calls need: where the model lies,
   * the sizes of one input and output, how long each step took when a trace was last timed.
   * @type {Map<number, { pointer: number, inputSize: number, outputSize: number, milliseconds?: number[] }>}
   */
  #models = new Map();

  /** @param {import('./module.js').StartedModule} module */
  constructor(module) {
    this.module = module;
  }

  /**
   * Reads a generator's weights file and replays its self-test. Throws an Error with the runtime's sentence.
   * @param {Uint8Array} bytes
   * @param {string} fileName opens the messages
   * @returns {LoadedModel}
   */
  load(bytes, fileName) {
    return this.#load(bytes, fileName, false);
  }

  /**
   * The same of a model that reads images.
   * @param {Uint8Array} bytes
   * @param {string} fileName
   * @returns {LoadedModel}
   */
  loadReader(bytes, fileName) {
    return this.#load(bytes, fileName, true);
  }

  /** @type {(bytes: Uint8Array, fileName: string, reads: boolean) => LoadedModel} */
  #load(bytes, fileName, reads) {
    const name = new TextEncoder().encode(fileName);
    return this.#borrow([bytes.length, name.length + 1], ([data, text]) => {
      const memory = this.module.bytes;
      memory.set(bytes, data);
      memory.set(name, text);
      memory[text + name.length] = 0;
      const pointer = this.module.functions.ganvas_load(data, bytes.length, text, reads ? 1 : 0);
      if (!pointer) this.#refuse();
      const table = this.module.functions.ganvas_facts(pointer);
      const [inputSize, outputSize, labelCount, selfTestDifference, count, directions] = this.#doubles(table, 6);
      const model = ++lastModel;
      this.#models.set(model, { pointer, inputSize, outputSize });
      return {
        model,
        cardJson: this.#text(this.module.functions.ganvas_card(pointer)),
        inputSize,
        outputSize,
        labelCount,
        selfTestDifference,
        directions: this.#floats(directions, count),
      };
    });
  }

  /** @param {number} model */
  release(model) {
    const known = this.#models.get(model);
    if (known) this.module.functions.ganvas_release(known.pointer);
    this.#models.delete(model);
  }

  /**
   * @param {number} model
   * @param {Float32Array} latents [n, latentSize]
   * @param {Labels} labels
   * @returns {Sample}
   */
  sample(model, latents, labels) {
    const { outputs, milliseconds } = this.read(model, latents, labels);
    return { images: outputs, milliseconds };
  }

  /**
   * @param {number} model
   * @param {Float32Array} inputs [n, inputSize]
   * @param {Labels} labels
   * @returns {Reading}
   */
  read(model, inputs, labels) {
    const { pointer, inputSize, outputSize } = this.#known(model);
    const n = inputs.length / inputSize;
    if (!Number.isInteger(n)) throw new Error(`${inputs.length} numbers, wants a multiple of ${inputSize}`);
    return this.#lend([inputs, labels, n * outputSize], ([x, y, out]) => {
      const start = performance.now();
      const done = this.module.functions.ganvas_run(pointer, n, x, labels.length, y, weigh(labels), out);
      const milliseconds = performance.now() - start;
      if (!done) this.#refuse();
      return { outputs: this.#floats(out, n * outputSize), milliseconds };
    });
  }

  /**
   * @param {number} model
   * @param {Float32Array} latent [latentSize]
   * @param {Labels} labels of the one image
   * @param {boolean} timed whether to measure the steps anew
   * @returns {Trace}
   */
  trace(model, latent, labels, timed) {
    const known = this.#known(model);
    if (latent.length !== known.inputSize) throw new Error(`${latent.length} latent numbers, wants ${known.inputSize}`);
    const times = timed ? undefined : known.milliseconds;
    return this.#lend([latent, labels, known.outputSize], ([z, y, x]) => {
      const table = this.module.functions.ganvas_trace(known.pointer, z, labels.length, y, weigh(labels), x, times ? 0 : 1);
      if (!table) this.#refuse();
      const [count] = this.#doubles(table, 1);
      const steps = Array.from({ length: count }, (_, i) => {
        const row = this.#doubles(table + (1 + i * traceColumns) * doubleBytes, traceColumns);
        const [network, first, last, picture, milliseconds, multiplyAdds, values, ...axes] = row;
        const shape = axes.filter((axis) => axis > 0);
        const size = shape.reduce((a, b) => a * b);
        return {
          network,
          first,
          last,
          picture: picture === 1,
          shape,
          milliseconds: times ? times[i] : milliseconds,
          multiplyAdds,
          values: this.#floats(values, size),
        };
      });
      known.milliseconds = steps.map((step) => step.milliseconds);
      return { image: this.#floats(x, known.outputSize), steps };
    });
  }

  /**
   * @param {number} model
   * @param {Float32Array} image
   * @param {Float32Array} latent where the search begins
   * @param {Labels} labels of the one image
   * @param {number} steps
   * @param {number} prior
   * @returns {Nearest}
   */
  nearest(model, image, latent, labels, steps, prior) {
    const { pointer, inputSize, outputSize } = this.#known(model);
    if (image.length !== outputSize) throw new Error(`an image of ${image.length} numbers, wants ${outputSize}`);
    if (latent.length !== inputSize) throw new Error(`${latent.length} latent numbers, wants ${inputSize}`);
    return this.#lend([image, latent, labels, outputSize], ([x, z, y, out]) => {
      const start = performance.now();
      const table = this.module.functions.ganvas_nearest(pointer, x, z, labels.length, y, weigh(labels), steps, prior, out);
      const milliseconds = performance.now() - start;
      if (!table) this.#refuse();
      const [error, errorBefore] = this.#doubles(table, 2);
      return { latent: this.#floats(z, inputSize), image: this.#floats(out, outputSize), error, errorBefore, milliseconds };
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
      this.module.functions.ganvas_latent(seed, index, distribution === 'uniform' ? 1 : 0, z, size);
      return this.#floats(z, size);
    });
  }

  /** @param {number} model */
  #known(model) {
    const known = this.#models.get(model);
    if (!known) throw new Error('This model was released');
    return known;
  }

  /** Throws what the runtime said last. @returns {never} */
  #refuse() {
    throw new Error(this.#text(this.module.functions.ganvas_message()));
  }

  /**
   * Copies of arrays in the module's memory, and for each number that many floats without contents.
   * @template T
   * @param {(Float32Array | Int32Array | number)[]} parts
   * @param {(pointers: number[]) => T} use
   * @returns {T}
   */
  #lend(parts, use) {
    const sizes = parts.map((part) => (typeof part === 'number' ? part : part.length) * floatBytes);
    return this.#borrow(sizes, (pointers) => {
      parts.forEach((part, i) => {
        if (typeof part === 'number') return;
        const memory = part instanceof Float32Array ? this.module.floats : this.module.ints;
        memory.set(part, pointers[i] / floatBytes);
      });
      return use(pointers);
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
        const pointer = size > largestSize ? 0 : this.module.functions.malloc(Math.max(size, 1));
        if (!pointer) throw new Error(`Not enough memory for ${size} bytes`);
        pointers.push(pointer);
      }
      return use(pointers);
    } finally {
      for (const pointer of pointers) this.module.functions.free(pointer);
    }
  }

  /** A copy. @type {(pointer: number, count: number) => Float32Array} */
  #floats(pointer, count) {
    return this.module.floats.slice(pointer / floatBytes, pointer / floatBytes + count);
  }

  /** @type {(pointer: number, count: number) => number[]} */
  #doubles(pointer, count) {
    return [...this.module.doubles.subarray(pointer / doubleBytes, pointer / doubleBytes + count)];
  }

  /** @param {number} pointer of a text that ends in a zero */
  #text(pointer) {
    const bytes = this.module.bytes;
    return new TextDecoder().decode(bytes.subarray(pointer, bytes.indexOf(0, pointer)));
  }
}

/** Whether the labels are weights, as the C functions want to know it. @param {Labels} labels */
function weigh(labels) {
  return labels instanceof Float32Array ? 1 : 0;
}
