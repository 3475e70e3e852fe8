// A group of sliders, one a handle. Each shows its name, its value and, at both ends, the picture that it leads to.
import { afterRest, h } from './dom.js';
import { movedLatents, picturesOf } from './handles.js';
import { messages } from './messages.js';
import { isBlank, newCanvas, paint } from './picture.js';

/** @typedef {import('./handles.js').Handle} Handle */
/** @typedef {import('./player.js').Drawing} Drawing */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {{ handle: Handle, row: HTMLElement, input: HTMLInputElement, output: HTMLOutputElement,
 *   ends: HTMLCanvasElement[], lock: HTMLButtonElement }} Slider */

// The pictures at the ends are drawn once the hand rests, so that they take nothing from the drag.
const restMilliseconds = 140;

/** Handles that a shuffle leaves as they are, by id. They belong to the person and not to the picture. */
export const locked = new Set();

const signed = (/** @type {number} */ value) => value.toFixed(2).replace('-', '−');

/**
 * Fills a slider between `begin`, where it says nothing yet, and where its thumb is.
 * @param {HTMLInputElement} input
 * @param {number} begin
 */
export function fillFrom(input, begin) {
  const share = (/** @type {number} */ value) => (value - Number(input.min)) / (Number(input.max) - Number(input.min));
  if (!input.classList.contains('amount')) {
    input.classList.add('amount');
    input.style.setProperty('--begin', share(begin).toFixed(3));
    input.style.setProperty('--edge', share(begin) ? '0.625rem' : '0rem');  // from the very start, where that is the beginning
  }
  const at = share(Number(input.value)).toFixed(3);
  if (input.style.getPropertyValue('--at') !== at) input.style.setProperty('--at', at);
}

/**
 * The picture that an end leads to, or the word that there is none. A network that was never shown such numbers may draw
 * nothing from them.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} pictures
 * @param {number} index
 * @param {import('./picture.js').ImageFormat} format
 */
export function paintEnd(canvas, pictures, index, format) {
  const blank = isBlank(pictures, index, format);
  paint(canvas, pictures, index, format);
  const button = canvas.closest('button');
  if (button) button.dataset.word = blank ? messages.blank : '';
  return blank;
}

export class Sliders {
  /** @type {Slider[]} */
  #sliders = [];
  #drawEnds = afterRest(restMilliseconds, () => this.#ends());
  /** @type {Drawing | undefined} */
  #drawing;

  /**
   * @param {HTMLElement} place
   * @param {Store} store
   * @param {string} [prefix] of the inputs' ids, where a handle's slider stands twice on the page
   */
  constructor(place, store, prefix = '') {
    this.place = place;
    this.store = store;
    this.prefix = prefix;
  }

  /** @param {Handle[]} handles */
  build(handles) {
    this.#sliders = handles.map((handle) => this.#slider(handle));
    this.place.replaceChildren(...this.#sliders.map(({ row }) => row));
    this.#drawing = undefined;
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    this.#drawing = drawing;
    for (const { handle, row, input, output } of this.#sliders) {
      const value = handle.value(drawing);
      // What the hand is on already shows its own value; setting it would tug at the thumb.
      if (Number(input.value) !== value) input.value = String(value);
      fillFrom(input, 0);
      output.value = signed(value);
      input.setAttribute('aria-valuetext', messages.sliderValue(signed(value), value < 0 ? handle.low : handle.high));
      row.classList.toggle('edited', handle.isSet(drawing.state));
    }
    this.#drawEnds();
  }

  async #ends() {
    const drawing = this.#drawing;
    if (!drawing || !this.place.checkVisibility?.()) return;
    const moves = this.#sliders.flatMap(({ handle }) =>
      [-handle.reach, handle.reach].map((value) => [{ handle, value }]));
    const pictures = await picturesOf(drawing, movedLatents(drawing, moves)).catch(
      () => null,  // the drawing itself reports what is wrong
    );
    if (!pictures || drawing !== this.#drawing) return;
    this.#sliders.forEach(({ ends }, i) =>
      ends.forEach((canvas, end) => paintEnd(canvas, pictures, 2 * i + end, drawing.generator.card.image)));
  }

  /**
   * @param {Handle} handle
   * @returns {Slider}
   */
  #slider(handle) {
    const { store } = this;
    const { reach, id, kind, name, low, high } = handle;
    const letGo = () => store.adjust(handle.change(store.state));
    const input = h('input', {
      type: 'range', id: this.prefix + id, min: String(-reach), max: String(reach), step: '0.01',
      oninput: () => store.adjust(handle.change(store.state, Number(input.value))),
      onchange: () => store.flush(),
      ondblclick: letGo,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Delete' || event.key === 'Backspace') letGo();
      },
    });
    const output = h('output', {});
    output.htmlFor.add(input.id);
    const ends = [newCanvas(), newCanvas()];
    const end = (/** @type {number} */ side, /** @type {string} */ word, /** @type {number} */ value) =>
      h('button', {
        type: 'button', className: 'end', tabIndex: -1, title: word || messages.goTo(value),
        'aria-label': messages.sliderEnd(name, word || signed(value)),
        onclick: () => store.choose(handle.change(store.state, value)),
      }, ends[side]);
    const lock = h('button', {
      type: 'button', className: 'lock', title: messages.lock, 'aria-label': messages.lockOf(name),
      'aria-pressed': String(locked.has(id)),
      onclick: () => {
        if (!locked.delete(id)) locked.add(id);
        lock.setAttribute('aria-pressed', String(locked.has(id)));
      },
    });
    const label = h('label', { htmlFor: input.id, title: handle.hint, className: kind }, name);
    const range = h('small', { className: 'reach', 'aria-hidden': 'true' }, messages.reach(reach));  // the input says it, too
    const row = h('div', { className: 'slider' }, h('span', { className: 'name' }, label, range), end(0, low, -reach), input, end(1, high, reach), output, lock);
    return { handle, row, input, output, ends, lock };
  }
}
