// What single latent numbers do: which change the picture most, and which picture waits at each end of a slider.
import { labelOf } from './player.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */

// Small batches, so that a drag's own drawing never waits long behind them.
const batch = 16;

/**
 * How far a slider goes: three standard deviations hold 99.7 % of what the network met in training.
 * @param {Generator} generator
 */
export function sliderEnd(generator) {
  return generator.distribution === 'uniform' ? 1 : 3;
}

/**
 * Pictures with one latent number changed, for each (axis, value) of `changes`.
 * @param {Generator} generator
 * @param {Float32Array} latent
 * @param {number} label
 * @param {number} psi
 * @param {{ axis: number, value: number }[]} changes
 */
export async function changedPictures(generator, latent, label, psi, changes) {
  const size = generator.latentSize;
  const pictures = new Float32Array(changes.length * generator.imageSize);
  for (let first = 0; first < changes.length; first += batch) {
    const part = changes.slice(first, first + batch);
    const latents = new Float32Array(part.length * size);
    part.forEach(({ axis, value }, i) => {
      latents.set(latent, i * size);
      latents[i * size + axis] = value;
    });
    for (let i = 0; i < latents.length; ++i) latents[i] *= psi;
    const labels = new Int32Array(generator.labelCount ? part.length : 0).fill(label);
    const { images } = await generator.sample(latents, labels);
    pictures.set(images, first * generator.imageSize);
  }
  return pictures;
}

/**
 * All axes, those first that change the pixels most between -2 and 2 (or the ends of a uniform one). Measured around
 * one fixed latent, so that the order belongs to the model and not to the picture on show.
 * @param {Generator} generator
 * @param {Float32Array} latent
 */
export async function axesByEffect(generator, latent) {
  const reach = Math.min(2, sliderEnd(generator));
  const changes = [];
  for (let axis = 0; axis < generator.latentSize; ++axis) {
    changes.push({ axis, value: -reach }, { axis, value: reach });
  }
  const label = labelOf(generator, { model: '', label: 3, seed: 0, psi: 1, edits: new Map() });
  const pictures = await changedPictures(generator, latent, label, 1, changes);
  const size = generator.imageSize;
  const effect = Array.from({ length: generator.latentSize }, (_, axis) => {
    let sum = 0;
    for (let i = 0; i < size; ++i) sum += Math.abs(pictures[2 * axis * size + i] - pictures[(2 * axis + 1) * size + i]);
    return sum;
  });
  return effect.map((_, axis) => axis).sort((a, b) => effect[b] - effect[a]);
}
