// The discriminator's score for the picture on show, among real and generated ones; and what a classifier reads.
import { h, newestOnly, svg } from '../dom.js';
import { classifierFor, discriminatorFor, median } from '../judges.js';
import { tellsInWords } from '../labels.js';
import { messages as common } from '../messages.js';
import { newCanvas, paint } from '../picture.js';
import { imageOf } from '../player.js';
import { messages } from './messages.js';

/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.judge;
const width = 520;
const lane = 44;

/**
 * Dots on two lanes, real above and generated below; each keeps its height, so that only the line moves.
 * @param {number[]} reals
 * @param {number[]} generated
 */
function chart(reals, generated) {
  const all = [...reals, ...generated].sort((a, b) => a - b);
  const low = all[Math.floor(all.length * 0.005)];
  const high = all[Math.ceil(all.length * 0.995) - 1];
  const x = (/** @type {number} */ score) => 8 + (width - 16) * Math.min(1, Math.max(0, (score - low) / (high - low || 1)));
  const root = svg('svg', { viewBox: `0 0 ${width} ${2 * lane + 8}`, class: 'scores', role: 'img' });
  [reals, generated].forEach((scores, row) =>
    scores.forEach((score, i) =>
      root.append(svg('circle', { cx: x(score), cy: 4 + row * lane + 4 + ((i * 13) % 36), r: 2.5, class: row ? 'generated' : 'real' }))));
  const line = svg('line', { y1: 0, y2: 2 * lane + 8, class: 'here' });
  root.append(line);
  const key = (/** @type {string} */ className, /** @type {string} */ text) => h('span', { className: `key ${className}` }, text);
  const legend = h('div', { className: 'dots-key' }, key('real', words.real), key('generated', words.generated), key('here', words.here),
    h('span', { className: 'onward' }, words.moreReal));
  return {
    root, legend,
    /** @param {number} score */
    mark(score) {
      for (const end of ['x1', 'x2']) line.setAttribute(end, String(x(score)));
      root.setAttribute('aria-label', words.chart(median(reals.length ? reals : generated), median(generated), score));
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, { session, player, entry, tend }) {
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const [judge, classifier] = await Promise.all([
    discriminatorFor(session, entry(), generator, player.ganvas),
    classifierFor(session, generator),
  ]);
  const score = h('p', { className: 'verdict number', 'aria-live': 'polite' });
  const picture = judge && chart(judge.reals, judge.generated);
  if (judge && picture) place.append(score, picture.root, picture.legend, h('p', { className: 'muted' }, words.explain));
  else place.append(h('p', {}, words.noDiscriminator(session.entries.filter(({ discriminator }) => discriminator).map(({ title }) => title))));

  const reading = h('p', { className: 'verdict' });
  const tiles = Array.from({ length: 10 }, () => {
    const canvas = newCanvas();
    const text = h('span');
    return { canvas, text, figure: h('figure', {}, canvas, text) };
  });
  if (classifier) {
    place.append(h('h3', {}, words.reading), reading, h('p', { className: 'muted' }, words.readingNote),
      h('div', { className: `tiles ten captioned${tellsInWords(generator) ? ' worded' : ''}` }, ...tiles.map(({ figure }) => figure)));
  } else {
    place.append(h('p', { className: 'muted' }, words.noClassifier));
  }

  const show = newestOnly(async (/** @type {Drawing} */ drawing) => {
    const { images, strip, weights } = drawing;
    const label = Math.max(0, weights.indexOf(Math.max(...weights)));
    const image = imageOf(drawing);
    const size = drawing.generator.imageSize;
    const all = new Float32Array(11 * size);
    all.set(image);
    all.set(images.subarray(strip * size, (strip + 10) * size), size);
    // Both are asked before either is shown: what stands there together is of one picture.
    const [[value] = [], readings] = await Promise.all([judge?.score(image, [label]), classifier?.read(all)]);
    if (judge && picture) {
      picture.mark(value);
      const below = judge.reals.filter((real) => real < value).length / (judge.reals.length || 1);
      score.textContent = judge.reals.length ? words.score(below) : words.probability(1 / (1 + Math.exp(-value)));
    }
    if (!readings) return;
    reading.textContent = common.reading.reads(readings[0].name, readings[0].share);
    tiles.forEach(({ canvas, text, figure }, i) => {
      const read = readings[i + 1];
      paint(canvas, images, strip + i, drawing.generator.card.image);
      text.textContent = words.strip(read.name, read.share);
      figure.classList.toggle('misread', drawing.generator.labelCount > 0 && read.label !== i);
    });
  });
  return { show: (/** @type {Drawing} */ drawing) => void tend(show(drawing)) };
}
