// The networks that look at pictures: discriminators, classifiers, encoders, enlargers.
import { realPictures } from './real.js';
import { labelWeights, seedLatent, stack } from './latents.js';

/** @typedef {import('./web/ganvas.js').Reader} Reader */
/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./session.js').Session} Session */

const sampled = 200;
const batch = 16;

/** @param {ArrayLike<number>} scores */
export function softmax(scores) {
  const list = Array.from(scores);
  const highest = Math.max(...list);
  const powers = list.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * @param {ArrayLike<number>} values
 */
export function median(values) {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Reads pictures: for each the probability of each label.
 * @param {Session} session
 * @param {Generator} generator
 */
export async function classifierFor(session, generator) {
  const entry = session.classifierOf(generator.card);
  if (!entry) return undefined;
  const reader = await session.reader(entry.file);
  const names = reader.card.labels ?? [];
  return {
    names,
    /** @param {Float32Array} images */
    async read(images) {
      const { outputs } = await reader.read(images.slice());
      const count = images.length / reader.inputSize;
      return Array.from({ length: count }, (_, i) => {
        const shares = softmax(outputs.subarray(i * names.length, (i + 1) * names.length));
        const label = shares.indexOf(Math.max(...shares));
        return { label, name: names[label], share: shares[label], shares };
      });
    },
  };
}

/**
 * The discriminator that was trained with a model, with scores of real and of generated pictures to hold its own
 * against. `threshold` lies midway between their medians: a critic's score has no zero of its own.
 * @param {Session} session
 * @param {import('./models.js').ModelEntry | undefined} entry
 * @param {Generator} generator
 * @param {import('./web/ganvas.js').Ganvas} ganvas
 */
export async function discriminatorFor(session, entry, generator, ganvas) {
  const real = await realPictures(generator.card);
  if (!entry?.discriminator) return undefined;
  const reader = await session.reader(entry.discriminator);
  /** @param {Float32Array} images @param {number[]} labels */
  const score = async (images, labels) => {
    const count = images.length / reader.inputSize;
    const wanted = Int32Array.from(reader.labelCount ? labels : []);
    const { outputs } = await reader.read(images.slice(), wanted);
    return Array.from({ length: count }, (_, i) => outputs[(i * outputs.length) / count]);
  };
  const labels = Array.from({ length: sampled }, (_, i) => i % Math.max(1, generator.labelCount));
  /** @type {number[]} */
  const generated = [];
  for (let first = 0; first < sampled; first += batch) {
    const part = labels.slice(first, first + batch);
    const latents = await Promise.all(part.map((_, i) => seedLatent(ganvas, generator, 5000 + first + i)));
    const weights = part.map((label) => labelWeights(generator, { label, mix: new Map() }));
    const { images } = await generator.sample(stack(latents), stack(weights));
    generated.push(...(await score(images, part)));
  }
  const reals = real ? await score(real.images.slice(0, sampled * generator.imageSize), real.labels.slice(0, sampled)) : [];
  const threshold = reals.length ? (median(reals) + median(generated)) / 2 : 0;
  return { score, generated, reals, threshold };
}
