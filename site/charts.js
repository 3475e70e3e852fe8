// The curves of a run over the images seen, with the moment on show marked, and their values at that moment below.
import uPlot from 'uplot';
import { h } from './dom.js';
import { metricWords } from './metrics.js';
import { messages } from './panels/messages.js';

const words = messages.learn;
const height = 160;
const colour = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What each logged curve belongs to: G, D, or the real data. @type {Record<string, 'generator' | 'discriminator' | 'ink'>} */
const players = {
  'G loss': 'generator', 'D loss': 'discriminator',
  'D real right': 'ink', 'D fake right': 'generator', 'G label right': 'discriminator',
  content: 'generator',
  coverage: 'generator', diversity: 'ink',
  frechet_distance: 'generator',
};

/** @param {(number | null)[]} values above 0 */
function spansDecades(values) {
  const there = values.filter((value) => value !== null);
  return Math.max(...there) > 10 * Math.min(...there);
}

/**
 * @param {HTMLElement} place
 * @param {import('./models.js').Curves} logged by the curve's name; `images` is the axis
 * @param {string[]} names of the curves; those that the run has not logged are left out
 * @param {boolean} [decades] whether values that span more than a decade are drawn on a logarithmic scale
 */
export function chart(place, logged, names, decades = false) {
  const { images } = logged;
  const curves = names.filter((name) => logged[name]);
  let marked = images.length - 1;
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const plot = new uPlot({
    width: place.clientWidth || 400,
    height,
    scales: { x: { time: false }, y: { distr: decades && spansDecades(curves.flatMap((name) => logged[name])) ? 3 : 1 } },
    axes: [{ ...axis, size: 30, values: (_, ticks) => ticks.map(words.images) }, { ...axis, size: 44 }],
    series: [
      { label: words.imagesAxis, value: (_, v) => (v === null ? '' : words.images(v)) },
      ...curves.map((name, i) => ({
        label: words.curves[name] ?? metricWords(name).name, stroke: colour(`--${players[name]}`), width: 1.5, dash: i > 1 ? [4, 3] : undefined,
        spanGaps: true, points: { show: logged[name].includes(null) }, // what is measured now and then shows where it was
        value: (/** @type {unknown} */ _, /** @type {number | null} */ v) => (v === null ? '' : Math.abs(v) < 0.1 ? v.toPrecision(2) : v.toFixed(2)),
      })),
    ],
    hooks: {
      draw: [({ ctx, bbox, valToPos }) => {
        const x = valToPos(images[marked], 'x', true);
        ctx.save();
        ctx.strokeStyle = colour('--ink');
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.restore();
      }],
      // Where no pointer is, the values are those of the moment on show.
      setCursor: [(u) => void (u.cursor.idx ?? u.setLegend({ idx: marked }, false))],
      ready: [(u) => u.setLegend({ idx: marked }, false)],
    },
  }, /** @type {uPlot.AlignedData} */ ([images, ...curves.map((name) => logged[name])]), place);
  return {
    /** @param {number} seen how many images were, at the moment on show; 0: the end */
    mark(seen) {
      const after = images.findIndex((value) => value >= seen);
      marked = seen === 0 || after < 0 ? images.length - 1 : after;
      plot.redraw(false);
      plot.setLegend({ idx: marked }, false);
    },
    fit: () => void (place.clientWidth && plot.setSize({ width: place.clientWidth, height })),
    destroy: () => plot.destroy(),
  };
}

/**
 * Charts that follow the width of their place and the colour scheme.
 * @param {HTMLElement} place
 * @param {() => ReturnType<typeof chart>[]} build fills the empty place
 */
export function charts(place, build) {
  /** @type {ReturnType<typeof chart>[]} */
  let drawn = [];
  let seen = 0;
  const mark = () => drawn.forEach((one) => one.mark(seen));
  const draw = () => {
    drawn.forEach((one) => one.destroy());
    place.replaceChildren();
    drawn = build();
    mark();
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', draw);
  const resized = new ResizeObserver(() => drawn.forEach((one) => one.fit()));
  resized.observe(place);
  draw();
  return {
    /** @param {number} images */
    mark(images) {
      seen = images;
      mark();
    },
    close() {
      dark.removeEventListener('change', draw);
      resized.disconnect();
      drawn.forEach((one) => one.destroy());
    },
  };
}

/** A place for a chart, within others. @param {HTMLElement} parent @param {string} className */
export const chartPlace = (parent, className) => parent.appendChild(h('div', { className }));
