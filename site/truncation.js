// The slider of ψ, which scales all latent numbers: from the average picture to wilder ones than the network was
// trained on. At its ends stand the pictures that it leads to, as at those of the other sliders.
import { afterRest, byId } from './dom.js';
import { picturesOf } from './handles.js';
import { messages } from './messages.js';
import { fillFrom, paintEnd } from './sliders.js';

/** @typedef {import('./player.js').Drawing} Drawing */

const asTrained = 1;
const restMilliseconds = 140;

export class Truncation {
  #input = byId('psi', HTMLInputElement);
  #output = byId('psi-value', HTMLOutputElement);
  #ends = [byId('psi-least', HTMLButtonElement), byId('psi-most', HTMLButtonElement)];
  #drawEnds = afterRest(restMilliseconds, () => this.#paintEnds());
  /** @type {Drawing | undefined} */
  #drawing;

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    const input = this.#input;
    input.addEventListener('input', () => store.adjust({ psi: Number(input.value) }));
    input.addEventListener('change', () => store.flush());
    input.addEventListener('dblclick', () => store.adjust({ psi: asTrained }));
    input.addEventListener('keydown', ({ key }) => {
      if (key === 'Delete' || key === 'Backspace') store.adjust({ psi: asTrained });
    });
    this.#ends.forEach((button, i) => {
      this.#nameEnd(i, messages.truncationEnds[i]);
      button.addEventListener('click', () => store.choose({ psi: this.#reach[i] }));
    });
  }

  /** @param {number} i @param {string} what waits there */
  #nameEnd(i, what) {
    this.#ends[i].setAttribute('aria-label', messages.sliderEnd(messages.truncation, what));
    this.#ends[i].title = what;
  }

  get #reach() {
    return [Number(this.#input.min), Number(this.#input.max)];
  }

  /** What the state says, before it is drawn. */
  follow() {
    const { psi } = this.store.state;
    this.#input.value = String(psi);
    fillFrom(this.#input, asTrained);
    this.#output.value = psi.toFixed(2);
    this.#output.classList.toggle('edited', psi !== asTrained);
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    this.#drawing = drawing;
    this.#drawEnds();
  }

  async #paintEnds() {
    const drawing = this.#drawing;
    if (!drawing) return;
    const pictures = await Promise.all(this.#reach.map((psi) =>
      picturesOf({ ...drawing, state: { ...drawing.state, psi } }, [drawing.latent]))).catch(() => null);
    if (!pictures || drawing !== this.#drawing) return;
    this.#ends.forEach((button, i) => {
      const canvas = button.querySelector('canvas');
      const blank = canvas && paintEnd(canvas, pictures[i], 0, drawing.generator.card.image);
      this.#nameEnd(i, blank ? messages.blankEnd(messages.truncationEnds[i]) : messages.truncationEnds[i]);
    });
  }
}
