// Every handle there is: the directions that do not stand on the first screen, and all latent numbers.
import { h } from '../dom.js';
import { axesByEffect, axisHandle, directionHandles } from '../handles.js';
import { seedLatent } from '../latents.js';
import { Sliders } from '../sliders.js';
import { messages } from './messages.js';

const words = messages.dials;

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, { store, player, tend }) {
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  /** @type {Sliders[]} */
  const shown = [];
  const group = (/** @type {import('../handles.js').Handle[]} */ handles) => {
    const rows = h('div', { className: 'sliders' });
    const sliders = new Sliders(rows, store, 'all-');
    sliders.build(handles);
    shown.push(sliders);
    return rows;
  };
  const handles = directionHandles(generator);
  for (const [kind, text] of /** @type {const} */ ([['named', words.named], ['principal', words.principal]])) {
    const these = handles.filter((handle) => handle.kind === kind);
    if (these.length) place.append(h('p', { className: 'muted' }, text), group(these));
  }
  const raw = h('details', {}, h('summary', {}, words.raw(generator.latentSize)));
  raw.open = handles.length === 0;
  let filled = false;
  const fill = async () => {
    if (!raw.open || filled) return;
    filled = true;
    const axes = await axesByEffect(generator, await seedLatent(player.ganvas, generator, 0));
    raw.append(group(axes.map((axis) => axisHandle(generator, axis))));
    if (player.drawing) shown.at(-1)?.show(player.drawing);
  };
  raw.addEventListener('toggle', () => void tend(fill()));
  place.append(raw);
  await fill();
  return { show: (/** @type {import('../player.js').Drawing} */ drawing) => shown.forEach((sliders) => sliders.show(drawing)) };
}
