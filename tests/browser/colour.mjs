// Small models of colour photographs, made here: a generator without labels, its discriminator, a classifier. They are one
// linear layer each, so that their self-tests can be computed here, too; the page cannot tell.

/** @typedef {{ type: string } & Record<string, unknown>} Layer */
/** @typedef {{ name: string, shape: number[], values: Float32Array }} Tensor */

const shape = [3, 32, 32];
const size = 3 * 32 * 32;
const latent = 8;
const dataSet = 'CIFAR-10';
const labels = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** Numbers around zero, always the same. @param {number} count @param {number} scale */
const numbers = (count, scale) => Float32Array.from({ length: count }, (_, i) => scale * Math.sin(1 + 12.9898 * i + 0.001 * i * i));

/** @param {Record<string, unknown>} card @param {Tensor[]} tensors */
function weightsFile(card, tensors) {
  let at = 0;
  const header = Object.fromEntries(tensors.map(({ name, shape: axes, values }) => {
    const begin = at;
    at += 4 * values.length;
    return [name, { dtype: 'F32', shape: axes, data_offsets: [begin, at] }];
  }));
  const text = JSON.stringify({ __metadata__: { format: 'pt', ganvas: JSON.stringify(card) }, ...header });
  const head = Buffer.from(text.padEnd(8 * Math.ceil(text.length / 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  return Buffer.concat([length, head, ...tensors.map(({ values }) => Buffer.from(values.buffer))]);
}

/**
 * One linear layer between what goes in and what comes out.
 * @param {{ name: string, title: string, kind: string, network: string, inputs: number, outputs: number, input: number[],
 *   before: Layer[], after: Layer[], scale: number, card: Record<string, unknown>, squash: (value: number) => number }} wish
 */
function linearModel({ name, title, kind, network, inputs, outputs, input, before, after, scale, card, squash }) {
  const weight = numbers(inputs * outputs, scale);
  const bias = numbers(outputs, 0.2);
  const asked = numbers(inputs, 1);
  const answer = Float32Array.from(bias, (b, row) =>
    squash(asked.reduce((sum, value, i) => sum + value * weight[row * inputs + i], b)));
  const layers = [...before, { type: 'linear', in_features: inputs, out_features: outputs }, ...after];
  return weightsFile({
    version: 1, name, title, kind, image: { shape, low: -1, high: 1 }, training: { data_set: dataSet },
    networks: [{ name: network, input, layers }], self_test: { tolerance: 0.001 }, ...card,
  }, [
    { name: `${network}.${before.length}.weight`, shape: [outputs, inputs], values: weight },
    { name: `${network}.${before.length}.bias`, shape: [outputs], values: bias },
    { name: 'self_test.inputs', shape: [1, ...input], values: asked },
    { name: 'self_test.outputs', shape: [1, ...(after[0]?.shape ? shape : [outputs])], values: answer },
  ]);
}

const flatten = { type: 'flatten' };
const reader = { inputs: size, input: shape, before: [flatten], after: [], scale: 0.02, squash: (/** @type {number} */ value) => value };

/** By the paths that the list of models gives them. @type {Record<string, Buffer>} */
const files = {
  'dcgan-cifar10.safetensors': linearModel({
    name: 'dcgan-cifar10', title: 'DCGAN, CIFAR-10', kind: 'gan', network: 'generator', inputs: latent, outputs: size, input: [latent],
    before: [], after: [{ type: 'reshape', shape }, { type: 'tanh' }], scale: 0.5, squash: Math.tanh,
    card: { latent: { size: latent, distribution: 'normal' } },
  }),
  'dcgan-cifar10.discriminator.safetensors': linearModel({
    ...reader, name: 'dcgan-cifar10-d', title: 'D', kind: 'discriminator', network: 'discriminator', outputs: 1, card: {},
  }),
  'classifier-cifar10.safetensors': linearModel({
    ...reader, name: 'classifier-cifar10', title: 'The judge, CIFAR-10', kind: 'classifier', network: 'classifier', outputs: 10, card: { labels },
  }),
};

/** What the list of models says of them. */
const entries = [
  { name: 'dcgan-cifar10', title: 'DCGAN, CIFAR-10', kind: 'gan', input: [latent], discriminator: 'dcgan-cifar10.discriminator.safetensors' },
  { name: 'classifier-cifar10', title: 'The judge, CIFAR-10', kind: 'classifier', input: shape },
].map((entry) => ({ ...entry, data: dataSet, file: `${entry.name}.safetensors`, bytes: files[`${entry.name}.safetensors`].length }));

/** Lets a page have these models beside its own, before it is opened. @param {import('playwright-core').Page} page */
export async function withColour(page) {
  await page.route('**/models/index-*.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: [...(await response.json()), ...entries] });
  });
  for (const [file, body] of Object.entries(files)) await page.route(`**/models/${file}`, (route) => route.fulfill({ body }));
}
