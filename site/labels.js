// The strip of ten: the same latent under each label, or, for a model without labels, the next seeds. A click picks.
import { h } from './dom.js';
import { messages } from './messages.js';
import { newCanvas, paint } from './picture.js';
import { neighbourCount } from './player.js';
import { untouched } from './store.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./player.js').Drawing} Drawing */

/** Whether words stand under ten pictures: the labels, or what a classifier reads in those that have none, but for digits. @param {Generator} generator */
export const tellsInWords = ({ card }) => (card.labels?.length ? card.labels.some((name) => name.length > 2) : card.training?.data_set !== 'MNIST');

/** The two labels that “Between labels” promises, and opens with. @param {string[]} labels */
export function firstPair(labels) {
  if (labels.length && labels.length < 9) return [0, 1];
  return [3, labels.some((name) => name.length > 2) ? 5 : 8];  // a cat and a dog
}

export class Labels {
  /** @type {{ button: HTMLButtonElement, canvas: HTMLCanvasElement, name: HTMLElement, read: HTMLElement }[]} */
  #tiles = [];

  /**
   * @param {HTMLElement} place
   * @param {HTMLElement} heading
   * @param {import('./store.js').Store} store
   */
  constructor(place, heading, store) {
    this.place = place;
    this.heading = heading;
    this.store = store;
  }

  /** @param {Generator} generator */
  build(generator) {
    this.generator = generator;
    const names = generator.card.labels ?? [];
    this.heading.textContent = generator.labelCount ? messages.labels(names) : messages.neighbours;
    this.place.classList.toggle('long', tellsInWords(generator));
    this.#tiles = Array.from({ length: generator.labelCount || neighbourCount }, (_, i) => this.#tile(i));
    this.place.replaceChildren(...this.#tiles.map(({ button }) => button));
  }

  /** The tile of a digit's key: the label of that number; or, as the seeds are counted from 1, the seed so much further, and 0 the tenth. @param {number} digit */
  press(digit) {
    this.#tiles[this.generator?.labelCount ? digit : (digit + 9) % 10]?.button.click();
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    const generator = this.generator;
    if (!generator) return;
    const labelled = generator.labelCount > 0;
    this.#tiles.forEach(({ button, canvas, name }, i) => {
      paint(canvas, drawing.images, drawing.strip + i, generator.card.image);
      const seed = drawing.state.seed + i + 1;
      const text = labelled ? (generator.card.labels?.[i] ?? String(i)) : messages.neighbour(i + 1);
      if (name.textContent !== text) name.textContent = name.title = text;  // whole, should there be no room for it
      button.setAttribute('aria-label', labelled ? messages.labelButton(text) : messages.neighbourButton(seed));
      if (labelled) button.setAttribute('aria-pressed', String(drawing.weights[i] > 0));
    });
  }

  /** What a classifier reads in the ten: how surely, or what else. @param {(import('./reading.js').Read | undefined)[]} readings */
  read(readings) {
    const labelled = (this.generator?.labelCount ?? 0) > 0;
    this.#tiles.forEach(({ read }, i) => {
      const reading = readings[i];
      const other = reading && (!labelled || reading.label !== i);
      read.textContent = !reading ? '' : other ? messages.reading.as(reading.name) : messages.reading.right(reading.share);
      read.classList.toggle('misread', Boolean(other && labelled));
    });
  }

  /** @param {number} index */
  #tile(index) {
    const canvas = newCanvas();
    const name = h('span');
    const read = h('small', { 'aria-hidden': 'true' });  // the panel “The other player” says it, too
    const button = h('button', {
      type: 'button',
      onclick: () =>
        this.store.choose(this.generator?.labelCount
          ? { label: index, mix: new Map() }
          : { seed: this.store.state.seed + index + 1, ...untouched }),
    }, canvas, name, read);
    return { button, canvas, name, read };
  }
}
