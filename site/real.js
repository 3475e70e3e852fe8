// Real pictures of the data sets, a few hundred of each, for comparison and for the game.

import { download } from './models.js';

/** @typedef {import('./picture.js').ImageFormat} ImageFormat */
/** @typedef {{ images: Float32Array, labels: number[], count: number, source: string }} RealPictures */

/** A sheet of pictures and what is known of them, by the data set's name in a model's card. */
const sheets = /** @type {Record<string, { sheet: URL, about: URL }>} */ ({
  MNIST: { sheet: new URL('./real/mnist.png', import.meta.url), about: new URL('./real/mnist.json', import.meta.url) },
  'Fashion-MNIST': { sheet: new URL('./real/fashion.png', import.meta.url), about: new URL('./real/fashion.json', import.meta.url) },
});

/** @type {Map<string, Promise<RealPictures>>} */
const loaded = new Map();

/**
 * Their values are in the model's own range. Undefined where there are none of this data set and size.
 * @param {import('./web/ganvas.js').ModelCard} card
 * @returns {Promise<RealPictures> | undefined}
 */
export function realPictures({ training, image }) {
  const name = training?.data_set ?? '';
  if (!sheets[name] || image.shape.join() !== '1,28,28') return undefined;
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
async function load(name, { shape: [, height, width], low, high }) {
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
  const images = new Float32Array(count * width * height);
  for (let i = 0; i < count; ++i) {
    const x = (i % about.columns) * width;
    const y = Math.floor(i / about.columns) * height;
    const { data } = context.getImageData(x, y, width, height);
    for (let p = 0; p < width * height; ++p) images[i * width * height + p] = low + ((high - low) * data[4 * p]) / 255;
  }
  return { images, labels: about.labels, count, source: about.source };
}
