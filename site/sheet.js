// The sheet of many samples: other seeds with the dials as they stand. The panel Grid shows it, the panel Take away saves it.
import { labelWeights, latentsOf, scaled, stack } from './latents.js';

/** @typedef {import('./player.js').Drawing} Drawing */

export const columns = 10;
export const rows = 5;

/** `first`: the first seed; `every`: a row for each seed and a column for each label, instead of the label on show.
 * @typedef {{ first: number, every: boolean }} Sheet */

/** The sheet as the person has it. @type {Sheet} */
export const sheet = { first: 1000, every: false };

/** The seed of a tile. @param {Sheet} of @param {number} tile */
export const seedOf = ({ first, every }, tile) => first + (every ? Math.floor(tile / columns) : tile);

/**
 * One row of it, drawn.
 * @param {import('./web/ganvas.js').Ganvas} ganvas
 * @param {Drawing} drawing
 * @param {Sheet} of
 * @param {number} row
 * @returns {Promise<Float32Array>} [columns, image size]
 */
export async function sheetRow(ganvas, { generator, state, weights }, of, row) {
  const tiles = Array.from({ length: columns }, (_, i) => row * columns + i);
  const latents = await Promise.all(tiles.map(async (tile) =>
    scaled((await latentsOf(ganvas, generator, { ...state, seed: seedOf(of, tile) })).latent, state.psi)));
  const labels = tiles.map((_, i) => (of.every ? labelWeights(generator, { label: i, mix: new Map() }) : weights));
  return (await generator.sample(stack(latents), stack(labels))).images;
}
