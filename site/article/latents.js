// Latent vectors for the figures, in the arrays that a generator takes.

/** @typedef {import('../web/ganvas.js').Ganvas} Ganvas */
/** @typedef {import('../web/ganvas.js').Generator} Generator */

/**
 * One after another: vector 0 of each seed.
 * @param {Ganvas} ganvas
 * @param {Generator} generator
 * @param {number[]} seeds
 * @returns {Promise<Float32Array>} [seeds, latentSize]
 */
export async function seededLatents(ganvas, generator, seeds) {
  const size = generator.latentSize;
  const vectors = await Promise.all(seeds.map((seed) => ganvas.latent(seed, 0, size, generator.distribution)));
  return concatenated(vectors);
}

/** @param {Float32Array[]} vectors */
export function concatenated(vectors) {
  const all = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const vector of vectors) {
    all.set(vector, at);
    at += vector.length;
  }
  return all;
}

/**
 * The straight line from a to b.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} t from 0 to 1
 */
export const between = (a, b, t) => a.map((value, i) => (1 - t) * value + t * b[i]);

/**
 * The labels of n pictures, if the model takes labels: round and round.
 * @param {Generator} generator
 * @param {number} n
 */
export const labelsInTurn = (generator, n) =>
  Int32Array.from({ length: generator.labelCount ? n : 0 }, (_, i) => i % generator.labelCount);
