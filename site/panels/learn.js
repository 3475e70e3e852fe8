// The timeline of the training: the present latent through the generator as it was, above the curves of the run.
import uPlot from 'uplot';
import { afterRest, h } from '../dom.js';
import { labelWeights, scaled, stack } from '../latents.js';
import { messages } from '../messages.js';
import { metricLine } from '../metrics.js';
import { newCanvas, paint } from '../picture.js';
import { untouched } from '../store.js';

/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.learn;
const chartHeight = 170;
const restMilliseconds = 100;
const shownMetrics = ['label_accuracy', 'frechet_distance', 'precision', 'recall', 'coverage'];

const colour = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * @param {HTMLElement} place
 * @param {string} title
 * @param {string} note
 * @param {number[]} images
 * @param {{ label: string, values: (number | null)[], player: 'generator' | 'discriminator' | 'ink' }[]} curves
 */
function chart(place, title, note, images, curves) {
  const figure = h('div', { className: 'chart' });
  place.append(h('h3', {}, title), figure, h('p', { className: 'muted' }, note));
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const plot = new uPlot({
    width: place.clientWidth || 400,
    height: chartHeight,
    scales: { x: { time: false } },
    legend: { live: true },
    axes: [{ ...axis, values: (_, ticks) => ticks.map(words.images) }, { ...axis, size: 44 }],
    series: [
      { label: words.imagesAxis, value: (_, v) => (v === null ? '' : words.images(v)) },
      ...curves.map(({ label, player }, i) => ({
        label, stroke: colour(`--${player}`), width: 1.5, points: { show: false }, dash: i > 1 ? [4, 3] : undefined,
        value: (/** @type {unknown} */ _, /** @type {number | null} */ v) => (v === null ? '' : v.toFixed(3)),
      })),
    ],
  }, [images, ...curves.map(({ values }) => values)], figure);
  return plot;
}

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, { store, session, player, model }) {
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const snapshots = await session.snapshots(model);
  const others = session.drawing.filter(({ name, history }) => history && name !== model);
  const links = h('div', { className: 'tools' }, ...others.map(({ name, title }) =>
    h('button', { type: 'button', onclick: () => store.choose({ model: name, ...untouched, mix: new Map(), at: 0 }) }, title)));
  if (!snapshots) {
    place.append(h('p', {}, words.none), links);
    return {};
  }
  const { history } = snapshots;
  const moments = [...history.snapshots.map(({ images }) => images), 0];  // 0: as it is now
  const name = (/** @type {number} */ images) => (images ? words.images(images) : words.end);

  const status = h('p', { 'aria-live': 'polite' });
  const slider = h('input', {
    type: 'range', min: '0', max: String(moments.length - 1), step: '1', 'aria-label': words.at,
    oninput: () => store.adjust({ at: moments[Number(slider.value)] }),
    onchange: () => store.flush(),
  });
  const tiles = moments.map((images) => {
    const canvases = [newCanvas(), newCanvas(), newCanvas()];
    const button = h('button', { type: 'button', onclick: () => store.choose({ at: images }) }, ...canvases, name(images));
    return { images, canvases, button };
  });

  /** @type {Drawing | undefined} */
  let shown;
  /** Three labels (or the one picture thrice as other labels are none): whether it varies is what one wants to see. */
  const fill = afterRest(restMilliseconds, async () => {
    const drawing = shown;
    if (!drawing) return;
    const count = generator.labelCount;
    const label = drawing.weights.indexOf(Math.max(...drawing.weights));
    const weights = [0, 1, 2].map((i) => (i ? labelWeights(generator, { label: (label + 2 * i + 1) % Math.max(1, count), mix: new Map() }) : drawing.weights));
    const z = scaled(drawing.latent, drawing.state.psi);
    for (const [i, { canvases }] of tiles.entries()) {
      const then = i < history.snapshots.length ? await snapshots.generator(i) : generator;
      const rows = count ? 3 : 1;
      const { images } = await then.sample(stack(Array(rows).fill(z)), stack(count ? weights : [weights[0]]));
      canvases.forEach((canvas, n) => {
        canvas.hidden = n >= rows;
        if (n < rows) paint(canvas, images, n, generator.card.image);
      });
    }
  });

  place.append(status, slider,
    h('div', { className: 'tiles moments' }, ...tiles.map(({ button }) => button)),
    h('p', { className: 'muted' }, words.strip));
  const { images, ...curves } = history.curves;
  const pick = (/** @type {string} */ curve, /** @type {'generator' | 'discriminator' | 'ink'} */ player_) =>
    curves[curve] ? [{ label: curve, values: curves[curve], player: player_ }] : [];
  const plots = place.appendChild(h('div'));
  /** @type {uPlot[]} */
  let drawn = [];
  const drawCharts = () => {
    drawn.forEach((plot) => plot.destroy());
    plots.replaceChildren();
    const x = /** @type {number[]} */ (images);
    drawn = [
      chart(plots, words.losses, words.lossesNote, x, [...pick('G loss', 'generator'), ...pick('D loss', 'discriminator')]),
      chart(plots, words.accuracies, words.accuraciesNote, x, [...pick('D real right', 'ink'), ...pick('D fake right', 'generator'), ...pick('G label right', 'discriminator')]),
    ];
    if (!curves.coverage) plots.append(h('p', { className: 'muted' }, words.noVariety));
    else drawn.push(chart(plots, words.variety, words.varietyNote, x, [...pick('coverage', 'generator'), ...pick('diversity', 'ink')]));
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', drawCharts);
  const resized = new ResizeObserver(() => drawn.forEach((plot) => plots.clientWidth && plot.setSize({ width: plots.clientWidth, height: chartHeight })));
  resized.observe(plots);
  drawCharts();
  const metrics = (generator.card.metrics ?? []).filter(({ name: metric }) => shownMetrics.includes(metric));
  if (metrics.length) place.append(h('p', { className: 'muted number' }, `${words.measured}: ${metrics.map(metricLine).join('; ')}.`));
  if (others.length) place.append(h('h3', {}, words.others), links);

  return {
    /** @param {Drawing} drawing */
    show(drawing) {
      const { state } = drawing;
      shown = drawing;
      const at = Math.max(0, moments.includes(state.at) ? moments.indexOf(state.at) : moments.length - 1);
      slider.value = String(at);
      slider.setAttribute('aria-valuetext', name(moments[at]));
      status.textContent = moments[at] ? words.shown(name(moments[at])) : words.shownEnd;
      tiles.forEach(({ button }, i) => button.setAttribute('aria-current', String(i === at)));
      fill();
    },
    close() {
      dark.removeEventListener('change', drawCharts);
      resized.disconnect();
      drawn.forEach((plot) => plot.destroy());
    },
  };
}
