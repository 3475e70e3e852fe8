// The game as a data flow, with the networks of `digits` in it: z to picture to score, a real picture to score, and the
// gradient's way back. Everything shown is computed here and now; only the learning itself is left to the trainer.
import { h, svg } from '../dom.js';
import { describe, fill, tile } from './elements.js';
import { drawGradient, scoreGradient } from './gradient.js';
import { parameterCount } from '../layers.js';
import { realPictures } from '../real.js';
import { words } from './words.js';

/** @typedef {import('./figures.js').ArticlePage} ArticlePage */
/** @typedef {import('./figures.js').Reader} Reader */
/** @typedef {import('../web/ganvas.js').Generator} Generator */
/** @typedef {import('../real.js').RealPictures} RealPictures */

/**
 * A round: one z, its picture, a real picture of the same label, D's scores of both, and the score's gradient.
 * @typedef {{ z: Float32Array, label: number, fake: Float32Array, realIndex: number, fakeScore: number,
 *   realScore: number, gradient: Float32Array }} Round
 */

const stepMilliseconds = 3200;

/**
 * What each step lights up: `flow` carries data, `back` the gradient, `at` is where something happens.
 * The first four make the round, so a later step keeps the arrows of those before it.
 * @type {{ flow?: string[], back?: string[], at: string[], learner?: 'd' | 'g' }[]}
 */
const steps = [
  { at: ['z'] },
  { flow: ['a1', 'a2'], at: ['g', 'fake'] },
  { flow: ['a3', 'a4'], at: ['d', 's1'] },
  { flow: ['b1', 'b3', 'b4'], at: ['data', 'real', 'd', 's2'] },
  { back: ['a4', 'b4'], at: ['d'], learner: 'd' },
  { back: ['a4', 'a3', 'a2'], at: ['gradient', 'g'], learner: 'g' },
];
const wholeRound = 3;
const alwaysThere = ['g', 'd', 'data'];

const sigmoid = (/** @type {number} */ logit) => 1 / (1 + Math.exp(-logit));

/**
 * @param {HTMLElement} figure
 * @param {ArticlePage} page
 */
export async function start(figure, page) {
  const [ganvas, generator, reader] = await Promise.all([
    page.ganvas(), page.model('digits'), page.reader('digits.discriminator'),
  ]);
  const reals = await realPictures(generator.card);
  if (!reals) throw new Error('there are no real digits to play with');
  const board = buildBoard(generator, reader);
  let seed = 1;
  let step = wholeRound;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let playing;

  const deal = async () => {
    const z = await ganvas.latent(seed, 0, generator.latentSize, generator.distribution);
    const dealt = await playRound(generator, reader, reals, z, seed);
    board.show(dealt, reals, generator, page);
    return dealt;
  };
  let round = await deal();
  const advance = async () => {
    const next = (step + 1) % steps.length;
    if (next === 0) {
      seed += 1;
      round = await deal();
    }
    step = next;
    board.light(step, round);
  };
  const goOn = () => void page.tend(advance().catch((error) => {
    stop();
    throw error;
  }));
  const stop = () => {
    clearInterval(playing);
    playing = undefined;
    play.textContent = words.game.play;
    board.say.setAttribute('aria-live', 'polite');
  };
  const play = h('button', { type: 'button', onclick: () => {
    if (playing !== undefined) return stop();
    board.say.setAttribute('aria-live', 'off');  // a reader of the screen asked for the pictures, not for a running commentary
    play.textContent = words.game.pause;
    goOn();
    playing = setInterval(goOn, stepMilliseconds);
  } }, words.game.play);
  const next = h('button', { type: 'button', onclick: () => {
    stop();
    goOn();
  } }, words.game.next);

  board.light(step, round);
  fill(figure, board.root, h('div', { className: 'figure-controls' }, play, next, board.say));
  new IntersectionObserver((entries) => {
    if (playing !== undefined && !entries[0].isIntersecting) stop();
  }).observe(figure);
}

/**
 * @param {Generator} generator
 * @param {Reader} reader
 * @param {RealPictures} reals
 * @param {Float32Array} z
 * @param {number} seed
 * @returns {Promise<Round>}
 */
async function playRound(generator, reader, reals, z, seed) {
  const label = (seed * 7 + 5) % generator.labelCount;  // a new digit each round, all ten in ten rounds
  const fake = (await generator.sample(z.slice(), Int32Array.of(label))).images;
  const same = reals.labels.flatMap((real, i) => (real === label ? [i] : []));
  const realIndex = same[seed % same.length];
  const size = generator.imageSize;
  const real = reals.images.slice(realIndex * size, (realIndex + 1) * size);
  const pair = new Float32Array(2 * size);
  pair.set(fake);
  pair.set(real, size);
  const { outputs } = await reader.read(pair, Int32Array.of(label, label));
  const gradient = await scoreGradient(reader, fake, label);
  return { z, label, fake, realIndex, fakeScore: sigmoid(outputs[0]), realScore: sigmoid(outputs[1]), gradient };
}

/**
 * @param {Generator} generator
 * @param {Reader} reader
 */
