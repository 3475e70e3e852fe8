// Weights on several labels at once: from one to another in steps, or any recipe.
import { afterRest, h } from '../dom.js';
import { firstPair } from '../labels.js';
import { labelWeights, scaled, stack } from '../latents.js';
import { newCanvas, paint } from '../picture.js';
import { fillFrom } from '../sliders.js';
import { messages } from './messages.js';

/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.mix;
const steps = 9;
const restMilliseconds = 60;
const rounded = (/** @type {number} */ value) => Math.round(value * 100) / 100;

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export function start(place, { store, player }) {
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const count = generator.labelCount;
  const names = Array.from({ length: count }, (_, i) => generator.card.labels?.[i] ?? String(i));
  const now = store.state;
  const [first, second] = firstPair(names);
  const mixed = [...now.mix.keys()].filter((label) => label < count);
  let from = mixed[0] ?? first;
  let to = mixed[1] ?? (from === second ? first : second);
  /** @type {Drawing | undefined} */
  let drawing;

  const between = (/** @type {number} */ share) =>
    new Map(from === to ? [[from, 1]] : [[from, rounded(1 - share)], [to, rounded(share)]]);
  const take = (/** @type {number} */ share) => store.adjust({ label: share > 0.5 ? to : from, mix: between(share) });

  const share = h('input', {
    type: 'range', min: '0', max: '1', step: '0.01', value: '0.5', 'aria-label': words.share,
    oninput: () => take(Number(share.value)),
    onchange: () => store.flush(),
  });
  const choice = (/** @type {string} */ text, /** @type {number} */ chosen, /** @type {(index: number) => void} */ set) =>
    h('label', { className: 'tools' }, text, h('select', {
      onchange: (/** @type {Event} */ event) => {
        set(/** @type {HTMLSelectElement} */ (event.target).selectedIndex);
        take(Number(share.value));
        store.flush();
      },
    }, ...names.map((name, i) => new Option(name, String(i), false, i === chosen))));

  const tiles = Array.from({ length: steps }, (_, i) => {
    const canvas = newCanvas();
    const at = i / (steps - 1);
    return { canvas, at, button: h('button', { type: 'button', onclick: () => take(rounded(at)) }, canvas) };
  });

  const weights = names.map((name, label) => {
    const input = h('input', {
      type: 'range', min: '0', max: '1', step: '0.01', 'aria-label': words.weight(name),
      oninput: () => {
        const mix = new Map([...inputsToMix()].filter(([, weight]) => weight > 0));
        store.adjust({ mix, label: [...mix].sort((a, b) => b[1] - a[1])[0]?.[0] ?? label });
      },
      onchange: () => store.flush(),
    });
    const output = h('output');
    return { input, output, row: h('label', { className: 'weight' }, h('span', {}, name), input, output) };
  });
  const inputsToMix = () => new Map(weights.map(({ input }, label) => [label, Number(input.value)]));

  const paintSteps = afterRest(restMilliseconds, async () => {
    const now = drawing;
    if (!now) return;
    const z = scaled(now.latent, now.state.psi);
    const rows = tiles.map(({ at }) => labelWeights(generator, { label: from, mix: between(at) }));
    const result = await now.generator.sample(stack(rows.map(() => z)), stack(rows)).catch(() => null);
    if (!result || now !== drawing) return;
    tiles.forEach(({ canvas, button, at }, i) => {
      paint(canvas, result.images, i, now.generator.card.image);
      button.setAttribute('aria-label', words.step(names[from], names[to], at));
    });
  });

  place.append(
    h('div', { className: 'tools' }, choice(words.from, from, (i) => (from = i)), choice(words.to, to, (i) => (to = i)), share),
    h('div', { className: 'tiles nine' }, ...tiles.map(({ button }) => button)),
    h('p', { className: 'muted' }, words.note),
    h('div', { className: 'row' }, h('h3', {}, words.all),
      h('button', { type: 'button', className: 'quiet', onclick: () => store.choose({ mix: new Map() }) }, words.single)),
    h('div', { className: `weights${names.every((name) => name.length <= 2) ? ' terse' : ''}` }, ...weights.map(({ row }) => row)),
  );
  return {
    show(/** @type {Drawing} */ next) {
      drawing = next;
      weights.forEach(({ input, output }, label) => {
        const weight = next.weights[label];
        if (document.activeElement !== input) input.value = String(next.state.mix.get(label) ?? weight);
        fillFrom(input, 0);
        output.value = `${Math.round(100 * weight)} %`;
      });
      if (document.activeElement !== share) {
        const both = next.weights[to] + next.weights[from];
        if (both) share.value = String(next.weights[to] / both);  // neither is in it: then it stays where it was
      }
      fillFrom(share, 0);
      paintSteps();
    },
  };
}
