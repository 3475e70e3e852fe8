// A page of samples: other seeds, with the dials as they stand.
import { afterRest, h } from '../dom.js';
import { labelWeights, latentsOf, scaled, stack } from '../latents.js';
import { messages } from '../messages.js';
import { newCanvas, paint } from '../picture.js';

/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.grid;
const columns = 10;
const rows = 5;
const restMilliseconds = 150;

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export function start(place, { store, player }) {
  const { ganvas } = player;
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  let first = 1000;
  let every = false;
  /** @type {Drawing | undefined} */
  let drawing;

  const tiles = Array.from({ length: columns * rows }, () => {
    const canvas = newCanvas();
    return { canvas, button: h('button', { type: 'button' }, canvas) };
  });

  const fill = afterRest(restMilliseconds, async () => {
    const now = drawing;
    if (!now) return;
    const seeds = tiles.map((_, i) => first + (every ? Math.floor(i / columns) : i));
    const weights = tiles.map((_, i) =>
      every ? labelWeights(generator, { label: i % columns, mix: new Map() }) : now.weights);
    for (let at = 0; at < tiles.length; at += columns) {
      const part = seeds.slice(at, at + columns);
      const latents = await Promise.all(part.map(async (seed) =>
        scaled((await latentsOf(ganvas, now.generator, { ...now.state, seed })).latent, now.state.psi)));
      const { images } = await now.generator.sample(stack(latents), stack(weights.slice(at, at + columns)));
      if (now !== drawing) return;
      part.forEach((seed, i) => {
        const { canvas, button } = tiles[at + i];
        paint(canvas, images, i, now.generator.card.image);
        button.setAttribute('aria-label', words.pick(seed));
        button.title = words.pick(seed);
        button.onclick = () =>
          store.choose({ seed, edits: new Map(), ...(every ? { label: (at + i) % columns, mix: new Map() } : {}) });
      });
    }
  });

  const mode = (/** @type {string} */ text, /** @type {boolean} */ wanted) => {
    const button = h('button', {
      type: 'button', 'aria-pressed': String(every === wanted),
      onclick: () => {
        every = wanted;
        for (const other of modes.children) other.setAttribute('aria-pressed', String(other === button));
        fill();
      },
    }, text);
    return button;
  };
  const modes = h('div', { className: 'segmented', role: 'group' });
  modes.append(mode(words.same, false), mode(words.every, true));
  const more = h('button', {
    type: 'button',
    onclick: () => {
      first = Math.floor(Math.random() * 1e6);
      fill();
    },
  }, words.more);
  place.append(
    h('div', { className: 'tools' }, generator.labelCount === columns && modes, more),
    h('div', { className: 'tiles ten' }, ...tiles.map(({ button }) => button)),
    h('p', { className: 'muted' }, words.note),
  );
  return {
    show(/** @type {Drawing} */ next) {
      drawing = next;
      fill();
    },
  };
}
