// The strip of ten: the same latent under each label, or, for a model without labels, the next seeds. A click picks.
import { messages } from './messages.js';
import { newCanvas, paint } from './picture.js';
import { neighbourCount } from './player.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */
/** @typedef {import('./player.js').Drawing} Drawing */

export class Labels {
  /** @type {{ button: HTMLButtonElement, canvas: HTMLCanvasElement, name: HTMLElement }[]} */
  #tiles = [];

  /**
   * @param {HTMLElement} place
   * @param {HTMLElement} heading
   * @param {(changes: { label: number } | { seed: number }) => void} pick
   */
  constructor(place, heading, pick) {
    this.place = place;
    this.heading = heading;
    this.pick = pick;
  }

  /** @param {Generator} generator */
  build(generator) {
    this.generator = generator;
    this.heading.textContent = generator.labelCount ? messages.labels : messages.neighbours;
    this.#tiles = Array.from({ length: generator.labelCount || neighbourCount }, (_, i) => this.#tile(i));
    this.place.replaceChildren(...this.#tiles.map(({ button }) => button));
  }

  /** @param {number} index */
  press(index) {
    this.#tiles[index]?.button.click();
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    const generator = this.generator;
    if (!generator) return;
    this.#tiles.forEach(({ button, canvas, name }, i) => {
      const labelled = generator.labelCount > 0;
      paint(canvas, drawing.images, labelled ? i : i + 1, generator.card.image);
      const text = labelled ? generator.card.labels?.[i] ?? String(i) : String(drawing.state.seed + i + 1);
      if (name.textContent !== text) name.textContent = text;
      button.setAttribute('aria-label', labelled ? messages.labelButton(text) : messages.neighbourButton(Number(text)));
      if (labelled) button.setAttribute('aria-pressed', String(i === drawing.main));
    });
  }

  /** @param {number} index */
  #tile(index) {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    const canvas = newCanvas('grey');
    const name = document.createElement('span');
    button.append(canvas, name);
    button.addEventListener('click', () => {
      const seed = Number(name.textContent);
      this.pick(this.generator?.labelCount ? { label: index } : { seed });
    });
    return { button, canvas, name };
  }
}
