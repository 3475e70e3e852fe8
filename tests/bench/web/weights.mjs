// A Ganvas weights file as the steps that the converters write for other engines: the same numbers, in each engine's best
// form. Batch norm is folded into the layer before it, and a transposed convolution of a single pixel is a linear layer.
import fs from 'node:fs';

/**
 * `weight` of a linear layer [inputs, outputs], of a convolution [out, in, k, k], of a transposed one [in, out, k, k];
 * `shape` is what comes out, without the batch.
 * @typedef {{ kind: 'linear', weight: Float32Array, bias: Float32Array, inputs: number, shape: number[] }} Linear
 * @typedef {{ kind: 'conv2d' | 'conv_transpose2d', weight: Float32Array, bias: Float32Array, inputs: number, kernel: number,
 *   stride: number, padding: number, outputPadding: number, shape: number[] }} Convolution
 * @typedef {{ kind: 'label_row', table: Float32Array, classes: number, size: number, shape: number[] }} LabelRow appended
 * @typedef {{ kind: 'label_scale', scale: Float32Array, shift: Float32Array, classes: number, shape: number[] }} LabelScale
 * @typedef {{ kind: 'reshape', shape: number[] }} Reshape
 * @typedef {{ kind: 'upsample', factor: number, shape: number[] }} Upsample nearest
 * @typedef {{ kind: 'relu' | 'leaky_relu' | 'tanh' | 'sigmoid', slope: number, shape: number[] }} Activation
 * @typedef {Linear | Convolution | LabelRow | LabelScale | Reshape | Upsample | Activation} Step
 * @typedef {{ name: string, latentSize: number, labelCount: number, shape: number[], steps: Step[] }} Generator
 */

/** The card of a safetensors file, and its float32 tensors by name. @param {string} file */
function readWeights(file) {
  const bytes = fs.readFileSync(file);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString());
  /** @param {string} name */
  const tensor = (name) => {
    const { dtype, data_offsets: offsets } = header[name] ?? {};
    if (dtype !== 'F32') throw new Error(`${file}: tensor ${name} is ${dtype ?? 'missing'}, the converters want F32`);
    const [begin, end] = offsets.map((/** @type {number} */ at) => bytes.byteOffset + 8 + headerLength + at);
    return new Float32Array(bytes.buffer.slice(begin, end));
  };
  return { card: JSON.parse(header.__metadata__.ganvas), tensor };
}

