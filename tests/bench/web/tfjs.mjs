// Writes a generator as a program for TensorFlow.js: a header in JSON that lists the operations, then the numbers. Images
// have their channels last, as TensorFlow.js computes; an activation that it can fuse stands with its layer. Its transposed
// convolution is a plain loop over single numbers, so one is written as a convolution that gives each pixel's sub-pixels as
// channels (Shi et al. 2016), which its fast kernels compute.
/** @typedef {import('./weights.mjs').Generator} Generator @typedef {import('./weights.mjs').Step} Step */
/**
 * `weight`, `bias`, `table`, `scale` and `shift` are numbers of tensors: where each begins in floats, and its shape.
 * @typedef {{ kind: string, weight?: number, bias?: number, table?: number, scale?: number, shift?: number, stride?: number,
 *   pads?: [number, number], factor?: number, shape: number[], activation?: 'relu' | 'leakyrelu', slope?: number }} Operation
 * @typedef {{ latentSize: number, labelCount: number, shape: number[], operations: Operation[],
 *   tensors: { at: number, shape: number[] }[] }} Program
 */

const fused = /** @type {const} */ ({ relu: 'relu', leaky_relu: 'leakyrelu' });
const channelsLast = (/** @type {number[]} */ shape) => (shape.length === 3 ? [shape[1], shape[2], shape[0]] : shape);

/**
 * [a, b, k, k] -> [k, k, b, a]: how TensorFlow.js keeps the kernels of both sorts of convolution.
 * @param {Float32Array} weight
 * @param {number} a
 * @param {number} b
 */
function kernels(weight, a, b) {
  const pixels = weight.length / (a * b);
  return weight.map((_, i) => weight[((i % a) * b + (Math.floor(i / a) % b)) * pixels + Math.floor(i / (a * b))]);
}

/**
 * Output s·j + r of a transposed convolution reads the inputs j + d with the kernel's entry r + p - s·d: a kernel for each r,
 * made as large as the largest. [in, out, k, k] -> [size, size, in, s·s·out], and what to pad before and behind.
 * @param {import('./weights.mjs').Convolution} step
 */
function subPixelKernels({ weight, inputs, kernel, stride, padding, shape: [outputs] }) {
  const [first, last] = [Math.ceil((padding - kernel + 1) / stride), Math.floor((stride - 1 + padding) / stride)];
  const size = last - first + 1;
  const channels = stride ** 2 * outputs;
  const result = new Float32Array(size ** 2 * inputs * channels).map((_, at) => {
    const [tap, i, channel] = [Math.floor(at / channels / inputs), Math.floor(at / channels) % inputs, at % channels];
    const entry = (/** @type {number} */ a, /** @type {number} */ r) => r + padding - stride * (first + a);
    const row = entry(Math.floor(tap / size), Math.floor(channel / outputs / stride));
    const column = entry(tap % size, Math.floor(channel / outputs) % stride);
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < kernel;
    return inside ? weight[((i * outputs + (channel % outputs)) * kernel + row) * kernel + column] : 0;
  });
  return { weight: result, shape: [size, size, inputs, channels], pads: /** @type {[number, number]} */ ([-first, last]) };
}

/**
 * A linear layer whose outputs become an image: they come channels last instead.
 * @param {import('./weights.mjs').Linear} step
 * @param {number[]} shape
 */
function reorder(step, [channels, height, width]) {
  const from = Array.from({ length: step.bias.length }, (_, i) => (i % channels) * height * width + Math.floor(i / channels));
  const size = from.length;
  return {
    ...step,
    bias: step.bias.map((_, i) => step.bias[from[i]]),
    weight: step.weight.map((_, i) => step.weight[i - (i % size) + from[i % size]]),
  };
}

/** @param {Step[]} steps */
function reordered(steps) {
  const result = [...steps];
  steps.forEach((step, i) => {
    if (step.kind !== 'reshape') return;
    let at = i - 1;
    while (['relu', 'leaky_relu', 'tanh', 'sigmoid'].includes(result[at]?.kind)) at--;
    const before = result[at];
    if (before?.kind !== 'linear') throw new Error(`reshape after ${before?.kind}: for TensorFlow.js a linear layer must stand before it`);
    result[at] = reorder(before, step.shape);
  });
  return result;
}

/** @param {Generator} generator */
const generatorSizes = ({ latentSize, labelCount, shape }) => ({ latentSize, labelCount, shape: channelsLast(shape) });

/** @param {Generator} generator @returns {Uint8Array} */
export function toTfjs(generator) {
  /** @type {Program} */
  const program = { ...generatorSizes(generator), operations: [], tensors: [] };
  /** @type {Float32Array[]} */
  const numbers = [];
  let at = 0;
  const tensor = (/** @type {Float32Array} */ values, shape = [values.length]) => {
    program.tensors.push({ at, shape });
    numbers.push(values);
    at += values.length;
    return program.tensors.length - 1;
  };
  /** @param {Step} step @returns {Operation} */
  const operation = (step) => {
    const shape = channelsLast(step.shape);
    switch (step.kind) {
      case 'linear':
        return { kind: step.kind, shape, weight: tensor(step.weight, [step.inputs, step.shape[0]]), bias: tensor(step.bias) };
      case 'conv2d': {
        const { kind, kernel, stride, padding, inputs, bias, weight } = step;
        const written = tensor(kernels(weight, step.shape[0], inputs), [kernel, kernel, inputs, step.shape[0]]);
        return { kind, shape, stride, pads: [padding, padding], bias: tensor(bias), weight: written };
      }
      case 'conv_transpose2d': {
        const { weight, shape: weightShape, pads } = subPixelKernels(step);
        const bias = Float32Array.from({ length: weightShape[3] }, (_, i) => step.bias[i % step.bias.length]);
        return { kind: step.kind, shape, stride: 1, pads, factor: step.stride, bias: tensor(bias), weight: tensor(weight, weightShape) };
      }
      case 'label_row':
        return { kind: step.kind, shape, table: tensor(step.table, [step.classes, step.size]) };
      case 'label_scale': {
        const [scale, shift] = [step.scale, step.shift].map((table) => tensor(table, [step.classes, step.shape[0]]));
        return { kind: step.kind, shape, scale, shift };
      }
      default:
        return { kind: step.kind, shape, ...('slope' in step && { slope: step.slope }) };
    }
  };
  for (const step of reordered(generator.steps)) {
    const last = program.operations.at(-1);
    if ((step.kind === 'relu' || step.kind === 'leaky_relu') && ['linear', 'conv2d', 'conv_transpose2d'].includes(last?.kind ?? '')) {
      Object.assign(last ?? {}, { activation: fused[step.kind], slope: step.slope });
    } else {
      program.operations.push(operation(step));
    }
  }
  const header = Buffer.from(JSON.stringify(program));
  const length = Buffer.alloc(4);
  const padded = Buffer.concat([header, Buffer.alloc((4 - (header.length % 4)) % 4, ' ')]);
  length.writeUInt32LE(padded.length);
  return Buffer.concat([length, padded, ...numbers.map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))]);
}
