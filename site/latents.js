// From the state to what the network gets: z = seed's numbers, overridden by edits, walked along directions.

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./web/ganvas.js').Ganvas} Ganvas */
/** @typedef {import('./store.js').State} State */

const remembered = 256;
/** @type {Map<string, Float32Array>} */
const known = new Map();

/**
 * The latent vector of a seed: the same for every model of that size and distribution.
 * @param {Ganvas} ganvas
 * @param {Generator} generator
 * @param {number} seed
 */
export async function seedLatent(ganvas, generator, seed) {
  const key = `${seed}/${generator.latentSize}/${generator.distribution}`;
  const found = known.get(key);
  if (found) return found;
  const latent = await ganvas.latent(seed, 0, generator.latentSize, generator.distribution);
  if (known.size >= remembered) known.clear();
  known.set(key, latent);
  return latent;
}

/** The key of a direction in links. */
export const directionKey = (/** @type {string} */ name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/**
 * Row `index` of the model's directions.
 * @param {Generator} generator
 * @param {number} index
 */
export function directionRow(generator, index) {
  const size = generator.latentSize;
  return generator.directions.subarray(index * size, (index + 1) * size);
}

/**
 * Adds the state's walk to a latent vector, in place. A uniform latent stays within what the network was trained on.
 * @param {Generator} generator
 * @param {Pick<State, 'walk'>} state
 * @param {Float32Array} latent
 */
export function walk(generator, state, latent) {
  (generator.card.directions ?? []).forEach(({ name }, index) => {
    const amount = state.walk.get(directionKey(name));
    if (!amount) return;
    directionRow(generator, index).forEach((step, axis) => (latent[axis] += amount * step));
  });
  if (generator.distribution === 'uniform') latent.forEach((v, axis) => (latent[axis] = Math.min(1, Math.max(-1, v))));
  return latent;
}

/**
 * `base`: the seed's numbers with the edits; `latent`: walked from there. Both before ψ.
 * @param {Ganvas} ganvas
 * @param {Generator} generator
 * @param {State} state
 */
export async function latentsOf(ganvas, generator, state) {
  const seeded = await seedLatent(ganvas, generator, state.seed);
  const base = Float32Array.from(seeded, (value, axis) => state.edits.get(axis) ?? value);
  return { base, latent: walk(generator, state, base.slice()) };
}

/**
 * The label on show; a link may carry one that this model does not have.
 * @param {Generator} generator
 * @param {State} state
 */
export function labelOf(generator, state) {
  return state.label < generator.labelCount ? state.label : 0;
}

/**
 * The weight of each label, adding up to 1; empty for a model without labels.
 * @param {Generator} generator
 * @param {Pick<State, 'label' | 'mix'>} state
 */
export function labelWeights(generator, { label, mix }) {
  const weights = new Float32Array(generator.labelCount);
  for (const [index, weight] of mix) if (index < weights.length) weights[index] = weight;
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum > 0) return weights.map((weight) => weight / sum);
  if (weights.length) weights[label < weights.length ? label : 0] = 1;
  return weights;
}

/**
 * Many vectors, one after the other.
 * @param {ArrayLike<number>[]} rows of one length
 */
export function stack(rows) {
  const size = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * size);
  rows.forEach((row, i) => all.set(row, i * size));
  return all;
}

/** @param {ArrayLike<number>} latent @param {number} factor */
export const scaled = (latent, factor) => Float32Array.from(latent, (value) => value * factor);

/**
 * Edits that make the state's latent exactly this vector, to three decimals: links stay readable.
 * @param {ArrayLike<number>} latent before ψ
 */
export function editsFor(latent) {
  return {
    edits: new Map(Array.from(latent, (value, axis) => [axis, Math.round(value * 1000) / 1000])),
    walk: new Map(),
  };
}
