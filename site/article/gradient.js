// What the generator is told: the gradient of D's score over the pixels of a picture.

/** @typedef {import('./figures.js').Reader} Reader */

// Of a range of 2: far above the rounding of 32-bit floats, far below what bends the score.
const nudge = 0.05;

/**
 * ∂D/∂x by finite differences, as the engine has no backward pass: each pixel is nudged once, all in one batch.
 * @param {Reader} reader
 * @param {Float32Array} image
 * @param {number} label
 * @returns {Promise<Float32Array>} one number a pixel
 */
export async function scoreGradient(reader, image, label) {
  const n = image.length;
  const batch = new Float32Array((n + 1) * n);
  for (let i = 0; i <= n; ++i) {
    batch.set(image, i * n);
    if (i < n) batch[i * n + i] += nudge;
  }
  const { outputs } = await reader.read(batch, new Int32Array(n + 1).fill(label));
  const width = reader.outputSize;
  const score = outputs[n * width];
  return Float32Array.from(image, (_, i) => (outputs[i * width] - score) / nudge);
}

/**
 * The generator's colour where more ink would raise the score, the discriminator's where less would; the stronger, the
 * more of it.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} gradient
 * @param {number[]} shape [channels, height, width]
 */
export function drawGradient(canvas, gradient, [, height, width]) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(document.documentElement);
  const colours = ['--generator', '--discriminator'].map((name) => style.getPropertyValue(name));
  const strongest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  gradient.forEach((value, i) => {
    context.globalAlpha = Math.abs(value) / strongest;
    context.fillStyle = colours[value > 0 ? 0 : 1];
    context.fillRect(i % width, Math.floor(i / width), 1, 1);
  });
}
