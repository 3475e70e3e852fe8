// The line above the picture: what to do here; or, of a generator as it was on the way through its training, that it is one,
// and the way back to the finished one. The timeline puts such a one on the table, and so does a link.
import { byId, h } from './dom.js';
import { messages } from './messages.js';

/** @typedef {import('./web/ganvas.js').Generator} Generator */

export class Lead {
  #line = byId('lead', HTMLElement);
  #title = '';
  #text = '';
  #moment = '';

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.#line.tabIndex = -1;
  }

  /** Another model is on the table, finished. @param {Generator} generator @param {string} name @param {string} title of its file */
  use(generator, name, title) {
    this.finished = generator;
    this.#title = generator.card.title || title;
    this.#text = messages.lead(generator.card.labels ?? [], name);
    this.#say('');
  }

  /**
   * @param {import('./player.js').Drawing} drawing
   * @returns {string} the moment of the training that it is of; of the finished generator ''
   */
  show({ generator, state }) {
    const moment = generator === this.finished ? '' : messages.moment(state.at, this.finished?.card.training?.images_seen);
    if (moment !== this.#moment) this.#say(moment);
    return moment;
  }

  #say(/** @type {string} */ moment) {
    this.#moment = moment;
    document.title = messages.title(moment ? `${this.#title}, ${moment}` : this.#title);
    if (!moment) this.#line.textContent = this.#text;
    else this.#line.replaceChildren(messages.unfinished(moment), ' ', h('button', { type: 'button', className: 'quiet', onclick: () => this.#finish() }, messages.finish));
  }

  #finish() {
    this.#line.focus({ preventScroll: true });  // the button goes, and would take the focus with it
    this.store.choose({ at: 0 });
  }
}