function buildBoard(generator, reader) {
  const { game } = words;
  const part = (/** @type {string} */ area, /** @type {(Node | string)[]} */ ...content) => {
    const made = h('div', { className: 'part' }, ...content);
    made.dataset.area = area;
    return made;
  };
  const [fake, real] = [tile(), tile()];
  const data = Array.from({ length: 4 }, () => tile());
  const gradient = tile();
  gradient.classList.remove('grey');  // it is in colour
  describe(gradient, game.gradientAlt);
  const bars = svg('svg', { class: 'z-bars', viewBox: '0 0 128 64', role: 'img', 'aria-label': game.latentAlt });
  const [zNote, labelNote] = [h('span', { className: 'note' }), h('span', { className: 'note' })];
  const [fakeScore, realScore] = [score(), score()];
  const arrows = ['a1', 'a2', 'a3', 'a4', 'b1', 'b3', 'b4'].map((area) => {
    const arrow = h('div', { className: 'arrow' });
    arrow.dataset.area = area;
    arrow.setAttribute('aria-hidden', 'true');
    return arrow;
  });
  const gradientPart = h('div', { className: 'gradient' }, gradient, h('span', { className: 'note' }, game.gradient));
  gradientPart.dataset.area = 'gradient';
  const parts = [
    part('z', h('b', { className: 'player-g' }, game.z), bars, zNote, labelNote),
    network('g', game.generator, generator.card),
    part('fake', fake, h('span', { className: 'note' }, game.fake), gradientPart),
    part('data', h('b', {}, game.data), h('div', { className: 'heap' }, ...data), h('span', { className: 'note' }, game.dataNote)),
    part('real', real, h('span', { className: 'note' }, game.real)),
    network('d', game.discriminator, reader.card),
    part('s1', fakeScore.root), part('s2', realScore.root),
  ];
  const root = h('div', { className: 'board' }, ...parts, ...arrows);
  const say = h('p', { className: 'say' });

  return {
    root,
    say,
    /** @type {(round: Round, reals: RealPictures, generator: Generator, page: ArticlePage) => void} */
    show(round, reals, { card, latentSize }, { paint }) {
      const label = card.labels?.[round.label] ?? String(round.label);
      paint(fake, round.fake, 0, card.image);
      paint(real, reals.images, round.realIndex, card.image);
      data.forEach((canvas, i) => paint(canvas, reals.images, (round.realIndex + i + 1) % reals.count, card.image));
      describe(fake, game.fakeAlt(label));
      describe(real, game.realAlt(label));
      drawGradient(gradient, round.gradient, card.image.shape);
      bars.replaceChildren(...Array.from(round.z, (value, i) => bar(value, i, latentSize)));
      zNote.textContent = game.zNote(latentSize);
      labelNote.textContent = words.label(label);
      fakeScore.show(round.fakeScore);
      realScore.show(round.realScore);
    },
    /** @type {(step: number, round: Round) => void} */
    light(step, round) {
      const label = generator.card.labels?.[round.label] ?? String(round.label);
      const passed = steps.slice(0, Math.min(step, wholeRound) + 1);
      const { back = [], at, learner } = steps[step];
      const seen = new Set(passed.flatMap((each) => [...each.at, ...(each.flow ?? [])]));
      for (const each of [...root.querySelectorAll('[data-area]')]) {
        const place = /** @type {HTMLElement} */ (each);
        const area = place.dataset.area ?? '';
        place.classList.toggle('now', at.includes(area));
        const made = area === 'gradient' ? at.includes(area) : seen.has(area) || alwaysThere.includes(area);
        place.classList.toggle('waiting', !made);
        place.dataset.flow = back.includes(area) ? 'back' : steps[step].flow?.includes(area) ? 'forward' : '';
      }
      root.dataset.learner = learner ?? '';
      const sentence = game.steps({ label, fake: round.fakeScore, real: round.realScore })[step];
      say.replaceChildren(h('span', { className: 'muted' }, `${game.step(step + 1, steps.length)}. `), sentence);
    },
  };
}

/**
 * A network as a box, with its layers that have learned something.
 * @param {'g' | 'd'} player
 * @param {string} name
 * @param {import('../web/ganvas.js').ModelCard} card
 */
function network(player, name, card) {
  const layers = card.networks[0].layers.map(({ type }) => type).filter((type) => /linear|conv|projection/.test(type));
  const list = h('ol', { className: 'layer-names' }, ...layers.map((type) => h('li', {}, type.replaceAll('_', ' '))));
  const box = h('div', { className: `part network player-${player}` }, h('b', {}, name), list,
    h('span', { className: 'note' }, words.game.parameters(parameterCount(card))));
  box.dataset.area = player;
  return box;
}

/** A score between 0 and 1, as a bar with its reading. */
function score() {
  const level = h('div', { className: 'level' });
  const reading = h('span', { className: 'reading' }, words.game.noScore);
  const scale = h('div', { className: 'scale' }, level);
  scale.setAttribute('aria-hidden', 'true');
  return {
    root: h('div', { className: 'score' }, scale, reading),
    show(/** @type {number} */ real) {
      level.style.setProperty('--share', String(real));
      reading.textContent = words.game.score(real);
    },
  };
}

/**
 * @param {number} value
 * @param {number} i
 * @param {number} count
 */
function bar(value, i, count) {
  const height = Math.min(Math.abs(value) / 3, 1) * 31;
  const width = 128 / count;
  return svg('rect', { x: i * width, width: width * 0.7, y: value > 0 ? 32 - height : 32, height: Math.max(height, 0.5) });
}
