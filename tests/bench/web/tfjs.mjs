// Writes a generator as a program for TensorFlow.js: a header in JSON that lists the operations, then the numbers. Images
// have their channels last, as TensorFlow.js computes; an activation that it can fuse stands with its layer.
/** @typedef {import('./weights.mjs').Generator} Generator @typedef {import('./weights.mjs').Step} Step */
/**
 * `weight`, `bias`, `table`, `scale` and `shift` are numbers of tensors: where each begins in floats, and its shape.
 * @typedef {{ kind: string, weight?: number, bias?: number, table?: number, scale?: number, shift?: number, stride?: number,
 *   padding?: number, shape: number[], activation?: 'relu' | 'leakyrelu', slope?: number }} Operation
 * @typedef {{ latentSize: number, labelCount: number, shape: number[], operations: Operation[], tensors: { at: number, shape: number[] }[] }} Program
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

/** @param {Generator} generator @returns {Uint8Array} */
export function toTfjs(generator) {
  /** @type {Program} */
  const program = { latentSize: generator.latentSize, labelCount: generator.labelCount, shape: channelsLast(generator.shape), operations: [], tensors: [] };
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
      case 'conv2d':
      case 'conv_transpose2d': {
        const { kind, kernel, stride, padding, inputs, bias } = step;
        const [first, second] = kind === 'conv2d' ? [step.shape[0], inputs] : [inputs, step.shape[0]];
        return { kind, shape, stride, padding, bias: tensor(bias), weight: tensor(kernels(step.weight, first, second), [kernel, kernel, second, first]) };
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
    if ((step.kind === 'relu' || step.kind === 'leaky_relu') && (last?.kind === 'linear' || last?.kind === 'conv2d')) {
      Object.assign(last, { activation: fused[step.kind], slope: step.slope });
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
