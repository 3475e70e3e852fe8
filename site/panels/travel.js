// Keep pictures, walk between any two of them, add and subtract their latent vectors.
import { h } from '../dom.js';
import { editsFor, labelWeights, scaled, seedLatent, stack } from '../latents.js';
import { lengthOf, linear, spherical } from '../paths.js';
import { newCanvas, paint } from '../picture.js';
import { between, fitting, keep, keptOf, mostKept } from '../tray.js';
import { messages } from './messages.js';

/** @typedef {import('../tray.js').Kept} Kept */
/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.travel;
const steps = 10;
/** @type {[string, typeof linear][]} */
const ways = [[words.straight, linear], [words.round, spherical]];

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export function start(place, { store, player, model, tend }) {
  const finished = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  /** All is drawn by the generator on show, which may be as it was at a moment of its training. */
  let generator = player.drawing?.generator ?? finished;
  let kept = fitting(keptOf(model), generator);
  /** The ends of the walk: numbers of kept pictures. */
  let ends = [0, 1];
  let way = 1;
  let playing = 0;

  const tray = h('div', { className: 'tiles tray' });
  const empty = h('p', { className: 'muted' }, words.empty);
  const moment = h('p', { className: 'muted', hidden: true });
  const strip = (/** @type {string} */ name) => {
    const tiles = Array.from({ length: steps }, newCanvas);
    const note = h('span', { className: 'number' });
    return { tiles, note, row: h('div', {}, h('p', { className: 'muted' }, `${name}: `, note), h('div', { className: 'tiles ten' }, ...tiles.map((tile) => h('figure', {}, tile)))) };
  };
  const strips = ways.map(([name]) => strip(name));
  const difference = strip(words.difference);
  const view = newCanvas();
  const at = h('input', { type: 'range', min: '0', max: '1', step: '0.005', value: '0', 'aria-label': words.position, oninput: () => void tend(move(Number(at.value))) });
  const loop = h('input', { type: 'checkbox', checked: true });
  const speed = h('input', { type: 'number', min: '0.5', max: '20', step: '0.5', value: '3', className: 'short' });
  const play = h('button', { type: 'button', onclick: () => (playing ? pause() : begin()) }, words.play);

  const onTheWay = (/** @type {number} */ which, /** @type {number} */ t) =>
    between(kept[ends[0]], kept[ends[1]], t, ways[which][1]);
  const pictures = async (/** @type {Kept[]} */ points) =>
    (await generator.sample(stack(points.map(({ latent, psi }) => scaled(latent, psi))), stack(points.map(({ weights }) => weights)))).images;

  /** @param {number} t */
  async function move(t) {
    if (kept.length < 2) return;
    at.value = String(t);
    const images = await pictures([onTheWay(way, t)]);
    paint(view, images, 0, generator.card.image);
  }

  function begin() {
    if (kept.length < 2) return;
    play.textContent = words.pause;
    const started = performance.now() - Number(at.value) * 1000 * Number(speed.value);
    const step = async (/** @type {number} */ now) => {
      if (!playing || !place.isConnected) return;
      const mine = playing;
      const turns = (now - started) / 1000 / Math.max(0.5, Number(speed.value) || 3);
      const there = turns % 2;
      await move(loop.checked ? (there > 1 ? 2 - there : there) : Math.min(1, turns));
      if (!loop.checked && turns >= 1) pause();
      else if (playing === mine) next();
    };
    const next = () => (playing = requestAnimationFrame((now) => void tend(step(now).catch((error) => {
      pause();
      throw error;
    }))));
    next();
  }
  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = words.play;
  }

  /** @param {Kept} point */
  function take({ latent, weights, psi }) {
    const label = weights.indexOf(Math.max(...weights));
    const single = weights.filter((weight) => weight > 0.005).length <= 1;
    const mix = new Map(single ? [] : weights.map((weight, i) => /** @type {[number, number]} */ ([i, Math.round(100 * weight) / 100])).filter(([, weight]) => weight > 0));
    store.choose({ ...editsFor(latent), psi: Math.round(psi * 100) / 100, mix, ...(label >= 0 ? { label } : {}) });
  }

  const result = newCanvas();
  result.classList.add('result');
  const operands = ['A', 'B', 'C'].map((name) => {
    const canvas = newCanvas();
    const select = h('select', { 'aria-label': words.operand(name), onchange: () => void tend(arithmetic()) });
    return { canvas, select, root: h('span', { className: 'operand' }, h('span', { className: 'muted' }, name), canvas, select) };
  });
  const chosen = () => operands.map(({ select }) => kept[Math.max(0, select.selectedIndex)]);
  const sum = () => {
    const [a, b, c] = chosen();
    return { ...a, latent: a.latent.map((value, i) => value - b.latent[i] + c.latent[i]) };
  };
  async function arithmetic() {
    if (kept.length < 2) return;
    const images = await pictures([...chosen(), sum()]);
    [...operands.map(({ canvas }) => canvas), result].forEach((canvas, i) => paint(canvas, images, i, generator.card.image));
  }
  const walks = h('div', { className: 'walks' },
    ...strips.map(({ row }) => row), difference.row,
    h('p', { className: 'muted' }, words.explain),
    h('div', { className: 'player' }, view, h('div', {},
      h('div', { className: 'tools' }, h('div', { className: 'segmented', role: 'group' }, ...ways.map(([name], i) => {
        const button = h('button', {
          type: 'button', 'aria-pressed': String(i === way),
          onclick: () => {
            way = i;
            for (const other of button.parentElement?.children ?? []) other.setAttribute('aria-pressed', String(other === button));
            tend(move(Number(at.value)));
          },
        }, name);
        return button;
      }))),
      h('div', { className: 'tools' }, play, at),
      h('div', { className: 'tools' }, h('label', {}, loop, ` ${words.loop}`), h('label', {}, `${words.speed} `, speed),
        h('button', { type: 'button', onclick: () => take(onTheWay(way, Number(at.value))) }, words.take)))),
    h('h3', {}, words.arithmetic),
    h('div', { className: 'tools sum' }, operands[0].root, '−', operands[1].root, '+', operands[2].root, '=', result,
      h('button', { type: 'button', onclick: () => take(sum()) }, words.takeResult)),
    h('p', { className: 'muted' }, words.arithmeticNote));

  async function refresh() {
    keep(model, kept);
    const enough = kept.length >= 2;
    empty.hidden = enough;
    walks.hidden = !enough;
    if (ends[0] === ends[1] || Math.max(...ends) >= kept.length) ends = [0, Math.min(1, kept.length - 1)];
    const thumbs = kept.length ? await pictures(kept) : new Float32Array();
    tray.replaceChildren(...kept.map((_, i) => thumb(i, thumbs)));
    if (!enough) return;
    // A − A + C at first: C's hand under A's label.
    operands.forEach(({ select }, i) => {
      const wanted = select.selectedIndex >= 0 && select.selectedIndex < kept.length ? select.selectedIndex : i < 2 ? 0 : kept.length - 1;
      select.replaceChildren(...kept.map((_, n) => new Option(words.kept_n(n + 1), String(n), false, n === wanted)));
    });
    await walk();
    await arithmetic();
  }

  async function walk() {
    const shares = Array.from({ length: steps }, (_, i) => i / (steps - 1));
    const { image } = generator.card;
    const both = await Promise.all(ways.map((_, which) => pictures(shares.map((t) => onTheWay(which, t)))));
    strips.forEach(({ tiles, note }, which) => {
      tiles.forEach((tile, i) => paint(tile, both[which], i, image));
      note.textContent = words.length(lengthOf(onTheWay(which, 0.5).latent));
    });
    const apart = both[0].map((value, i) => Math.abs(value - both[1][i]));
    const most = apart.reduce((a, b) => Math.max(a, b), 0) / (image.high - image.low);
    difference.tiles.forEach((tile, i) => paint(tile, apart, i, { ...image, low: 0, high: image.high - image.low }));
    difference.note.textContent = words.most(most);
    await move(Number(at.value));
  }

  /** @param {number} i @param {Float32Array} images */
  function thumb(i, images) {
    const canvas = newCanvas();
    paint(canvas, images, i, generator.card.image);
    const end = ends.indexOf(i);
    const button = h('button', {
      type: 'button', 'aria-pressed': String(end >= 0), 'aria-label': words.kept(i + 1),
      onclick: () => {
        if (ends.includes(i)) return;
        ends = [ends[1], i];
        tend(refresh());
      },
    }, canvas, words.kept_n(i + 1));
    const remove = h('button', {
      type: 'button', className: 'remove', 'aria-label': words.remove(i + 1), title: words.remove(i + 1),
      onclick: () => {
        kept.splice(i, 1);
        ends = [0, 1];
        tend(refresh());
      },
    }, '×');
    return h('div', {}, button, remove);
  }

  const add = (/** @type {Kept} */ item) => {
    kept = [...kept, item].slice(-mostKept);
    ends = [kept.length - 2, kept.length - 1];
  };
  const keepThis = () => {
    const { drawing } = player;
    if (!drawing) return;
    add({ model, latent: Array.from(drawing.latent, (v) => Math.round(v * 1000) / 1000), weights: Array.from(drawing.weights), psi: drawing.state.psi });
    tend(refresh());
  };
  const surprise = async () => {
    for (let i = 0; i < 2; ++i) {
      const seed = Math.floor(Math.random() * 1e6);
      const label = Math.floor(Math.random() * Math.max(1, generator.labelCount));
      const latent = await seedLatent(player.ganvas, generator, seed);
      add({ model, latent: Array.from(latent), weights: Array.from(labelWeights(generator, { label, mix: new Map() })), psi: 1 });
    }
    await refresh();
  };
  place.append(
    h('div', { className: 'tools' }, h('button', { type: 'button', className: 'primary', onclick: keepThis }, words.keep),
      h('button', { type: 'button', onclick: () => tend(surprise()) }, words.surprise)),
    moment, tray, empty, walks);
  tend(refresh());
  return {
    /** @param {Drawing} drawing */
    show(drawing) {
      moment.hidden = drawing.generator === finished;
      moment.textContent = words.moment(messages.learn.images(drawing.state.at));
      if (drawing.generator === generator) return;
      generator = drawing.generator;
      tend(refresh());
    },
    hide: pause,
    close: pause,
  };
}

