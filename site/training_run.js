// A run of training, seen at the moments that were kept of it: how its generator drew then.
import { h } from './dom.js';
import { labelWeights, latentsOf, scaled, seedLatent, stack } from './latents.js';
import { messages } from './panels/messages.js';
import { newCanvas, paint } from './picture.js';
import { untouched } from './store.js';

/** @typedef {import('./store.js').State} State */
/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./web/ganvas.js').Ganvas} Ganvas */

/**
 * `moments`: the images seen until each; the last, 0, is the end.
 * @typedef {{ title: string, final: Generator, history: import('./models.js').History, moments: number[],
 *   generator(index: number): Promise<Generator> }} TrainingRun
 */

const shown = 3;

export const momentName = (/** @type {number} */ images) => (images ? messages.learn.images(images) : messages.learn.end);

/**
 * @param {import('./session.js').Session} session
 * @param {string} name of a model
 * @returns {Promise<TrainingRun | undefined>} undefined: nothing was kept of its training
 */
export async function openRun(session, name) {
  const asked = session.snapshots(name);
  if (!asked) return undefined;
  const [snapshots, { generator: final, title }] = await Promise.all([asked, session.open(name)]);
  const { history } = snapshots;
  const count = history.snapshots.length;
  return {
    title, final, history,
    moments: [...history.snapshots.map(({ images }) => images), 0],
    generator: async (index) => (index < count ? snapshots.generator(index) : final),
  };
}

/**
 * Three pictures at once, as what one looks for is whether they differ: a latent vector under three labels, or, where
 * there are none, three seeds.
 * @param {Ganvas} ganvas
 * @param {TrainingRun} run
 * @param {State} state
 */
async function threeOf(ganvas, { final }, state) {
  const { labelCount } = final;
  const { latent } = await latentsOf(ganvas, final, state);
  const main = labelWeights(final, state);
  const label = main.indexOf(Math.max(...main));
  const latents = await Promise.all(Array.from({ length: shown }, async (_, i) =>
    scaled(i && !labelCount ? await seedLatent(ganvas, final, state.seed + i) : latent, state.psi)));
  const weights = latents.map((_, i) =>
    (i ? labelWeights(final, { label: (label + 2 * i + 1) % Math.max(1, labelCount), mix: new Map() }) : main));
  return { latents: stack(latents), weights: stack(weights) };
}

/**
 * A column of pictures for each moment.
 * @param {TrainingRun} run
 * @param {((images: number) => void) | undefined} pick what a press on a moment does; without it none can be pressed
 */
export function momentStrip(run, pick) {
  const columns = run.moments.map((images) => {
    const canvases = Array.from({ length: shown }, newCanvas);
    const root = pick
      ? h('button', { type: 'button', onclick: () => pick(images) }, ...canvases, momentName(images))
      : h('figure', {}, ...canvases, momentName(images));
    return { canvases, root };
  });
  const root = h('div', { className: 'tiles moments' }, ...columns.map((column) => column.root));
  root.style.setProperty('--moments', String(columns.length));
  return {
    root,
    /** @param {number} index of the moment on show */
    mark(index) {
      columns.forEach((column, i) => column.root.setAttribute('aria-current', String(i === index)));
    },
    /** @param {Ganvas} ganvas @param {State} state */
    async fill(ganvas, state) {
      const { latents, weights } = await threeOf(ganvas, run, state);
      for (const [index, { canvases }] of columns.entries()) {
        const then = await run.generator(index);
        const { images } = await then.sample(latents.slice(), weights.slice());
        canvases.forEach((canvas, i) => paint(canvas, images, i, run.final.card.image));
      }
    },
  };
}

/** The state for another run: its seed and label, but not the dials, which mean something else there. @param {State} state */
export const asSeeded = (state) => ({ ...state, ...untouched });
