// Floats to pixels. A canvas has the network's own resolution; the style sheet makes it large and keeps it crisp.

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} images [n, channels, height, width]
 * @param {number} index which of the n
 * @param {{ shape: number[], low: number, high: number }} format the card's `image`
 */
export function paint(canvas, images, index, { shape, low, high }) {
  const [channels, height, width] = /** @type {[number, number, number]} */ (shape);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  canvas.classList.toggle('grey', channels === 1);
  const context = canvas.getContext('2d');
  if (!context) return;
  const plane = height * width;
  const first = index * channels * plane;
  const pixels = context.createImageData(width, height);
  const scale = 255 / (high - low);
  for (let i = 0; i < plane; ++i) {
    for (let c = 0; c < 3; ++c) {
      const value = images[first + Math.min(c, channels - 1) * plane + i];
      pixels.data[4 * i + c] = Math.round((value - low) * scale);  // the array clamps to 0 … 255
    }
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}

/** @param {string} className */
export function newCanvas(className) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 28;
  canvas.className = className;
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}
