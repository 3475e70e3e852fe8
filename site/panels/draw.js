// The player's own digit: read, judged, found in latent space, shrunk and enlarged again.
import { h, newestOnly, whileBusy } from '../dom.js';
import { classifierFor, discriminatorFor } from '../judges.js';
import { editsFor, labelWeights, seedLatent } from '../latents.js';
import { messages as common } from '../messages.js';
import { newCanvas, paint } from '../picture.js';
import { realPictures } from '../real.js';
import { explain } from '../session.js';
import { clear, listenForStrokes, normalised, padSide, place as put } from '../sketch.js';
import { coarseness, enlargerRow } from './enlarger.js';
import { messages } from './messages.js';

const words = messages.draw;
const side = 28;
const otherStarts = 3;
const steps = 8;

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, page) {
  const { session, player, entry, store } = page;
  const { ganvas } = player;
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const { low, high, shape } = generator.card.image;
  if (shape.join() !== `1,${side},${side}`) {
    place.append(h('p', {}, words.wrongSize));
    return {};
  }
  const [classifier, judge, real] = await Promise.all([
    classifierFor(session, generator), discriminatorFor(session, entry(), generator, ganvas), realPictures(generator.card),
  ]);
  const encoderEntry = session.entry(`encoder-${page.model}`);
  const enlargers = session.entries
    .filter(({ kind, data }) => kind === 'super_resolution' && data === entry()?.data)
    .sort((a, b) => coarseness(a) - coarseness(b))
    .map((enlarger) => enlargerRow(session, enlarger, generator.card.image));
  const enlargePart = h('div', { className: 'enlarged', hidden: true }, ...enlargers.map(({ parts }) => parts).flat(),
    h('p', { className: 'muted' }, words.enlargeNote));

  const pad = h('canvas', { className: 'pad-canvas grey', width: padSide, height: padSide, role: 'img', 'aria-label': words.canvas });
  const seen = newCanvas();
  const digits = generator.card.training?.data_set === 'MNIST';
  const hint = words.hint(digits);
  const verdict = h('p', { className: 'verdict number', 'aria-live': 'polite' }, hint);
  const opinion = h('p', { className: 'muted' });
  const note = h('p', { className: 'muted', 'aria-live': 'polite' });
  const found = newCanvas();
  const foundPart = h('figure', { hidden: true }, found, words.found);
  const pair = h('div', { className: 'tiles pair', hidden: true }, h('figure', {}, seen, words.yours), foundPart);
  const find = h('button', { type: 'button', className: 'primary', onclick: () => whileBusy([find], search) }, words.find);
  const file = h('input', { type: 'file', accept: 'image/*', hidden: true, onchange: choose });
  const paper = h('div', { className: 'paper empty', data: { hint: words.here } }, pad);
  clear(pad);

  /** The picture on the pad as the networks take it. What takes its time looks whether it is still that picture.
   * @type {Float32Array | undefined} */
  let image;

  const read = async (/** @type {Float32Array} */ target) => (await classifier?.read(target))?.[0];

  // One after the other: an older reading never stands over a newer drawing.
  const look = newestOnly(async (/** @type {Float32Array} */ target) => {
    const reading = await read(target);
    if (target !== image) return;
    if (reading) verdict.textContent = common.reading.reads(reading.name, reading.share);
    if (judge) {
      const [score] = await judge.score(target, [reading?.label ?? 0]);
      if (target !== image) return;
      opinion.textContent = messages.judge.score(judge.reals.filter((value) => value < score).length / (judge.reals.length || 1));
    }
    for (const { show } of enlargers) await show(target);
    enlargePart.hidden = target !== image || enlargers.length === 0;
  });

  async function changed() {
    const target = normalised(pad)?.map((value) => low + (high - low) * value);
    image = target;
    pair.hidden = !image;
    paper.classList.toggle('empty', !image);
    foundPart.hidden = true;
    note.textContent = opinion.textContent = '';
    if (!target) {
      verdict.textContent = hint;
      enlargePart.hidden = true;
      return;
    }
    paint(seen, target, 0, generator.card.image);
    await look(target).catch((error) => {
      if (target === image) note.textContent = explain(error);
    });
  }

  async function search() {
    const target = image;
    if (!target) {
      note.textContent = words.empty;
      return;
    }
    const { model } = store.state;
    const isGone = () => target !== image || store.state.model !== model;
    note.textContent = words.finding;
    try {
      const began = performance.now();
      const starts = [];
      if (encoderEntry) {
        const encoder = await session.reader(encoderEntry.file);
        starts.push((await encoder.read(target.slice())).outputs.slice(0, generator.latentSize));
      }
      starts.push(new Float32Array(generator.latentSize));
      for (let i = 0; !encoderEntry && i < otherStarts; ++i) starts.push((await seedLatent(ganvas, generator, i)).slice());
      const label = (await read(target))?.label ?? 0;
      const labels = labelWeights(generator, { label, mix: new Map() });
      let best;
      for (const latent of starts) {
        const result = await generator.nearest(target.slice(), latent, { labels: labels.slice(), steps });
        if (isGone()) return;
        if (!best || result.error < best.error) best = result;
      }
      if (!best) return;
      paint(found, best.image, 0, generator.card.image);
      foundPart.hidden = false;
      note.textContent = words.foundNote(best.error, performance.now() - began, Boolean(encoderEntry));
      store.choose({ ...editsFor(best.latent), psi: 1, label, mix: new Map(), at: 0 });
    } catch (error) {
      if (!isGone()) note.textContent = explain(error);
    }
  }

  /** @param {File} picture */
  async function open(picture) {
    const bitmap = await createImageBitmap(picture).catch(() => null);
    if (!bitmap) {
      verdict.textContent = words.notPicture(picture.name);
      return;
    }
    const written = put(pad, bitmap);
    await changed();
    if (!written) verdict.textContent = words.nothingWritten(picture.name);
  }

  function choose() {
    const picture = file.files?.[0];
    if (picture) open(picture);
    file.value = '';  // the same picture may be chosen again
  }

  function example() {
    if (!real) return;
    const canvas = newCanvas();
    paint(canvas, real.images, Math.floor(Math.random() * real.count), generator.card.image);
    put(pad, canvas);
    changed();
  }

  listenForStrokes(pad, changed);
  place.addEventListener('drop', (event) => {
    const picture = event.dataTransfer?.files[0];
    if (!picture || picture.name.endsWith('.safetensors')) return;
    event.preventDefault();
    open(picture);
  });
  place.append(
    h('div', { className: 'player' }, paper, h('div', {}, verdict, opinion,
      h('div', { className: 'tools' }, find,
        h('button', { type: 'button', onclick: () => { clear(pad); changed(); } }, words.clear),
        real && h('button', { type: 'button', onclick: example }, words.example(digits)),
        h('button', { type: 'button', onclick: () => file.click() }, words.open), file),
      pair)),
    note);
  place.append(enlargePart);
  return { take: open, close: () => enlargers.forEach((enlarger) => enlarger.close()) };
}
