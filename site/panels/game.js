// Real or fake? Ten pictures, half of them real in the long run; the discriminator plays along.
import { h } from '../dom.js';
import { discriminatorFor } from '../judges.js';
import { labelWeights, seedLatent } from '../latents.js';
import { newCanvas, paint } from '../picture.js';
import { realPictures } from '../real.js';
import { messages } from './messages.js';

const words = messages.game;
const rounds = 10;

/** @typedef {{ image: Float32Array, label: number, real: boolean, you?: boolean, opponent?: boolean }} Round */

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, { session, player, entry, say, tend }) {
  const { ganvas } = player;
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const pictures = await realPictures(generator.card);
  if (!pictures) {
    place.append(h('p', {}, words.none));
    return {};
  }
  const real = pictures;
  const opponent = await discriminatorFor(session, entry(), generator, ganvas);
  const written = generator.card.training?.data_set === 'MNIST';
  const size = generator.imageSize;

  /** @type {Round[]} */
  let played = [];
  /** @type {Round | undefined} */
  let now;
  let over = false;
  /** The next picture, or the opponent's answer, is on its way: until then nothing can be pressed. */
  let waiting = false;

  const canvas = h('canvas', { className: 'exhibit grey', role: 'img', 'aria-label': words.picture });
  const question = h('p', { className: 'verdict' });
  const answer = h('p', { 'aria-live': 'polite' });
  const realButton = h('button', { type: 'button', className: 'real-choice', onclick: () => void tend(guess(true)) }, words.real);
  const fakeButton = h('button', { type: 'button', className: 'primary', onclick: () => void tend(guess(false)) }, words.fake);
  const next = h('button', { type: 'button', onclick: () => advance() }, words.next);
  const gallery = h('div', { className: 'tiles ten captioned' });
  const table = h('div', { className: 'player', data: { ownKeys: '' } }, canvas, h('div', {}, question,
    h('div', { className: 'tools' }, realButton, fakeButton, next), answer, h('p', { className: 'muted keys' }, words.keys)));

  /** @template T @param {Promise<T>} work */
  async function wait(work) {
    waiting = true;
    try {
      return await work;
    } finally {
      waiting = false;
    }
  }

  /** @returns {Promise<Round>} */
  async function deal() {
    const isReal = Math.random() < 0.5;
    const label = Math.floor(Math.random() * Math.max(1, generator.labelCount));
    if (isReal) {
      const index = Math.floor(Math.random() * real.count);
      return { image: real.images.slice(index * size, (index + 1) * size), label: real.labels[index], real: true };
    }
    const latent = await seedLatent(ganvas, generator, Math.floor(Math.random() * 1e6));
    const { images } = await generator.sample(latent.slice(), labelWeights(generator, { label, mix: new Map() }));
    return { image: images, label, real: false };
  }

  async function ask() {
    now = await wait(deal());
    paint(canvas, now.image, 0, generator.card.image);
    question.textContent = (written ? words.ask : words.askOther)(played.length + 1, rounds);
    answer.textContent = '';
    choosing(true);
    if (table.contains(document.activeElement)) realButton.focus();
  }

  /** @param {boolean} yes */
  function choosing(yes) {
    realButton.disabled = fakeButton.disabled = !yes;
    realButton.hidden = fakeButton.hidden = over;
    next.disabled = yes;
  }

  /** @param {boolean} saidReal */
  async function guess(saidReal) {
    const round = now;
    if (!round || waiting || round.you !== undefined) return;
    const [score] = opponent ? await wait(opponent.score(round.image, [round.label])) : [];
    round.you = saidReal === round.real;
    if (opponent) round.opponent = score > opponent.threshold === round.real;
    played.push(round);
    choosing(false);
    next.focus();
    answer.textContent = [
      (round.you ? words.right : words.wrong)(round.real),
      round.opponent === undefined ? '' : words.opponent(round.opponent),
    ].join(' ');
    paintGallery();
  }

  function paintGallery() {
    legend.hidden = false;
    gallery.replaceChildren(...played.map((round) => {
      const tile = newCanvas();
      paint(tile, round.image, 0, generator.card.image);
      const figure = h('figure', { className: round.you ? 'right' : 'wrong', title: words.result(round.real, Boolean(round.you)) },
        tile, h('span', {}, `${round.you ? '✓' : '✗'} ${round.real ? words.real : words.fake}`),
        round.opponent !== undefined && h('span', { className: 'opponent' }, words.opponentMark(round.opponent)));
      return figure;
    }));
  }

  function finish() {
    const count = (/** @type {(round: Round) => unknown} */ which) => played.filter(which).length;
    const you = count((round) => round.you);
    const text = `${opponent ? words.scoreBoth(you, count((round) => round.opponent), rounds) : words.score(you, rounds)} ${words.verdict(you / rounds)}`;
    question.textContent = text;
    answer.textContent = '';
    say(text);
    next.textContent = words.again;
    over = true;
    choosing(false);
  }

  function advance() {
    if (waiting) return;
    if (over) {
      over = false;
      played = [];
      next.textContent = words.next;
      gallery.replaceChildren();
    }
    if (played.length < rounds) tend(ask());
    else finish();
  }

  table.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;  // the browser's own: Ctrl+F searches
    const key = event.key.toLowerCase();
    if (key === 'r' && !realButton.disabled) tend(guess(true));
    else if (key === 'f' && !fakeButton.disabled) tend(guess(false));
  });
  const legend = h('p', { className: 'muted', hidden: true }, opponent ? words.legendBoth : words.legend);
  place.append(table, gallery, legend, h('p', { className: 'muted' }, real.source));
  await ask();
  return {};
}
