// Writes a generator as an ONNX model: inputs `z` [n, latent size] and, where it takes labels, `labels` [n]; output `x`.
import protobuf from 'protobufjs';

/** @typedef {import('./weights.mjs').Generator} Generator @typedef {import('./weights.mjs').Step} Step */

// The part of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that such a model needs: [type, number].
const messages = {
  Model: { irVersion: ['int64', 1], producerName: ['string', 2], graph: ['Graph', 7], opsets: ['Opset[]', 8] },
  Opset: { domain: ['string', 1], version: ['int64', 2] },
  Graph: { nodes: ['Node[]', 1], name: ['string', 2], initializers: ['Tensor[]', 5], inputs: ['Value[]', 11], outputs: ['Value[]', 12] },
  Node: { inputs: ['string[]', 1], outputs: ['string[]', 2], name: ['string', 3], operator: ['string', 4], attributes: ['Attribute[]', 5] },
  Attribute: { name: ['string', 1], f: ['float', 2], i: ['int64', 3], s: ['bytes', 4], ints: ['int64[]', 8], type: ['int32', 20] },
  Tensor: { dims: ['int64[]', 1], type: ['int32', 2], name: ['string', 8], data: ['bytes', 9] },
  Value: { name: ['string', 1], type: ['Type', 2] },
  Type: { tensor: ['TensorType', 1] },
  TensorType: { element: ['int32', 1], shape: ['Shape', 2] },
  Shape: { dims: ['Dimension[]', 1] },
  Dimension: { value: ['int64', 1], parameter: ['string', 2] },
};
const types = { float32: 1, int32: 6, int64: 7 };

const nested = Object.fromEntries(Object.entries(messages).map(([message, fields]) => [message, {
  fields: Object.fromEntries(Object.entries(fields).map(([field, [type, id]]) => {
    const repeated = String(type).endsWith('[]');
    return [field, { type: String(type).replace('[]', ''), id: Number(id), ...(repeated && { rule: 'repeated', options: { packed: false } }) }];
  })),
}]));
const Model = protobuf.Root.fromJSON({ nested }).lookupType('Model');

/** @param {string} name @param {number | string | number[]} value */
function attribute(name, value) {
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  if (Array.isArray(value)) return { name, ints: value, type: 7 };
  return Number.isInteger(value) ? { name, i: value, type: 2 } : { name, f: value, type: 1 };
}

/** A graph under construction: `value` is the name of what the last node gave. */
class Graph {
  nodes = /** @type {object[]} */ ([]);
  initializers = /** @type {object[]} */ ([]);
  value = 'z';

  /** A constant's name. @param {Float32Array | BigInt64Array} values @param {number[]} dims */
  constant(values, dims = [values.length]) {
    const name = `c${this.initializers.length}`;
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ name, dims, type: values instanceof Float32Array ? types.float32 : types.int64, data });
    return name;
  }

  /** @param {string} operator @param {string[]} inputs @param {Record<string, number | string | number[]>} attributes */
  node(operator, inputs, attributes = {}) {
    const name = `v${this.nodes.length}`;
    this.nodes.push({
      inputs, outputs: [name], name: `${operator}_${this.nodes.length}`, operator,
      attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    });
    return name;
  }

  /** @param {string} value @param {number[]} shape of one image */
  reshape(value, shape) {
    return this.node('Reshape', [value, this.constant(BigInt64Array.from([-1, ...shape], BigInt))]);
  }

  /** The row of a table that the label chooses. @param {Float32Array} table @param {number} classes */
  labelRow(table, classes) {
    return this.node('Gather', [this.constant(table, [classes, table.length / classes]), 'labels'], { axis: 0 });
  }

  /** @param {Step} step */
  add(step) {
    switch (step.kind) {
      case 'linear':
        return this.node('Gemm', [this.value, this.constant(step.weight, [step.inputs, step.shape[0]]), this.constant(step.bias)]);
      case 'conv2d':
      case 'conv_transpose2d': {
        const { inputs, kernel, stride, padding, outputPadding, shape: [outputs] } = step;
        const common = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: Array(4).fill(padding) };
        const weight = step.kind === 'conv2d' ? [outputs, inputs, kernel, kernel] : [inputs, outputs, kernel, kernel];
        const operands = [this.value, this.constant(step.weight, weight), this.constant(step.bias)];
        return step.kind === 'conv2d' ? this.node('Conv', operands, common)
          : this.node('ConvTranspose', operands, { ...common, output_padding: [outputPadding, outputPadding] });
      }
      case 'label_row':
        return this.node('Concat', [this.value, this.labelRow(step.table, step.classes)], { axis: 1 });
      case 'label_scale': {
        const [scale, shift] = [step.scale, step.shift]
          .map((table) => this.reshape(this.labelRow(table, step.classes), [step.shape[0], 1, 1]));
        return this.node('Add', [this.node('Mul', [this.value, scale]), shift]);
      }
      case 'reshape':
        return this.reshape(this.value, step.shape);
      case 'upsample':
        return this.node('Resize', [this.value, '', this.constant(Float32Array.of(1, 1, step.factor, step.factor))],
          { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' });
      case 'leaky_relu':
        return this.node('LeakyRelu', [this.value], { alpha: step.slope });
      case 'relu':
        return this.node('Relu', [this.value]);
      case 'tanh':
        return this.node('Tanh', [this.value]);
      case 'sigmoid':
        return this.node('Sigmoid', [this.value]);
    }
  }
}

/** @param {string} name @param {number} element @param {number[]} shape of one image */
const port = (name, element, shape) => ({
  name,
  type: { tensor: { element, shape: { dims: [{ parameter: 'n' }, ...shape.map((value) => ({ value }))] } } },
});

/** @param {Generator} generator @returns {Uint8Array} */
export function toOnnx(generator) {
  const graph = new Graph();
  for (const step of generator.steps) graph.value = graph.add(step);
  graph.nodes.push({ inputs: [graph.value], outputs: ['x'], name: 'x', operator: 'Identity' });
  const inputs = [port('z', types.float32, [generator.latentSize])];
  if (generator.labelCount) inputs.push(port('labels', types.int32, []));
  return Model.encode(Model.fromObject({
    irVersion: 8,
    producerName: 'ganvas bench',
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: generator.name, nodes: graph.nodes, initializers: graph.initializers, inputs,
      outputs: [port('x', types.float32, generator.shape)],
    },
  })).finish();
}
