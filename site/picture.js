// Floats to pixels. A canvas has the network's own resolution; the style sheet makes it large and keeps it crisp.

/** @typedef {{ shape: number[], low: number, high: number }} ImageFormat the card's `image` */

// Of the range of pixels: less contrast than that no eye takes for a picture.
const blankShare = 0.1;

/**
 * @param {ArrayLike<number>} images [n, channels, height, width]
 * @param {number} index which of the n
 * @param {ImageFormat} format
 */
export function toImageData(images, index, { shape, low, high }) {
  const [channels, height, width] = shape;
  const plane = height * width;
  const first = index * channels * plane;
  const pixels = new ImageData(width, height);
  const scale = 255 / (high - low);
  for (let i = 0; i < plane; ++i) {
    for (let c = 0; c < 3; ++c) {
      const value = images[first + Math.min(c, channels - 1) * plane + i];
      pixels.data[4 * i + c] = Math.round((value - low) * scale);  // the array clamps to 0 … 255
    }
    pixels.data[4 * i + 3] = 255;
  }
  return pixels;
}

/**
 * @param {HTMLCanvasElement} canvas takes the picture's size
 * @param {ArrayLike<number>} images
 * @param {number} index
 * @param {ImageFormat} format
 */
export function paint(canvas, images, index, format) {
  const [channels, height, width] = format.shape;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  canvas.classList.toggle('grey', channels === 1);
  canvas.getContext('2d')?.putImageData(toImageData(images, index, format), 0, 0);
}

/**
 * Whether a picture shows nothing: one flat colour, or nearly.
 * @param {ArrayLike<number>} images
 * @param {number} index
 * @param {ImageFormat} format
 */
export function isBlank(images, index, { shape, low, high }) {
  const size = shape.reduce((a, b) => a * b, 1);
  let [least, most] = [Infinity, -Infinity];
  for (let i = index * size; i < (index + 1) * size; ++i) {
    least = Math.min(least, images[i]);
    most = Math.max(most, images[i]);
  }
  return most - least < blankShare * (high - low);
}

/**
 * Many pictures side by side in one canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} images
 * @param {number} count
 * @param {number} columns
 * @param {ImageFormat} format
 */
export function paintGrid(canvas, images, count, columns, format) {
  const [channels, height, width] = format.shape;
  canvas.width = columns * width;
  canvas.height = Math.ceil(count / columns) * height;
  canvas.classList.toggle('grey', channels === 1);
  const context = canvas.getContext('2d');
  for (let i = 0; i < count; ++i) {
    context?.putImageData(toImageData(images, i, format), (i % columns) * width, Math.floor(i / columns) * height);
  }
}

/** A small picture whose meaning is said elsewhere. */
export function newCanvas() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 28;
  canvas.className = 'grey';
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}
