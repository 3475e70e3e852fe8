// Another model on the same seed, and the family that the models come from.
import { blockMeans } from '../block_means.js';
import { grouped, h, newestOnly } from '../dom.js';
import { family, familyOrder } from '../family.js';
import { labelWeights, latentsOf, scaled, seedLatent, stack } from '../latents.js';
import { isPyramid, levelsRow } from '../levels.js';
import { parameterCount } from '../layers.js';
import { comparison, numbersOf } from '../numbers.js';
import { newCanvas, paint } from '../picture.js';
import { imageOf, neighbourCount } from '../player.js';
import { realPictures } from '../real.js';
import { explain } from '../session.js';
import { messages } from './messages.js';

/** @typedef {import('../player.js').Drawing} Drawing */
/** @typedef {import('../web/ganvas.js').Generator} Generator */
/** @typedef {import('../models.js').ModelEntry} ModelEntry */

const words = messages.compare;

const strip = () => {
  const tiles = Array.from({ length: neighbourCount }, newCanvas);
  return { tiles, row: h('div', { className: 'tiles ten' }, ...tiles.map((tile) => h('figure', {}, tile))) };
};

/**
 * Ten samples: each label of one latent vector, or ten seeds.
 * @param {import('../web/ganvas.js').Ganvas} ganvas
 * @param {Generator} generator
 * @param {(index: number) => Promise<Float32Array>} latent
 */
async function ten(ganvas, generator, latent) {
  const labelled = generator.labelCount === neighbourCount;
  const latents = await Promise.all(Array.from({ length: neighbourCount }, (_, i) => latent(labelled ? 0 : i)));
  const labels = latents.map((_, i) => labelWeights(generator, { label: i, mix: new Map() }));
  return (await generator.sample(stack(latents), stack(labels))).images;
}

/**
 * Ten real pictures, shrunk to what a super-resolution model takes, and enlarged by it.
 * @param {import('../session.js').Session} session
 * @param {ModelEntry} entry
 */
async function tenEnlarged(session, entry) {
  const reader = await session.reader(entry.file);
  const real = await realPictures(reader.card);
  const { shape } = reader.card.image;
  if (!real) return { images: new Float32Array(neighbourCount * reader.outputSize), card: reader.card };
  const firsts = Array.from({ length: neighbourCount }, (_, label) => Math.max(0, real.labels.indexOf(label)));
  const large = stack(firsts.map((index) => real.images.subarray(index * reader.outputSize, (index + 1) * reader.outputSize)));
  return { images: (await reader.read(blockMeans(large, shape[1], shape[1] / entry.input[1]))).outputs, card: reader.card };
}

/**
 * Ten samples of a relative.
 * @param {import('../panels.js').Page} page
 * @param {ModelEntry} entry
 */
async function samplesOf({ session, player }, entry) {
  if (entry.kind === 'super_resolution') return tenEnlarged(session, entry);
  const { generator } = await session.open(entry.name);
  const images = await ten(player.ganvas, generator, async (i) => (await seedLatent(player.ganvas, generator, 1 + i)).slice());
  return { images, card: generator.card };
}

/**
 * A model whose pad takes what an enlarger enlarges: the one on the table, if it learned from the same pictures.
 * @param {import('../panels.js').Page} page
 * @param {ModelEntry} enlarger
 */
function padModel({ session, store }, { data }) {
  const fits = session.drawing.filter((entry) => entry.data === data).map(({ name }) => name);
  return fits.includes(store.state.model) ? store.state.model : fits[0];
}

/**
 * One relative: its sentence, its numbers, its samples once `fill` is called; it tells whether they came.
 * @param {import('../panels.js').Page} page
 * @param {ModelEntry} entry
 */
function relative(page, entry) {
  const { store, session } = page;
  const { tiles, row } = strip();
  const weight = h('p', { className: 'muted number' });
  const numbers = h('div');
  const about = family[entry.name];
  const play = h('button', {
    type: 'button', className: 'quiet', 'aria-label': words.open(entry.title),
    onclick: () => {
      const enlarges = entry.kind === 'super_resolution';
      const name = enlarges ? padModel(page, entry) : entry.name;
      if (name && name !== store.state.model) store.turnTo(name, session.labelFor(name, store.state));
      if (enlarges) page.lead('draw');
    },
  }, words.play);
  row.setAttribute('role', 'img');
  row.setAttribute('aria-label', words.samples(entry.title));
  const place = h('li', {},
    h('div', { className: 'row' }, h('h3', {}, entry.title, about ? h('span', { className: 'muted' }, ` ${about.year}`) : ''), play),
    about ? h('p', {}, about.sentence, ' ', h('a', { href: about.paper.url, title: about.paper.title }, about.paper.label)) : null,
    row, weight, numbers);
  const fill = async () => {
    try {
      const { images, card } = await samplesOf(page, entry);
      tiles.forEach((tile, i) => paint(tile, images, i, card.image));
      weight.textContent = messages.fileSize(entry.bytes, parameterCount(card));
      numbers.replaceChildren(numbersOf(card.metrics));
      return true;
    } catch (error) {
      weight.textContent = explain(error);
      return false;
    }
  };
  return { place, fill };
}

/**
 * All relatives. Each is filled when it comes into view; if that failed, when it comes back, or when the network does.
 * @param {import('../panels.js').Page} page
 */
