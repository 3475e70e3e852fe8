// Draws the newest state, never a queue of old ones: while the worker draws, later requests replace each other.

/** @typedef {import('./web/ganvas.js').Ganvas} Ganvas */
/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./store.js').State} State */

/** How many other seeds stand beside the picture of a model without labels. */
export const neighbourCount = 10;

/**
 * `main` is the index of the picture on show. For a conditional model the images are its labels in order; for another
 * one the picture and then its neighbours.
 * @typedef {{ state: State, images: Float32Array, count: number, main: number, latent: Float32Array,
 *   milliseconds: number }} Drawing
 */

export class Player {
  /** @type {Generator | undefined} */
  generator;
  /** @type {State | undefined} */
  #wanted;
  #busy = false;
  /** @type {Map<number, Float32Array>} by seed */
  #latents = new Map();

  /**
   * @param {Ganvas} ganvas
   * @param {(drawing: Drawing) => void} show
   * @param {(error: unknown) => void} fail
   */
  constructor(ganvas, show, fail) {
    this.ganvas = ganvas;
    this.show = show;
    this.fail = fail;
  }

  /** @param {Generator} generator */
  use(generator) {
    this.generator = generator;
    this.#latents.clear();
  }

  /** @param {State} state */
  draw(state) {
    this.#wanted = state;
    if (!this.#busy) this.#work();
  }

  async #work() {
    this.#busy = true;
    try {
      while (this.#wanted) {
        const state = this.#wanted;
        this.#wanted = undefined;
        const generator = this.generator;
        if (!generator) break;
        const drawing = await this.#drawing(generator, state).catch((error) => {
          if (generator === this.generator) throw error;
        });
        if (drawing && generator === this.generator) this.show(drawing);
      }
    } catch (error) {
      this.#wanted = undefined;
      this.fail(error);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * @param {Generator} generator
   * @param {State} state
   * @returns {Promise<Drawing>}
   */
  async #drawing(generator, state) {
    const size = generator.latentSize;
    const seeded = await this.seedLatent(generator, state.seed);
    const latent = Float32Array.from(seeded, (value, axis) => state.edits.get(axis) ?? value);
    const count = generator.labelCount || 1 + neighbourCount;
    const latents = new Float32Array(count * size);
    for (let i = 0; i < count; ++i) {
      const source = generator.labelCount || i === 0 ? latent : await this.seedLatent(generator, state.seed + i);
      latents.set(source, i * size);
    }
    for (let i = 0; i < latents.length; ++i) latents[i] *= state.psi;
    const labels = Int32Array.from({ length: generator.labelCount }, (_, label) => label);
    const { images, milliseconds } = await generator.sample(latents, labels);
    return { state, images, count, main: labelOf(generator, state), latent, milliseconds };
  }

  /**
   * @param {Generator} generator
   * @param {number} seed
   */
  async seedLatent(generator, seed) {
    const known = this.#latents.get(seed);
    if (known) return known;
    const latent = await this.ganvas.latent(seed, 0, generator.latentSize, generator.distribution);
    if (this.#latents.size >= 64) this.#latents.clear();
    if (generator === this.generator) this.#latents.set(seed, latent);
    return latent;
  }
}

/**
 * The label on show; a link may carry one that this model does not have.
 * @param {Generator} generator
 * @param {State} state
 */
export function labelOf(generator, state) {
  return state.label < generator.labelCount ? state.label : 0;
}
