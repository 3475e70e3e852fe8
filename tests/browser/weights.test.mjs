// What the weights of the page promise: how well the flagships draw, by their cards, and what they weigh. No browser needed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { header } from './weights_file.mjs';

const folder = fileURLToPath(new URL('../../site/models/', import.meta.url));

/** Of one image. @param {{ input: number[], layers: Record<string, any>[] }} network */
function multiplyAdds({ input, layers }) {
  let sum = 0;
  let [, height = 1, width = 1] = input;
  for (const layer of layers) {
    if (layer.type === 'linear') sum += layer.in_features * layer.out_features;
    if (layer.type === 'reshape') [, height, width] = layer.shape;
    if (layer.type !== 'conv2d' && layer.type !== 'conv_transpose2d') continue;
    const weights = layer.in_channels * layer.out_channels * layer.kernel_size ** 2;
    const grown = (/** @type {number} */ side) => (layer.type === 'conv2d'
      ? (side + 2 * layer.padding - layer.kernel_size) / layer.stride + 1
      : (side - 1) * layer.stride - 2 * layer.padding + layer.kernel_size);
    const before = height * width;
    [height, width] = [grown(height), grown(width)];
    sum += weights * (layer.type === 'conv2d' ? height * width : before);
  }
  return sum;
}

for (const { name, least } of [
  { name: 'digits', least: { label_accuracy: 0.995, precision: 0.9, recall: 0.9, coverage: 0.91, gan_train_accuracy: 0.99 } },
  // Real pictures of garments are read right 91.2 % of the time only.
  { name: 'fashion', least: { label_accuracy: 0.91, precision: 0.9, recall: 0.9, coverage: 0.91, gan_train_accuracy: 0.89 } },
]) {
  test(`${name} draws as well as it is said to, in 6 M multiply-adds and 1 MB as F16`, () => {
    const { card, tensors } = header(`${name}.safetensors`);
    const metric = (/** @type {string} */ wanted) => card.metrics.find((/** @type {{ name: string }} */ one) => one.name === wanted);
    for (const [wanted, bound] of Object.entries(least)) assert.ok(metric(wanted).value >= bound, `${wanted} is ${metric(wanted).value}`);
    assert.ok(metric('memorised_share').value <= metric('memorised_share').real, 'it draws pictures that it has seen');
    if (name === 'digits') assert.ok(metric('frechet_distance').value <= 1.4 * metric('frechet_distance').real);
    const [network] = card.networks;
    const cost = multiplyAdds(network);
    assert.ok(cost > 1e6 && cost <= 6e6, `${cost} multiply-adds`);
    const weights = Object.values(tensors).reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
    assert.ok(2 * weights <= 1e6, `${2 * weights} bytes`);
  });
}

test('the weights are 25 MB together, and no file has more than 4', () => {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)).filter((file) => fs.statSync(file).isFile());
  const sizes = files.map((file) => fs.statSync(file).size);
  assert.ok(files.length > 40, `${files.length} files`);
  assert.ok(Math.max(...sizes) <= 4e6, `${Math.max(...sizes)} bytes`);
  const sum = sizes.reduce((a, b) => a + b, 0);
  assert.ok(sum <= 25e6, `${sum} bytes`);
});
