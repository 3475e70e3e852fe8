// Draws the newest state, never a queue of old ones: while the worker draws, later requests replace each other.
import { newestOnly } from './dom.js';
import { labelOf, labelWeights, latentsOf, scaled, seedLatent, stack } from './latents.js';

/** @typedef {import('./web/ganvas.js').Ganvas} Ganvas */
/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./store.js').State} State */

/** How many other seeds stand beside the picture of a model without labels. */
export const neighbourCount = 10;

/**
 * Images: the picture on show is number `main`. The strip begins at number `strip`: the model's labels in order with
 * the same latent, or the next seeds of a model without labels. `latent` and `base` as latentsOf gives them, `weights`
 * the label's.
 * @typedef {{ state: State, generator: Generator, images: Float32Array, count: number, main: number, strip: number,
 *   latent: Float32Array, base: Float32Array, weights: Float32Array, milliseconds: number }} Drawing
 */

export class Player {
  /** @type {Generator | undefined} */
  generator;
  /** The generator as it was at that point of its training. @type {(generator: Generator, state: State) => Promise<Generator>} */
  generatorAt;
  /** @type {Drawing | undefined} */
  drawing;

  /**
   * @param {Ganvas} ganvas
   * @param {(generator: Generator, state: State) => Promise<Generator>} generatorAt
   * @param {(drawing: Drawing) => void} show
   * @param {(error: unknown) => void} fail
   */
  constructor(ganvas, generatorAt, show, fail) {
    this.ganvas = ganvas;
    this.generatorAt = generatorAt;
    this.show = show;
    this.fail = fail;
  }

  /** @param {Generator} generator */
  use(generator) {
    this.generator = generator;
    this.drawing = undefined;
  }

  draw = newestOnly(async (/** @type {State} */ state) => {
    const { generator } = this;
    if (!generator) return;
    try {
      const drawing = await this.#drawing(await this.generatorAt(generator, state), state);
      if (generator !== this.generator) return;
      this.drawing = drawing;
      this.show(drawing);
    } catch (error) {
      if (generator === this.generator) this.fail(error);
    }
  });

  /**
   * @param {Generator} generator
   * @param {State} state
   * @returns {Promise<Drawing>}
   */
  async #drawing(generator, state) {
    const { latent, base } = await latentsOf(this.ganvas, generator, state);
    const { labelCount } = generator;
    const weights = labelWeights(generator, state);
    const z = scaled(latent, state.psi);
    const rows = [];
    const labels = [];
    // A single label's picture stands in the strip already; a mixture is one more.
    const mixed = labelCount > 0 && state.mix.size > 0;
    if (mixed || !labelCount) rows.push(z) && labels.push(weights);
    for (let label = 0; label < labelCount; ++label) {
      rows.push(z);
      labels.push(labelWeights(generator, { label, mix: new Map() }));
    }
    for (let i = 1; !labelCount && i <= neighbourCount; ++i) {
      rows.push(scaled(await seedLatent(this.ganvas, generator, state.seed + i), state.psi));
    }
    const { images, milliseconds } = await generator.sample(stack(rows), stack(labels));
    const strip = mixed || !labelCount ? 1 : 0;
    const main = mixed ? 0 : labelOf(generator, state);
    return { state, generator, images, count: rows.length, main, strip, latent, base, weights, milliseconds };
  }
}

/**
 * One picture of a drawing.
 * @param {Drawing} drawing
 * @param {number} [index]
 */
export function imageOf({ images, generator, main }, index = main) {
  return images.slice(index * generator.imageSize, (index + 1) * generator.imageSize);
}
