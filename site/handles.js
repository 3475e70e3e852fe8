// What a hand can move in latent space: the directions that were found in the model, and its single numbers. Both are
// rows to walk along; a single number's row has one 1.
import { directionKey, directionRow, labelWeights, scaled, stack } from './latents.js';
import { messages } from './messages.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./player.js').Drawing} Drawing */
/** @typedef {import('./store.js').State} State */

/**
 * `reach`: the slider runs from -reach to reach. `low`, `high`: what waits there, in words; may be empty. `change`:
 * what to tell the store for a value, or, without one, to let go.
 * @typedef {{ id: string, kind: 'named' | 'principal' | 'axis', name: string, low: string, high: string, hint: string,
 *   reach: number, row: Float32Array, value(drawing: Drawing): number, isSet(state: State): boolean,
 *   change(state: State, value?: number): Partial<State> }} Handle
 */

// Small batches, so that a drag's own drawing never waits long behind them.
const batch = 16;

/**
 * How far a single number goes: three standard deviations hold 99.7 % of what the network met in training.
 * @param {Generator} generator
 */
export const axisReach = (generator) => (generator.distribution === 'uniform' ? 1 : 3);

/**
 * @template K
 * @param {ReadonlyMap<K, number>} map
 * @param {K} key
 * @param {number | undefined} value
 */
function withPair(map, key, value) {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

/**
 * @param {Generator} generator
 * @returns {Handle[]} the named ones first
 */
export function directionHandles(generator) {
  return (generator.card.directions ?? []).map(({ name, low, high, protocol }, index) => {
    const key = directionKey(name);
    return {
      id: `d-${key}`,
      kind: low || high ? 'named' : 'principal',
      name,
      low: low ?? '',
      high: high ?? '',
      hint: protocol ?? '',
      reach: axisReach(generator),
      row: directionRow(generator, index),
      value: ({ state }) => state.walk.get(key) ?? 0,
      isSet: (state) => Boolean(state.walk.get(key)),
      change: (state, value) => ({ walk: withPair(state.walk, key, value || undefined) }),
    };
  });
}

/**
 * @param {Generator} generator
 * @param {number} axis
 * @returns {Handle}
 */
export function axisHandle(generator, axis) {
  const row = new Float32Array(generator.latentSize);
  row[axis] = 1;
  return {
    id: `z${axis}`,
    kind: 'axis',
    name: messages.latentNumber(axis),
    low: '',
    high: '',
    hint: '',
    reach: axisReach(generator),
    row,
    value: ({ base }) => base[axis],
    isSet: (state) => state.edits.has(axis),
    change: (state, value) => ({ edits: withPair(state.edits, axis, value) }),
  };
}

/**
 * The drawing's latent moved along handles, for each entry of `moves`.
 * @param {Drawing} drawing
 * @param {{ handle: Handle, value: number }[][]} moves
 */
export function movedLatents(drawing, moves) {
  return moves.map((move) => {
    const latent = drawing.latent.slice();
    for (const { handle, value } of move) {
      const by = value - handle.value(drawing);
      handle.row.forEach((step, axis) => (latent[axis] += by * step));
    }
    return latent;
  });
}

/**
 * Pictures of latent vectors (before ψ), with the label of the drawing.
 * @param {Drawing} drawing
 * @param {Float32Array[]} latents
 */
export async function picturesOf({ generator, state, weights }, latents) {
  const pictures = new Float32Array(latents.length * generator.imageSize);
  for (let first = 0; first < latents.length; first += batch) {
    const rows = latents.slice(first, first + batch).map((latent) => scaled(latent, state.psi));
    const { images } = await generator.sample(stack(rows), stack(rows.map(() => weights)));
    pictures.set(images, first * generator.imageSize);
  }
  return pictures;
}

/**
 * All single numbers, those first that change the pixels most between -2 and 2 (or the ends of a uniform one). Measured
 * around one fixed latent, so that the order belongs to the model and not to the picture on show.
 * @param {Generator} generator
 * @param {Float32Array} latent
 * @returns {Promise<number[]>}
 */
export async function axesByEffect(generator, latent) {
  const reach = Math.min(2, axisReach(generator));
  const weights = labelWeights(generator, { label: 3, mix: new Map() });
  const size = generator.imageSize;
  /** @type {number[]} */
  const effect = [];
  for (let axis = 0; axis < generator.latentSize; ++axis) {
    const ends = [-reach, reach].map((value) => Float32Array.from(latent, (v, i) => (i === axis ? value : v)));
    const { images } = await generator.sample(stack(ends), stack([weights, weights]));
    let sum = 0;
    for (let i = 0; i < size; ++i) sum += Math.abs(images[i] - images[size + i]);
    effect.push(sum);
  }
  return effect.map((_, axis) => axis).sort((a, b) => effect[b] - effect[a]);
}

/**
 * The handles that a person meets first: named directions, then principal ones, or, in a model without any, its most
 * telling numbers.
 * @param {Generator} generator
 * @param {Float32Array} latent of a fixed seed
 * @param {number} count
 */
export async function firstHandles(generator, latent, count) {
  const found = directionHandles(generator);
  if (found.length >= count) return found.slice(0, count);
  const axes = await axesByEffect(generator, latent);
  return [...found, ...axes.map((axis) => axisHandle(generator, axis))].slice(0, count);
}