/** What batch norm multiplies by, row by row of `weight`, and adds. @param {(name: string) => Float32Array} tensor @param {any} layer */
function normFactors(tensor, { eps = 1e-5 }) {
  const [weight, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(tensor);
  const channels = mean.length;
  const scale = weight.map((w, i) => w / Math.sqrt(variance[i % channels] + eps));
  const shift = bias.map((b, i) => b - mean[i % channels] * scale[i]);
  return { scale, shift };
}

/** @param {Step[]} steps @param {Float32Array} scale @param {Float32Array} shift */
function fold(steps, scale, shift) {
  const step = [...steps].reverse().find(({ kind }) => kind !== 'reshape');
  if (step?.kind !== 'linear' && step?.kind !== 'conv2d' && step?.kind !== 'conv_transpose2d') {
    throw new Error(`batch_norm after ${step?.kind}: the converters fold it into a layer with weights`);
  }
  const spread = step.bias.length / scale.length; // a linear layer has an output for each pixel of a channel
  const perOutput = step.kind === 'conv2d' ? step.weight.length / step.bias.length : 1;
  const perInput = step.kind === 'conv_transpose2d' ? step.kernel ** 2 : 1;
  const channel = (/** @type {number} */ i) =>
    step.kind === 'conv2d' ? Math.floor(i / perOutput) : Math.floor(Math.floor(i / perInput) % step.bias.length / spread);
  step.weight = step.weight.map((w, i) => w * scale[channel(i)]);
  step.bias = step.bias.map((b, i) => b * scale[Math.floor(i / spread)] + shift[Math.floor(i / spread)]);
}

/**
 * @param {any} layer
 * @param {number[]} input its shape
 * @param {(name: string) => Float32Array} tensor
 * @returns {(Linear | Convolution | Reshape)[]}
 */
function convolution(layer, [inputs, height, width], tensor) {
  const { out_channels: outputs, kernel_size: kernel, stride = 1, padding = 0, output_padding: outputPadding = 0, bias = true } = layer;
  const transposed = layer.type === 'conv_transpose2d';
  const enlarged = (/** @type {number} */ size) => transposed
    ? stride * (size - 1) - 2 * padding + kernel + outputPadding
    : Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const shape = [outputs, enlarged(height), enlarged(width)];
  const weight = tensor('weight');
  const offsets = bias ? tensor('bias') : new Float32Array(outputs);
  if (transposed && height === 1 && width === 1 && padding === 0 && outputPadding === 0) {
    const repeated = Float32Array.from({ length: outputs * kernel ** 2 }, (_, i) => offsets[Math.floor(i / kernel ** 2)]);
    return [{ kind: 'linear', weight, bias: repeated, inputs, shape: [repeated.length] }, { kind: 'reshape', shape }];
  }
  return [{ kind: layer.type, weight, bias: offsets, inputs, kernel, stride, padding, outputPadding, shape }];
}

/** @param {Float32Array} weight [rows, columns] @param {number} rows */
function transpose(weight, rows) {
  const columns = weight.length / rows;
  return Float32Array.from(weight, (_, i) => weight[(i % rows) * columns + Math.floor(i / rows)]);
}

/** @param {string} file @returns {Generator} */
export function readGenerator(file) {
  const { card, tensor } = readWeights(file);
  const [network] = card.networks;
  /** @type {Step[]} */
  const steps = [];
  let shape = network.input;
  network.layers.forEach((/** @type {any} */ layer, /** @type {number} */ index) => {
    const own = (/** @type {string} */ name) => tensor(`${network.name}.${index}.${name}`);
    switch (layer.type) {
      case 'linear': {
        const { in_features: inputs, out_features: outputs, bias = true } = layer;
        const weight = transpose(own('weight'), outputs);
        steps.push({ kind: 'linear', weight, bias: bias ? own('bias') : new Float32Array(outputs), inputs, shape: [outputs] });
        break;
      }
      case 'conv2d':
      case 'conv_transpose2d':
        steps.push(...convolution(layer, shape, own));
        break;
      case 'batch_norm': {
        const { scale, shift } = normFactors(own, layer);
        fold(steps, scale, shift);
        break;
      }
      case 'conditional_batch_norm':
        steps.push({ kind: 'label_scale', ...normFactors(own, layer), classes: layer.num_classes, shape });
        break;
      case 'label_embedding': {
        const { num_embeddings: classes, embedding_dim: size } = layer;
        steps.push({ kind: 'label_row', table: own('weight'), classes, size, shape: [shape[0] + size] });
        break;
      }
      case 'concat': // of the row just before
        break;
      case 'reshape':
        steps.push({ kind: 'reshape', shape: layer.shape });
        break;
      case 'upsample': {
        const { mode = 'nearest', scale_factor: factor = 2 } = layer;
        if (mode !== 'nearest') throw new Error(`${file}: the converters know no ${mode} upsample, only a nearest one`);
        steps.push({ kind: 'upsample', factor, shape: [shape[0], shape[1] * factor, shape[2] * factor] });
        break;
      }
      case 'relu':
      case 'leaky_relu':
      case 'tanh':
      case 'sigmoid':
        steps.push({ kind: layer.type, slope: layer.negative_slope ?? 0.01, shape });
        break;
      default:
        throw new Error(`${file}: the converters know no layer '${layer.type}': add it to weights.mjs, onnx.mjs and tfjs.mjs in tests/bench/web`);
    }
    shape = steps.at(-1)?.shape;
  });
  const { name, latent, labels = [] } = card;
  return { name, latentSize: latent.size, labelCount: labels.length, shape, steps: withoutFirstReshape(steps) };
}

/** A latent vector that is made a pixel only to be read as a vector again. @param {Step[]} steps */
const withoutFirstReshape = (steps) => (steps[0].kind === 'reshape' && steps[1].kind === 'linear' ? steps.slice(1) : steps);
