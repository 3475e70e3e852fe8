// TensorFlow.js' WASM back end with one thread and SIMD.
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/base.js';
import { serveEngine } from './engine.js';
import './tfjs_kernels.js';

setWasmPaths('/');
setThreadsCount(1);
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false); // an isolated page would get the build with threads, which is slower with one
const started = tf.setBackend('wasm').then(() => tf.ready());

/** The generator that tests/bench/web/tfjs.mjs wrote. @param {ArrayBuffer} bytes */
function read(bytes) {
  const headerLength = new DataView(bytes).getUint32(0, true);
  /** @type {import('../tfjs.mjs').Program} */
  const program = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headerLength)));
  const tensors = program.tensors.map(({ at, shape }) => {
    const size = shape.reduce((a, b) => a * b);
    return tf.tensor(new Float32Array(bytes, 4 + headerLength + 4 * at, size), shape);
  });
  return { program, tensors };
}

/** @param {any} x @param {import('../tfjs.mjs').Operation} operation @param {any[]} tensors @param {any} labels */
function apply(x, operation, tensors, labels) {
  const { kind, shape, stride, pads, factor, activation, slope } = operation;
  const n = x.shape[0];
  const given = (/** @type {'weight' | 'bias' | 'table' | 'scale' | 'shift'} */ name) => tensors[/** @type {number} */ (operation[name])];
  const row = (/** @type {'table' | 'scale' | 'shift'} */ name) => tf.gather(given(name), labels);
  const convolve = () => tf.fused.conv2d({
    x, filter: given('weight'), strides: stride, pad: [[0, 0], pads, pads, [0, 0]], bias: given('bias'), activation, leakyreluAlpha: slope,
  });
  switch (kind) {
    case 'linear':
      return tf.fused.matMul({ a: x, b: given('weight'), bias: given('bias'), activation, leakyreluAlpha: slope });
    case 'conv2d':
      return convolve();
    case 'conv_transpose2d': { // its sub-pixels are channels yet, and may be one row and column too many
      const enlarged = factor === 1 ? convolve() : tf.depthToSpace(convolve(), factor, 'NHWC');
      return enlarged.shape[1] === shape[0] ? enlarged : tf.slice(enlarged, [0, 0, 0, 0], [n, ...shape]);
    }
    case 'label_row':
      return tf.concat([x, row('table')], 1);
    case 'label_scale':
      return tf.add(tf.mul(x, tf.reshape(row('scale'), [n, 1, 1, -1])), tf.reshape(row('shift'), [n, 1, 1, -1]));
    case 'reshape':
      return tf.reshape(x, [n, ...shape]);
    case 'upsample':
      return tf.image.resizeNearestNeighbor(x, [shape[0], shape[1]]);
    case 'relu':
      return tf.relu(x);
    case 'leaky_relu':
      return tf.leakyRelu(x, slope);
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    default:
      throw new Error(`no operation '${kind}'`);
  }
}

serveEngine(async (bytes) => {
  await started;
  const { program, tensors } = read(bytes);
  return {
    draw: (latents, labels) => tf.tidy(() => {
      const z = tf.tensor(latents, [latents.length / program.latentSize, program.latentSize]);
      const y = program.labelCount ? tf.tensor(labels, [labels.length], 'int32') : undefined;
      return program.operations.reduce((x, operation) => apply(x, operation, tensors, y), z).dataSync();
    }),
    release: () => tf.dispose(tensors),
  };
});
