// What a classifier reads: in the picture on show, in a line under it, and in the ten of the strip. Its weights weigh
// more than the generator, so they come when somebody has moved something and the hand rests; on a connection that
// saves data, only once they are asked for.
import { afterRest, byId, newestOnly } from './dom.js';
import { recall, remember } from './memory.js';
import { messages } from './messages.js';
import { isBlank } from './picture.js';
import { imageOf } from './player.js';

/** @typedef {import('./player.js').Drawing} Drawing */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {{ label: number, name: string, share: number }} Read */

const words = messages.reading;
const switchKey = 'ganvas.reading';
// While a slider is dragged the line follows a few times a second, and takes the worker a tenth of its time at most, which
// has pictures to draw; the ten wait for the hand to rest.
const pauseMilliseconds = 120;
const ofTheTime = 10;
const restMilliseconds = 300;

const wait = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Whether the visitor, or the connection, asks to be sent little. */
function savesData() {
  const { connection } = /** @type {{ connection?: { saveData?: boolean, effectiveType?: string } }} */ (navigator);
  return Boolean(connection?.saveData) || /2g/.test(connection?.effectiveType ?? '');
}

export class Reading {
  #line = byId('reading', HTMLElement);
  #switch = byId('read', HTMLInputElement);
  /** The classifier of the model on the table, once it is here. @type {Awaited<ReturnType<typeof import('./judges.js').classifierFor>>} */
  #classifier;
  /** @type {Drawing | undefined} */
  #drawing;
  /** Somebody has moved something. */
  #moved = false;
  #bytes = 0;
  #data = '';

  /**
   * @param {Session} session
   * @param {(readings: (Read | undefined)[]) => void} showStrip what is read in the ten, where there is something to read
   * @param {() => boolean} isOpening whether another model is on its way: it has the line for itself
   */
  constructor(session, showStrip, isOpening) {
    this.session = session;
    this.showStrip = showStrip;
    this.isOpening = isOpening;
    const choice = recall(switchKey);
    this.#switch.checked = choice === null ? !savesData() : choice === 'yes';
    this.#switch.addEventListener('change', () => {
      remember(switchKey, this.#switch.checked ? 'yes' : 'no');
      this.#moved = true;
      if (!this.#switch.checked) this.showStrip([]);
      this.#follow();
    });
  }

  /** Another model is on the table: its pictures want a reader of their own. @param {Drawing['generator']} generator */
  use(generator) {
    const data = generator.card.training?.data_set ?? '';
    const entry = this.session.classifierOf(generator.card);
    this.#bytes = entry?.bytes ?? 0;
    if (data !== this.#data) this.#classifier = undefined;
    this.#data = data;
    this.#drawing = undefined;
    byId('reader', HTMLElement).hidden = !entry;
    this.showStrip([]);
    this.#say('');
  }

  /** The engine stopped, and the classifier with it: the next one is asked of a new engine. */
  forget() {
    this.#classifier = undefined;
  }

  /** A hand moved something: now the reader may come. */
  wake() {
    this.#moved = true;
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    this.#drawing = drawing;
    this.#follow();
  }

  #say(/** @type {string} */ text) {
    this.#line.textContent = text;
  }

  #follow() {
    if (!this.#bytes || !this.#drawing) return;
    if (!this.#switch.checked) return this.#say(this.#classifier ? '' : words.off(this.#bytes));
    if (this.#classifier) this.#readOne(undefined).catch(() => this.#say(words.missing));
    else if (!this.#line.textContent || !this.#moved) this.#say(words.waits);
    this.#rest();
  }

  #rest = afterRest(restMilliseconds, async () => {
    if (!this.#switch.checked || !this.#moved || !this.#bytes) return;
    if (this.isOpening() && !this.#classifier) return;
    if (document.querySelector('input:active, canvas:active')) return this.#rest();  // held, though it does not move
    try {
      await this.#fetch();
      await this.#readOne(undefined);
      await this.#readStrip();
    } catch {
      this.#say(words.missing);  // the next move asks again
    }
  });

  async #fetch() {
    const generator = this.#drawing?.generator;
    if (this.#classifier || !generator) return;
    const data = this.#data;
    this.#say(words.fetching(this.#bytes));
    const { classifierFor } = await import('./judges.js');
    const classifier = await classifierFor(this.session, generator);
    if (data === this.#data) this.#classifier = classifier;
  }

  #readOne = newestOnly(async () => {
    const drawing = this.#drawing;
    if (!drawing || !this.#classifier) return;
    const { images, main, generator } = drawing;
    const blank = isBlank(images, main, generator.card.image);
    const began = performance.now();
    const [read] = blank ? [] : await this.#classifier.read(imageOf(drawing));
    if (generator.card.training?.data_set !== this.#data || !this.#switch.checked) return;
    this.#say(read ? words.reads(read.name, read.share) : words.blank);
    await wait(Math.max(pauseMilliseconds, ofTheTime * (performance.now() - began)));
  });

  async #readStrip() {
    const drawing = this.#drawing;
    if (!drawing || !this.#classifier) return;
    const { images, strip, generator } = drawing;
    const readings = await this.#classifier.read(images.subarray(strip * generator.imageSize));
    if (drawing === this.#drawing && this.#switch.checked) this.showStrip(readings.map((read, i) => (isBlank(images, strip + i, generator.card.image) ? undefined : read)));
  }
}
