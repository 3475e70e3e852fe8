// From a hand's drawing or a photograph of a digit to a picture as the data set has them: MNIST's were scaled into a
// box of 20 × 20, keeping their shape, and centred by their centre of mass in 28 × 28 (LeCun et al. 1998).
import { inkOfPhoto } from './photo.js';

/** The side of the drawing surface, in its own pixels. */
export const padSide = 280;
const side = 28;
const box = 20;

/**
 * Ink from 0 to 1 of each pixel.
 * @param {CanvasRenderingContext2D} context light ink on black
 * @param {number} width
 */
function inkOf(context, width) {
  const { data } = context.getImageData(0, 0, width, width);
  return Float32Array.from({ length: width * width }, (_, i) => data[4 * i] / 255);
}

/**
 * Where the ink is; undefined where there is none.
 * @param {Float32Array} ink
 * @param {number} width
 */
function bounds(ink, width) {
  let [left, top, right, bottom] = [width, width, -1, -1];
  ink.forEach((value, i) => {
    if (value < 0.1) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  });
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** @param {number} width @param {number} [height] */
function surface(width, height = width) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/**
 * @param {HTMLCanvasElement} pad [padSide, padSide], light ink on black
 * @returns {Float32Array | undefined} ink [28, 28] from 0 to 1; undefined for an empty pad
 */
export function normalised(pad) {
  const context = /** @type {CanvasRenderingContext2D} */ (pad.getContext('2d', { willReadFrequently: true }));
  const found = bounds(inkOf(context, padSide), padSide);
  if (!found) return undefined;
  // Two halvings' worth of supersampling: the browser's own scaling skips pixels when it shrinks by much.
  const fine = 4;
  const scale = (box * fine) / Math.max(found.width, found.height);
  const large = surface(side * fine);
  const [w, h] = [found.width * scale, found.height * scale];
  const left = (side * fine - w) / 2;
  const top = (side * fine - h) / 2;
  large.context.drawImage(pad, found.left, found.top, found.width, found.height, left, top, w, h);
  const shrink = (/** @type {number} */ dx, /** @type {number} */ dy) => {
    const small = surface(side);
    small.context.drawImage(large.canvas, dx, dy, side, side);
    return inkOf(small.context, side);
  };
  const ink = shrink(0, 0);
  let [sum, x, y] = [0, 0, 0];
  ink.forEach((value, i) => {
    sum += value;
    x += value * (i % side);
    y += value * Math.floor(i / side);
  });
  const middle = (side - 1) / 2;
  return shrink(Math.round(middle - x / sum), Math.round(middle - y / sum));
}

/**
 * Puts the ink of a picture on the pad, light on black, whichever it was.
 * @param {HTMLCanvasElement} pad
 * @param {ImageBitmap | HTMLCanvasElement} picture
 * @returns {boolean} whether there was any
 */
export function place(pad, picture) {
  const scale = padSide / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width, picture.height].map((length) => Math.max(1, Math.round(length * scale)));
  const { context } = surface(width, height);
  context.imageSmoothingEnabled = scale < 4;
  context.fillStyle = '#fff';  // what shows through is paper
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height);
  const { data } = pixels;
  const grey = Float32Array.from({ length: width * height }, (_, i) =>
    (0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]) / 255);
  clear(pad);
  const ink = inkOfPhoto(grey, width, height);
  if (!ink) return false;
  ink.forEach((value, i) => data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
  pad.getContext('2d')?.putImageData(pixels, Math.floor((padSide - width) / 2), Math.floor((padSide - height) / 2));
  return true;
}

/**
 * @param {HTMLCanvasElement} pad
 */
export function clear(pad) {
  const context = pad.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.fillStyle = '#000';
  context.fillRect(0, 0, padSide, padSide);
}

/**
 * @param {HTMLCanvasElement} pad
 * @param {() => void} changed after each stroke
 */
export function listenForStrokes(pad, changed) {
  const context = /** @type {CanvasRenderingContext2D} */ (pad.getContext('2d', { willReadFrequently: true }));
  const at = (/** @type {PointerEvent} */ event) => {
    const area = pad.getBoundingClientRect();
    return [((event.clientX - area.left) / area.width) * padSide, ((event.clientY - area.top) / area.height) * padSide];
  };
  const line = (/** @type {number[]} */ from, /** @type {number[]} */ to) => {
    context.strokeStyle = '#fff';
    context.lineWidth = padSide / 12;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.stroke();
  };
  /** @type {number[] | undefined} */
  let last;
  pad.addEventListener('pointerdown', (event) => {
    pad.setPointerCapture(event.pointerId);
    last = at(event);
    line(last, last);
  });
  pad.addEventListener('pointermove', (event) => {
    if (!last) return;
    const here = at(event);
    line(last, here);
    last = here;
  });
  pad.addEventListener('lostpointercapture', () => {
    last = undefined;
    changed();
  });
}
