// A walk through latent space as a moving picture: an animated GIF, or a WebM where the browser can record one.
import { GIFEncoder, applyPalette, quantize } from 'gifenc';
import { h } from './dom.js';
import { scaled, stack } from './latents.js';
import { toImageData } from './picture.js';
import { between } from './tray.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** `latent`: before ψ; `weights`: of the labels. @typedef {{ latent: ArrayLike<number>, weights: ArrayLike<number>, psi: number }} Point */

export const framesOfWay = 24;
export const frameMilliseconds = 60;
const batch = 16;

/**
 * From kept picture to kept picture, each way in as many frames; `loop`: and from the last to the first again.
 * @param {import('./tray.js').Kept[]} kept two or more
 * @param {typeof import('./paths.js').linear} path
 * @param {boolean} loop
 */
export function wayThrough(kept, path, loop) {
  const last = kept[kept.length - 1];
  const stops = loop ? [...kept, kept[0]] : kept;
  const points = stops.slice(1).flatMap((to, i) =>
    Array.from({ length: framesOfWay }, (_, frame) => between(stops[i], to, frame / framesOfWay, path)));
  return loop ? points : [...points, last];
}

/**
 * @param {Generator} generator
 * @param {Point[]} points
 * @returns {Promise<ImageData[]>} of the network's own resolution
 */
export async function framesOf(generator, points) {
  const frames = [];
  for (let first = 0; first < points.length; first += batch) {
    const part = points.slice(first, first + batch);
    const { images } = await generator.sample(
      stack(part.map(({ latent, psi }) => scaled(latent, psi))), stack(part.map(({ weights }) => weights)));
    frames.push(...part.map((_, i) => toImageData(images, i, generator.card.image)));
  }
  return frames;
}

/**
 * Each pixel as a block, so that any viewer shows it crisp.
 * @template {Uint8Array | Uint32Array} T
 * @param {T} pixels
 * @param {number} width
 * @param {number} scale
 * @returns {T}
 */
export function blocks(pixels, width, scale) {
  const wide = width * scale;
  const large = /** @type {T} */ (new /** @type {any} */ (pixels.constructor)(pixels.length * scale * scale));
  for (let i = 0; i < large.length; ++i) {
    large[i] = pixels[Math.floor(Math.floor(i / wide) / scale) * width + Math.floor((i % wide) / scale)];
  }
  return large;
}

/** @param {ImageData} picture @param {number} scale */
export function enlarged({ data, width, height }, scale) {
  const large = new ImageData(width * scale, height * scale);
  new Uint32Array(large.data.buffer).set(blocks(new Uint32Array(data.buffer), width, scale));
  return large;
}

const greys = Array.from({ length: 256 }, (_, i) => [i, i, i]);

/** Lets the page breathe, and show what it has to. */
const breath = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * @param {ImageData[]} frames
 * @param {number} scale
 * @param {{ grey: boolean, loop: boolean }} options
 */
export async function gifOf(frames, scale, { grey, loop }) {
  const encoder = GIFEncoder();
  for (const { data, width, height } of frames) {
    const palette = grey ? greys : quantize(data, 256);
    const index = grey ? Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]) : applyPalette(data, palette);
    encoder.writeFrame(blocks(index, width, scale), width * scale, height * scale,
      { palette, delay: frameMilliseconds, repeat: loop ? 0 : -1 });
    await breath();
  }
  encoder.finish();
  return encoder.bytes();
}

const video = 'video/webm';
const held = 5; // frames for which the first and the last stand still: a recorder may miss what comes as it starts

/** Whether this browser can record a canvas as WebM: Safari before 18.4 cannot. */
export const canRecord = () =>
  typeof MediaRecorder === 'function' && 'captureStream' in HTMLCanvasElement.prototype && MediaRecorder.isTypeSupported(video);

/**
 * Recorded while it plays, so it takes as long as it lasts.
 * @param {ImageData[]} frames
 * @param {number} scale
 * @param {(seconds: number) => void} left what it will still take
 * @returns {Promise<Blob>}
 */
export async function webmOf(frames, scale, left) {
  const [{ width, height }] = frames;
  const canvas = h('canvas', { width: width * scale, height: height * scale });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const show = (/** @type {ImageData} */ frame) => context.putImageData(enlarged(frame, scale), 0, 0);
  show(frames[0]);
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: video, videoBitsPerSecond: 4e6 });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const done = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = () => reject(new Error('The browser broke off the recording'));
  });
  const started = new Promise((resolve) => (recorder.onstart = resolve));
  recorder.start();
  await Promise.race([started, done]);
  const all = [...Array(held).fill(frames[0]), ...frames, ...Array(held).fill(frames[frames.length - 1])];
  const began = performance.now();
  for (const [i, frame] of all.entries()) {
    show(frame);
    left(((all.length - i) * frameMilliseconds) / 1000);
    const due = began + (i + 1) * frameMilliseconds - performance.now();
    // A page that was held up catches up, but not at the end, which the recorder would miss.
    await breath(i < all.length - held ? due : Math.max(due, frameMilliseconds));
  }
  recorder.stop();
  await done;
  return new Blob(parts, { type: video });
}
