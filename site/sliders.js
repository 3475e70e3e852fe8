// The latent sliders. Each shows its value and, at both ends, the picture that it leads to.
import { messages } from './messages.js';
import { newCanvas, paint } from './picture.js';
import { changedPictures, sliderEnd } from './axes.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./player.js').Drawing} Drawing */
/** @typedef {{ axis: number, row: HTMLElement, input: HTMLInputElement, output: HTMLOutputElement,
 *   ends: [HTMLCanvasElement, HTMLCanvasElement] }} Slider */

export const shownCount = 6;

// The pictures at the ends are drawn once the hand rests, so that they take nothing from the drag.
const restMilliseconds = 140;

export class Sliders {
  /** @type {Slider[]} */
  #sliders = [];
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /**
   * @param {HTMLElement} first the place of the most telling sliders
   * @param {HTMLDetailsElement} more holds the place of all others
   * @param {HTMLElement} rest
   * @param {(axis: number, value: number | undefined) => void} change undefined: back to the seed's own number
   * @param {() => void} settle a drag has ended
   */
  constructor(first, more, rest, change, settle) {
    this.first = first;
    this.more = more;
    this.rest = rest;
    this.change = change;
    this.settle = settle;
    /** @type {Drawing | undefined} */
    this.drawing = undefined;
    more.addEventListener('toggle', () => this.#drawEnds());
  }

  /**
   * @param {Generator} generator
   * @param {number[]} axes the most telling first
   */
  build(generator, axes) {
    this.generator = generator;
    const end = sliderEnd(generator);
    this.#sliders = axes.map((axis) => this.#slider(axis, end));
    this.first.replaceChildren(...this.#sliders.slice(0, shownCount).map(({ row }) => row));
    this.rest.replaceChildren(...this.#sliders.slice(shownCount).map(({ row }) => row));
    this.more.hidden = axes.length <= shownCount;
    if (this.drawing) this.show(this.drawing);
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    this.drawing = drawing;
    for (const { axis, row, input, output } of this.#sliders) {
      const value = drawing.latent[axis];
      // What the hand is on already shows its own value; setting it would tug at the thumb.
      if (Number(input.value) !== value) input.value = String(value);
      output.value = value.toFixed(2).replace('-', '−');
      row.classList.toggle('edited', drawing.state.edits.has(axis));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drawEnds(), restMilliseconds);
  }

  async #drawEnds() {
    const { generator, drawing } = this;
    if (!generator || !drawing) return;
    const shown = this.more.open ? this.#sliders : this.#sliders.slice(0, shownCount);
    const end = sliderEnd(generator);
    const changes = shown.flatMap(({ axis }) => [{ axis, value: -end }, { axis, value: end }]);
    const pictures = await changedPictures(generator, drawing.latent, drawing.main, drawing.state.psi, changes).catch(
      () => null,  // the drawing itself reports what is wrong
    );
    if (!pictures || drawing !== this.drawing || generator !== this.generator) return;
    shown.forEach(({ ends }, i) => {
      paint(ends[0], pictures, 2 * i, generator.card.image);
      paint(ends[1], pictures, 2 * i + 1, generator.card.image);
    });
  }

  /**
   * @param {number} axis
   * @param {number} end
   * @returns {Slider}
   */
  #slider(axis, end) {
    const row = document.createElement('div');
    row.className = 'slider';
    const input = Object.assign(document.createElement('input'), {
      type: 'range', id: `z${axis}`, min: String(-end), max: String(end), step: '0.01',
    });
    const label = Object.assign(document.createElement('label'), { htmlFor: input.id });
    label.append('z', Object.assign(document.createElement('sub'), { textContent: String(axis) }));
    input.setAttribute('aria-label', messages.latentNumber(axis));
    const output = document.createElement('output');
    output.htmlFor.add(input.id);
    const ends = /** @type {[HTMLCanvasElement, HTMLCanvasElement]} */ ([newCanvas('grey'), newCanvas('grey')]);

    input.addEventListener('input', () => this.change(axis, Number(input.value)));
    input.addEventListener('change', () => this.settle());
    input.addEventListener('dblclick', () => this.change(axis, undefined));
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Delete' || event.key === 'Backspace') this.change(axis, undefined);
    });
    row.append(label, ends[0], input, ends[1], output);
    return { axis, row, input, output, ends };
  }
}
