// Real pictures of the data sets, a few hundred of each, for comparison and for the game.

/** @typedef {import('./picture.js').ImageFormat} ImageFormat */
/** @typedef {{ images: Float32Array, labels: number[], count: number, source: string }} RealPictures */

/** Which sheet holds pictures of a data set, by the name in a model's card. */
const sheets = /** @type {Record<string, string>} */ ({ MNIST: 'mnist', 'Fashion-MNIST': 'fashion' });

/** @type {Map<string, Promise<RealPictures>>} */
const loaded = new Map();

/**
 * Their values are in the model's own range. Undefined where there are none of this data set and size.
 * @param {import('./web/ganvas.js').ModelCard} card
 * @returns {Promise<RealPictures> | undefined}
 */
export function realPictures({ training, image }) {
  const name = sheets[training?.data_set ?? ''];
  if (!name || image.shape.join() !== '1,28,28') return undefined;
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
    fetch(`real/${name}.png`).then((response) => response.blob()).then((blob) => createImageBitmap(blob)),
    fetch(`real/${name}.json`).then((response) => response.json()),
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
