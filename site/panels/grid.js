// A page of samples: other seeds, with the dials as they stand.
import { afterRest, h } from '../dom.js';
import { newCanvas, paint } from '../picture.js';
import { columns, rows, seedOf, sheet, sheetRow } from '../sheet.js';
import { messages } from './messages.js';

/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.grid;
const restMilliseconds = 150;

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export function start(place, { store, player, tend }) {
  const { ganvas } = player;
  const generator = /** @type {import('../web/ganvas.js').Generator} */ (player.generator);
  if (generator.labelCount !== columns) sheet.every = false;
  /** @type {Drawing | undefined} */
  let drawing;

  const tiles = Array.from({ length: columns * rows }, () => {
    const canvas = newCanvas();
    return { canvas, button: h('button', { type: 'button' }, canvas) };
  });

  const fill = afterRest(restMilliseconds, async () => {
    if (drawing) await tend(fillWith(drawing));
  });
  /** @param {Drawing} now */
  async function fillWith(now) {
    const shown = { ...sheet };
    for (let row = 0; row < rows; ++row) {
      const images = await sheetRow(ganvas, now, shown, row);
      if (now !== drawing) return;
      tiles.slice(row * columns, (row + 1) * columns).forEach(({ canvas, button }, i) => {
        const seed = seedOf(shown, row * columns + i);
        paint(canvas, images, i, now.generator.card.image);
        button.setAttribute('aria-label', words.pick(seed));
        button.title = words.pick(seed);
        button.onclick = () =>
          store.choose({ seed, edits: new Map(), ...(shown.every ? { label: i, mix: new Map() } : {}) });
      });
    }
  }

  const mode = (/** @type {string} */ text, /** @type {boolean} */ every) => {
    const button = h('button', {
      type: 'button', 'aria-pressed': String(sheet.every === every),
      onclick: () => {
        sheet.every = every;
        for (const other of modes.children) other.setAttribute('aria-pressed', String(other === button));
        fill();
      },
    }, text);
    return button;
  };
  const modes = h('div', { className: 'segmented', role: 'group' });
  modes.append(mode(words.same, false), mode(words.every, true));
  const more = h('button', {
    type: 'button',
    onclick: () => {
      sheet.first = Math.floor(Math.random() * 1e6);
      fill();
    },
  }, words.more);
  place.append(
    h('div', { className: 'tools' }, generator.labelCount === columns && modes, more),
    h('div', { className: 'tiles ten' }, ...tiles.map(({ button }) => button)),
    h('p', { className: 'muted' }, words.note),
  );
  return {
    show(/** @type {Drawing} */ next) {
      drawing = next;
      fill();
    },
  };
}
