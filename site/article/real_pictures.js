// Real pictures of the test set: a sprite beside the page, and its labels.
//
// real/mnist.json: { labels: [one a picture, row by row], columns, source, licence };  real/mnist.png: 8-bit grey

/** @typedef {{ images: Float32Array, labels: number[], count: number }} RealPictures images [count, 1, side, side], -1 … 1 */

/** @type {Map<string, Promise<RealPictures>>} */
const known = new Map();

/** @param {string} dataSet 'mnist', 'fashion' */
export function realPictures(dataSet) {
  const waiting = known.get(dataSet) ?? load(dataSet);
  known.set(dataSet, waiting);
  waiting.catch(() => known.delete(dataSet));
  return waiting;
}

/**
 * @param {string} dataSet
 * @returns {Promise<RealPictures>}
 */
async function load(dataSet) {
  const response = await fetch(`real/${dataSet}.json`);
  if (!response.ok) throw new Error(`real/${dataSet}.json: HTTP ${response.status}`);
  const { labels, columns } = await response.json();
  const sprite = new Image();
  sprite.src = `real/${dataSet}.png`;
  await sprite.decode();
  const canvas = new OffscreenCanvas(sprite.naturalWidth, sprite.naturalHeight);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2-D canvas');
  context.drawImage(sprite, 0, 0);
  const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
  const side = width / columns;
  const images = new Float32Array(labels.length * side * side);
  for (let i = 0; i < images.length; ++i) {
    const [picture, pixel] = [Math.floor(i / side ** 2), i % side ** 2];
    const x = (picture % columns) * side + (pixel % side);
    const y = Math.floor(picture / columns) * side + Math.floor(pixel / side);
    images[i] = data[4 * (y * width + x)] / 127.5 - 1;
  }
  return { images, labels, count: labels.length };
}
