// The digit itself: large, crisp or smooth, and a thing to drag. Sideways moves along the first handle, up and down
// along the second.
import { h } from './dom.js';
import { recall, remember } from './memory.js';
import { fixed, messages } from './messages.js';
import { newCanvas, paint } from './picture.js';

/** @typedef {import('./handles.js').Handle} Handle */
/** @typedef {import('./player.js').Drawing} Drawing */
/** @typedef {import('./store.js').Store} Store */

const smoothKey = 'ganvas.smooth';

export class Digit {
  /** @type {Handle[]} */
  handles = [];
  /** @type {Drawing | undefined} */
  #drawing;
  /** Follows on small screens, where the large one scrolls away. */
  #mini = newCanvas();

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLInputElement} smooth
   * @param {Store} store
   */
  constructor(canvas, smooth, store) {
    this.canvas = canvas;
    this.store = store;
    this.#listenForDrags();
    this.smooth = smooth;
    smooth.addEventListener('change', () => {
      remember(smoothKey, smooth.checked ? 'yes' : 'no');
      this.#smoothen();
    });
    this.#smoothen();
    this.#follow(this.#dock());
  }

  /** The small one, in a bar of its own at the foot of the screen: so it covers no corner of what is read above it. */
  #dock() {
    const dock = h('div', { className: 'dock', hidden: true, role: 'group', 'aria-label': messages.dock },
      h('button', {
        type: 'button', className: 'mini', 'aria-label': messages.toDigit, title: messages.toDigit,
        onclick: () => this.canvas.scrollIntoView({ block: 'center' }),
      }, this.#mini),
      h('button', { type: 'button', onclick: () => document.getElementById('shuffle')?.click() }, fixed.shuffle),
      h('button', {
        type: 'button', className: 'icon', 'aria-label': messages.undock, title: messages.undock,
        onclick: () => dock.remove(),
      }, '×'));
    document.body.append(dock);
    return dock;
  }

  /** Shows it where there is something to play with and the large one is out of sight. @param {HTMLElement} dock */
  #follow(dock) {
    const bench = this.canvas.closest('.bench') ?? document.body;
    const inSight = new Map([[/** @type {Element} */ (this.canvas), true], [bench, true]]);
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) inSight.set(target, isIntersecting);
      dock.hidden = Boolean(inSight.get(this.canvas)) || !inSight.get(bench);
    });
    for (const place of inSight.keys()) watch.observe(place);
  }

  /** Unless somebody chose: coloured pictures smooth, as pixels that large hide what they show; grey ones crisp. */
  #smoothen() {
    const chosen = recall(smoothKey), coloured = this.#drawing?.generator.card.image.shape[0] === 3;
    this.smooth.checked = chosen === null ? coloured : chosen === 'yes';
    document.documentElement.classList.toggle('smooth', this.smooth.checked);
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    const otherModel = this.#drawing?.generator !== drawing.generator;
    this.#drawing = drawing;
    if (otherModel) this.#smoothen();
    const [, , width] = drawing.generator.card.image.shape;
    // The style sheet gives each of the picture's pixels whole pixels of the screen.
    this.canvas.parentElement?.style.setProperty('--pixels', `${width}px`);
    for (const canvas of [this.canvas, this.#mini]) {
      paint(canvas, drawing.images, drawing.main, drawing.generator.card.image);
    }
  }

  #listenForDrags() {
    const { canvas, store } = this;
    /** @type {{ x: number, y: number, from: number[], state: import('./store.js').State } | undefined} */
    let drag;
    canvas.addEventListener('pointerdown', (event) => {
      const drawing = this.#drawing;
      if (!drawing || event.button !== 0 || this.handles.length < 2) return;
      drag = { x: event.clientX, y: event.clientY, from: this.handles.map((handle) => handle.value(drawing)), state: store.state };
      canvas.setPointerCapture(event.pointerId);
      canvas.classList.add('dragged');
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!drag) return;
      const side = canvas.clientWidth;
      let { state } = store;
      // The whole width is the whole range. A finger's up and down scrolls the page, so it moves one handle only.
      const shares = [(event.clientX - drag.x) / side, event.pointerType === 'touch' ? 0 : (drag.y - event.clientY) / side];
      shares.forEach((share, i) => {
        const handle = this.handles[i];
        const value = drag ? drag.from[i] + 2 * handle.reach * share : 0;
        const kept = Math.max(-handle.reach, Math.min(handle.reach, Math.round(value * 100) / 100));
        if (share !== 0) state = { ...state, ...handle.change(state, kept) };
      });
      store.adjust({ edits: state.edits, walk: state.walk });
    });
    const end = () => {
      if (!drag) return;
      drag = undefined;
      canvas.classList.remove('dragged');
      store.flush();
    };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', () => {
      if (drag) store.adjust({ edits: drag.state.edits, walk: drag.state.walk });  // it became a scrolling of the page
      end();
    });
  }
}
