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
 * the label's. `asked`: what the network got for each image. `drawn` of them took `milliseconds`, the others stood there.
 * @typedef {{ state: State, generator: Generator, images: Float32Array, asked: Asked[], main: number, strip: number,
 *   latent: Float32Array, base: Float32Array, weights: Float32Array, drawn: number, milliseconds: number }} Drawing
 * @typedef {{ z: Float32Array, weights: Float32Array }} Asked
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
    /** @type {Asked[]} */
    const asked = [];
    // A single label's picture stands in the strip already; a mixture is one more.
    const alone = !labelCount || state.mix.size > 0;
    if (alone) asked.push({ z, weights });
    for (let label = 0; label < labelCount; ++label) {
      asked.push({ z, weights: labelWeights(generator, { label, mix: new Map() }) });
    }
    for (let i = 1; !labelCount && i <= neighbourCount; ++i) {
      asked.push({ z: scaled(await seedLatent(this.ganvas, generator, state.seed + i), state.psi), weights });
    }
    const strip = alone ? 1 : 0;
    const main = alone ? 0 : labelOf(generator, state);
    const before = this.drawing?.generator === generator ? this.drawing : nothing;
    return { state, generator, asked, main, strip, latent, base, weights, ...await redraw(generator, asked, strip, before) };
  }
}

/** Before the first drawing. */
const nothing = { asked: [], images: new Float32Array(), strip: 0, drawn: 0, milliseconds: 0 };

const equal = (/** @type {Float32Array} */ a, /** @type {Float32Array} */ b) => a.every((value, i) => value === b[i]);

/**
 * Draws what is not on show already: a label that is picked stands in the strip, a slider moves none of the neighbours of
 * a picture without labels, a mixture none of the ten. An image of a batch is bit for bit the image alone, so nobody sees
 * which were kept.
 * @param {Generator} generator
 * @param {Asked[]} asked
 * @param {number} strip where the strip begins
 * @param {Pick<Drawing, 'asked' | 'images' | 'strip' | 'drawn' | 'milliseconds'>} before of the same generator
 */
async function redraw(generator, asked, strip, before) {
  const places = asked.map(({ z, weights }, i) => {
    const place = i - strip + before.strip;
    const old = before.asked[place];
    return old && equal(z, old.z) && equal(weights, old.weights) ? place : -1;
  });
  const missing = asked.filter((_, i) => places[i] < 0);
  const fresh = missing.length
    ? await generator.sample(stack(missing.map(({ z }) => z)), stack(missing.map(({ weights }) => weights)))
    : before;
  const size = generator.imageSize;
  const images = new Float32Array(asked.length * size);
  let next = 0;
  places.forEach((place, i) => {
    const at = (place < 0 ? next++ : place) * size;
    images.set((place < 0 ? fresh : before).images.subarray(at, at + size), i * size);
  });
  return { images, drawn: missing.length || before.drawn, milliseconds: fresh.milliseconds };
}

/**
 * One picture of a drawing.
 * @param {Drawing} drawing
 * @param {number} [index]
 */
export function imageOf({ images, generator, main }, index = main) {
  return images.slice(index * generator.imageSize, (index + 1) * generator.imageSize);
}
