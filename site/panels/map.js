// A plane of latent space: two handles, the pictures under them, and a frame where the picture on show is.
import { afterRest, h } from '../dom.js';
import { axisHandle, directionHandles, movedLatents, picturesOf } from '../handles.js';
import { paintGrid } from '../picture.js';
import { messages } from './messages.js';

/** @typedef {import('../handles.js').Handle} Handle */
/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.map;
const cells = 9;
const restMilliseconds = 200;

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export function start(place, { store, player }) {
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  const axes = Array.from({ length: Math.min(generator.latentSize, 16) }, (_, axis) => axisHandle(generator, axis));
  const handles = [...directionHandles(generator), ...axes];
  /** @type {[Handle, Handle]} */
  const pair = [handles[0], handles[1]];
  /** @type {Drawing | undefined} */
  let drawing;
  let painted = '';

  const canvas = h('canvas', { className: 'wide grey' });
  canvas.setAttribute('aria-hidden', 'true');
  const frame = h('div', { className: 'frame' });
  const pad = h('div', { className: 'pad', tabIndex: 0, role: 'group', data: { ownKeys: '' } }, canvas, frame);
  const where = h('p', { className: 'muted number', 'aria-live': 'polite' });

  /** @param {0 | 1} side */
  const choice = (side) =>
    h('label', { className: 'tools' }, side ? words.upward : words.across, h('select', {
      onchange: (/** @type {Event} */ event) => {
        pair[side] = handles[/** @type {HTMLSelectElement} */ (event.target).selectedIndex];
        if (drawing) show(drawing);
      },
    }, ...handles.map((handle, i) => new Option(handle.name, handle.id, false, i === side))));

  const go = (/** @type {number} */ x, /** @type {number} */ y) => {
    const within = (/** @type {number} */ v, /** @type {number} */ reach) =>
      Math.round(Math.max(-reach, Math.min(reach, v)) * 100) / 100;
    const first = { ...store.state, ...pair[0].change(store.state, within(x, pair[0].reach)) };
    const { edits, walk } = { ...first, ...pair[1].change(first, within(y, pair[1].reach)) };
    store.adjust({ edits, walk });
  };

  const point = (/** @type {PointerEvent} */ event) => {
    const box = pad.getBoundingClientRect();
    // The outermost pictures stand at the ends of the range, so the middle of a picture is where it was drawn.
    const share = (/** @type {number} */ at, /** @type {number} */ size) => ((at / size) * cells - 0.5) / (cells - 1);
    const x = share(event.clientX - box.left, box.width);
    const y = 1 - share(event.clientY - box.top, box.height);
    go((2 * x - 1) * pair[0].reach, (2 * y - 1) * pair[1].reach);
  };
  pad.addEventListener('pointerdown', (event) => {
    pad.setPointerCapture(event.pointerId);
    point(event);
  });
  pad.addEventListener('pointermove', (event) => {
    if (pad.hasPointerCapture(event.pointerId)) point(event);
  });
  pad.addEventListener('lostpointercapture', () => store.flush());
  pad.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (!step || !drawing) return;
    event.preventDefault();
    go(pair[0].value(drawing) + step[0] * pair[0].reach, pair[1].value(drawing) + step[1] * pair[1].reach);
  });

  const paintMap = afterRest(restMilliseconds, async () => {
    if (!drawing || drawing.generator.latentSize !== generator.latentSize) return;
    const now = drawing;
    // The map depends on everything but the place on it.
    const origin = movedLatents(now, [pair.map((handle) => ({ handle, value: 0 }))])[0];
    const key = [pair[0].id, pair[1].id, now.state.psi, now.state.at, now.weights.join(), origin.map((v) => Math.round(v * 1e3)).join()].join('/');
    if (key === painted) return;
    const moves = Array.from({ length: cells * cells }, (_, i) => {
      const [x, y] = [i % cells, cells - 1 - Math.floor(i / cells)].map((c) => (2 * c) / (cells - 1) - 1);
      return [{ handle: pair[0], value: x * pair[0].reach }, { handle: pair[1], value: y * pair[1].reach }];
    });
    const pictures = await picturesOf(now, movedLatents(now, moves)).catch(() => null);
    if (!pictures) return;
    paintGrid(canvas, pictures, cells * cells, cells, now.generator.card.image);
    painted = key;
  });

  /** @param {Drawing} next */
  function show(next) {
    drawing = next;
    const [x, y] = pair.map((handle) => handle.value(next));
    const share = (/** @type {number} */ v, /** @type {number} */ reach) => (((v / reach + 1) / 2) * (cells - 1) + 0.5) / cells;
    frame.style.left = `${100 * share(x, pair[0].reach)}%`;
    frame.style.top = `${100 * (1 - share(y, pair[1].reach))}%`;
    pad.setAttribute('aria-label', words.label(pair[0].name, pair[1].name));
    where.textContent = words.here(pair[0].name, x, pair[1].name, y);
    paintMap();
  }

  place.append(h('div', { className: 'tools' }, choice(0), choice(1)), pad, where, h('p', { className: 'muted' }, words.hint));
  return { show };
}