function familyTree(page) {
  const { session } = page;
  /** @type {Map<Element, () => Promise<boolean>>} */
  const fills = new Map();
  const watch = new IntersectionObserver((entries) => entries.forEach(async ({ isIntersecting, target }) => {
    if (!isIntersecting || !await fills.get(target)?.()) return;
    watch.unobserve(target);
    fills.delete(target);
  }), { rootMargin: '200px' });
  // Observed anew, it is told of anew.
  const again = () => [...fills.keys()].forEach((place) => {
    watch.unobserve(place);
    watch.observe(place);
  });
  addEventListener('online', again);
  const root = h('ol', { className: 'family' });
  for (const { name, depth } of familyOrder(session.entries.map((entry) => entry.name))) {
    const { place, fill } = relative(page, /** @type {ModelEntry} */ (session.entry(name)));
    place.style.setProperty('--depth', String(Math.min(depth, 3)));
    root.append(place);
    fills.set(place, fill);
    watch.observe(place);
  }
  return {
    root,
    close() {
      watch.disconnect();
      removeEventListener('online', again);
    },
  };
}

/**
 * The picture on show beside what another model draws of the same numbers. What is on show may be the generator as it was
 * at a moment of its training.
 * @param {import('../panels.js').Page} page
 */
function sideBySide({ store, session, player }) {
  const { ganvas } = player;
  const finished = player.generator;
  const choice = h('select', {
    'aria-label': words.with,
    onchange: () => store.choose({ vs: choice.value }),
  }, new Option(words.none, ''), ...grouped(session.choices().filter(({ name }) => session.entry(name))));
  const views = [newCanvas(), newCanvas()];
  const captions = [h('span'), h('span')];
  const strips = [strip(), strip()];
  const pictures = h('div', { hidden: true },
    h('div', { className: 'tiles pair' }, ...views.map((view, i) => h('figure', {}, view, captions[i]))),
    ...strips.map(({ row }) => row));
  const table = h('div');
  const note = h('p', { className: 'muted', 'aria-live': 'polite' });
  const levels = levelsRow();

  /** @param {Generator} here @param {Generator} other */
  const numbers = (here, other) => {
    if (here !== finished) return h('p', { className: 'muted' }, words.notThen);
    return comparison([here.card, other.card]) ?? h('p', { className: 'muted' }, words.otherData);
  };

  /** @param {Drawing} drawing */
  async function draw(drawing) {
    const { state, generator: here } = drawing;
    const { generator: other, title } = await session.open(choice.value);
    const same = other.latentSize === here.latentSize;
    // Of another size, its latent is its own: the same seed, and the same labels.
    const latent = same ? drawing.latent : (await latentsOf(ganvas, other, { ...state, edits: new Map(), walk: new Map() })).latent;
    const z = scaled(latent, state.psi);
    const weights = labelWeights(other, state);
    const { images } = await other.sample(z.slice(), weights.slice());
    paint(views[0], imageOf(drawing), 0, here.card.image);
    paint(views[1], images, 0, other.card.image);
    if (isPyramid(other) && !isPyramid(here)) await levels.show({ generator: other, z, weights });
    else levels.root.hidden = !isPyramid(here);
    const { title: ours = '' } = here.card;
    captions[0].textContent = here === finished ? ours : words.then(ours, messages.learn.images(state.at));
    captions[1].textContent = title;
    table.replaceChildren(numbers(here, other));
    const next = (/** @type {Float32Array} */ first, /** @type {Generator} */ generator) => async (/** @type {number} */ i) =>
      scaled(i ? await seedLatent(ganvas, generator, state.seed + i) : first, state.psi);
    for (const [i, [generator, first]] of /** @type {const} */ ([[here, drawing.latent], [other, latent]]).entries()) {
      const all = await ten(ganvas, generator, next(first, generator));
      strips[i].tiles.forEach((tile, n) => paint(tile, all, n, generator.card.image));
    }
    note.textContent = words.same(state.seed);
    pictures.hidden = table.hidden = false;
  }

  const show = newestOnly(async (/** @type {Drawing} */ drawing) => {
    const { state, generator } = drawing;
    choice.value = session.drawing.some(({ name }) => name === state.vs) ? state.vs : '';
    const beside = choice.value !== '';
    note.hidden = !beside;
    if (!beside) pictures.hidden = table.hidden = true;
    if (isPyramid(generator)) await levels.show({ generator, z: scaled(drawing.latent, state.psi), weights: drawing.weights });
    if (beside) await draw(drawing);
    else levels.root.hidden = !isPyramid(generator);
  });

  return {
    parts: [h('label', { className: 'tools' }, words.with, choice), pictures, note, table, levels.root],
    /** @param {Drawing} drawing */
    show: (drawing) => show(drawing).catch((error) => {
      pictures.hidden = table.hidden = true;  // they are of another model
      note.hidden = false;
      note.textContent = explain(error);
    }),
  };
}

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, page) {
  const { card } = /** @type {Generator} */ (page.player.generator);
  const beside = sideBySide(page);
  const tree = familyTree(page);
  place.append(...beside.parts, h('h3', {}, words.family), h('p', { className: 'muted' }, words.numbersNote), tree.root);
  const real = await realPictures(card)?.catch(() => undefined);
  if (real) {
    const { tiles, row } = strip();
    tiles.forEach((tile, label) => paint(tile, real.images, Math.max(0, real.labels.indexOf(label)), card.image));
    place.append(h('h3', {}, words.real), row, h('p', { className: 'muted' }, `${words.realNote} ${real.source}`));
  }
  return { show: (/** @type {Drawing} */ drawing) => void beside.show(drawing), close: tree.close };
}
