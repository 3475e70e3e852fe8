// Draws the first picture of a page, and notes when.

/** @param {Float32Array} image @param {number[]} shape [c,h,w] @param {boolean} channelsLast */
export function show(image, [channels, height, width], channelsLast) {
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('canvas'));
  Object.assign(canvas, { width, height });
  const picture = new ImageData(width, height);
  const size = width * height;
  for (let i = 0; i < 4 * size; i++) {
    const [pixel, channel] = [i >> 2, Math.min(i & 3, channels - 1)];
    const value = image[channelsLast ? pixel * channels + channel : channel * size + pixel];
    picture.data[i] = (i & 3) === 3 ? 255 : 127.5 * (value + 1);
  }
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).putImageData(picture, 0, 0);
  Object.assign(globalThis, { firstPicture: performance.now() });
}

/** What the page's address asks for. */
export function asked() {
  const { engine, model, facts } = Object.fromEntries(new URL(location.href).searchParams);
  const bytes = fetch(model).then((response) => response.arrayBuffer());
  return { engine, bytes, facts: /** @type {import('./engine.js').Facts} */ (JSON.parse(facts)) };
}
