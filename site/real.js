// Real pictures of the data sets, a few hundred of each, for comparison and for the game.

import { download } from './models.js';

/** @typedef {import('./picture.js').ImageFormat} ImageFormat */
/** @typedef {{ images: Float32Array, labels: number[], count: number, source: string }} RealPictures */

/** A sheet of pictures and what is known of them. @typedef {{ sheet: URL, about: URL, shape: string }} Sheet */

/** @type {Sheet} */
const cifar10 = { sheet: new URL('./real/cifar10.png', import.meta.url), about: new URL('./real/cifar10.json', import.meta.url), shape: '3,32,32' };

/** By the data set's name in a model's card. @type {Record<string, Sheet>} */
const sheets = {
  MNIST: { sheet: new URL('./real/mnist.png', import.meta.url), about: new URL('./real/mnist.json', import.meta.url), shape: '1,28,28' },
  'Fashion-MNIST': { sheet: new URL('./real/fashion.png', import.meta.url), about: new URL('./real/fashion.json', import.meta.url), shape: '1,28,28' },
  'CIFAR-10': cifar10,
  'CIFAR-10 (JPEG)': cifar10,  // the same pictures, trained on from a folder of files
};

/** @type {Map<string, Promise<RealPictures>>} */
const loaded = new Map();

/**
 * Their values are in the model's own range. Undefined where there are none of this data set and size.
 * @param {import('./web/ganvas.js').ModelCard} card
 * @returns {Promise<RealPictures> | undefined}
 */
export function realPictures({ training, image }) {
  const name = training?.data_set ?? '';
  if (sheets[name]?.shape !== image.shape.join()) return undefined;
  const known = loaded.get(name) ?? load(name, image);
  loaded.set(name, known);
  known.catch(() => loaded.delete(name));
  return known;
}

/**
 * @param {string} name
 * @param {ImageFormat} format
 * @returns {Promise<RealPictures>}
 */
async function load(name, { shape: [channels, height, width], low, high }) {
  const [sheet, about] = await Promise.all([
    download(sheets[name].sheet).then((response) => response.blob()).then((blob) => createImageBitmap(blob)),
    download(sheets[name].about).then((response) => response.json()),
  ]);
  const canvas = document.createElement('canvas');
  canvas.width = sheet.width;
  canvas.height = sheet.height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  context.drawImage(sheet, 0, 0);
  const count = about.labels.length;
  const plane = width * height;
  const images = new Float32Array(count * channels * plane);
  for (let i = 0; i < count; ++i) {
    const x = (i % about.columns) * width;
    const y = Math.floor(i / about.columns) * height;
    const { data } = context.getImageData(x, y, width, height);
    for (let c = 0; c < channels; ++c) {
      for (let p = 0; p < plane; ++p) images[(i * channels + c) * plane + p] = low + ((high - low) * data[4 * p + c]) / 255;
    }
  }
  return { images, labels: about.labels, count, source: about.source };
}
