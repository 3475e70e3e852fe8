// The layers as rows of feature maps, from latent to picture, following the sliders.
import { afterRest, h, newestOnly } from '../dom.js';
import { equation, optionsText } from '../layers.js';
import { scaled } from '../latents.js';
import { newCanvas, paint } from '../picture.js';
import { messages } from './messages.js';

/** @typedef {import('../player.js').Drawing} Drawing */
/** @typedef {import('../web/protocol.js').TracedStep} TracedStep */

const words = messages.inside;
const mostMaps = 64;
const mapsInRow = 16;
const restMilliseconds = 400;

/** A name that may be broken after its underscores. @param {string} name */
const breakable = (name) => name.split(/(_)/).flatMap((part) => (part === '_' ? [part, h('wbr')] : [part]));

/**
 * Values as grey pixels, darkest the least of all and lightest the greatest.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values [C, H, W] or [F]
 * @param {number[]} shape
 */
function paintMaps(canvas, values, shape) {
  const [maps, height, width] = shape.length === 3 ? shape : [Math.ceil(values.length / 64), 1, Math.min(64, values.length)];
  const shown = Math.min(maps, mostMaps);
  const columns = shape.length === 3 ? Math.min(shown, mapsInRow) : 1;
  const gap = shape.length === 3 ? 1 : 0;
  canvas.width = columns * (width + gap);
  canvas.height = Math.ceil(shown / columns) * (height + gap);
  const context = canvas.getContext('2d');
  if (!context) return;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = 255 / (high - low || 1);
  for (let map = 0; map < shown; ++map) {
    const pixels = new ImageData(width, height);
    for (let i = 0; i < width * height; ++i) {
      const grey = (values[map * width * height + i] - low) * scale;
      pixels.data.set([grey, grey, grey, map * width * height + i < values.length ? 255 : 0], 4 * i);
    }
    context.putImageData(pixels, (map % columns) * (width + gap), Math.floor(map / columns) * (height + gap));
  }
}

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export function start(place, { player, tend }) {
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const { networks } = generator.card;
  const total = h('p', { className: 'muted number' });
  const latent = h('canvas', { className: 'wide maps' });
  const rows = h('ol', { className: 'steps' });
  /** @type {{ canvas: HTMLCanvasElement, cost: HTMLElement, bar: HTMLElement }[]} */
  let parts = [];

  /** @param {TracedStep} step @param {number} index @param {TracedStep[]} steps */
  function row({ network, first, last, shape, picture }, index, steps) {
    const single = shape.length === 3 && (shape[0] === 1 || index === steps.length - 1);  // one map, or the picture itself
    const canvas = picture ? newCanvas() : h('canvas', { className: single ? 'maps single' : 'wide maps' });
    canvas.setAttribute('aria-hidden', 'true');
    const cost = h('span', { className: 'muted number' });
    const bar = h('span', { className: 'bar' });
    const layers = picture ? [] : networks[network].layers.slice(first, last + 1);
    const level = networks.length > 1 ? `${words.level(network + 1)}: ` : '';
    const name = picture ? words.picture(network + 1) : level + layers.map(({ type }) => type).join(' + ');
    const maps = words.shape(shape) + (shape.length === 3 ? words.shown(Math.min(shape[0], mostMaps), shape[0]) : '');
    const text = layers.map((layer) => [layer.type, optionsText(layer)].filter(Boolean).join(' ')).join('; ');
    rows.append(h('li', { title: text },
      h('div', { className: 'row' }, h('b', {}, ...breakable(name)), h('span', { className: 'muted' }, maps)),
      canvas,
      h('p', { className: 'muted' }, layers.map(equation).filter(Boolean).join('; ')),
      picture ? null : h('div', { className: 'cost' }, bar, cost)));
    return { canvas, cost, bar };
  }

  // Timing each step takes a while, so it waits until the hand rests.
  const measure = afterRest(restMilliseconds, async () => {
    if (player.drawing) await tend(draw({ drawing: player.drawing, timed: true }));
  });
  const draw = newestOnly(async (/** @type {{ drawing: Drawing, timed: boolean }} */ { drawing, timed }) => {
    const z = scaled(drawing.latent, drawing.state.psi);
    const { image, steps } = await drawing.generator.trace(z, drawing.weights.slice(), { timed });
    if (parts.length !== steps.length) {
      rows.replaceChildren();
      parts = steps.map(row);
    }
    paintMaps(latent, drawing.latent, [drawing.latent.length]);
    const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
    const operations = steps.reduce((sum, step) => sum + step.multiplyAdds, 0);
    const slowest = Math.max(...steps.map((step) => step.milliseconds));
    total.textContent = words.total(operations, milliseconds);
    steps.forEach((step, i) => {
      const { canvas, cost, bar } = parts[i];
      const last = i === steps.length - 1;
      if (step.picture) paint(canvas, step.values, 0, { ...generator.card.image, shape: step.shape });
      else if (last && networks.length === 1) paint(canvas, image, 0, generator.card.image);
      else paintMaps(canvas, step.values, step.shape);
      cost.textContent = words.cost(step.multiplyAdds, step.milliseconds);
      bar.style.width = `${(30 * step.milliseconds) / slowest}%`;
    });
  });

  place.append(total, h('div', {}, h('div', { className: 'row' }, h('b', {}, words.latent), h('span', { className: 'muted' }, words.latentOf(generator.latentSize))), latent), rows);
  return {
    show(/** @type {Drawing} */ drawing) {
      tend(draw({ drawing, timed: false }));
      measure();
    },
  };
}
