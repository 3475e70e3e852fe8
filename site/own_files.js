// The player's own files that this browser keeps for the next visit: their names, and the line that says of the one on the
// table that it is kept. A browser may not let it (a private window, a full disk): then all is as if nothing were kept.
import { byId } from './dom.js';
import { recall, remember } from './memory.js';
import { messages } from './messages.js';
import { ownFileName } from './models.js';
import { speak } from './shell.js';

// Remembered beside the files: who has none waits for no storage and fetches no script.
const key = 'ganvas.own';

const shelf = () => import('./shelf.js');

export class OwnFiles {
  /** Of the files that are kept, the oldest first. @type {string[]} */
  names = [];
  /** In this visit: they stay open as long as it lasts. @type {Set<string>} */
  #forgotten = new Set();
  #shown = '';
  #line = byId('kept', HTMLElement);
  #button = byId('forget', HTMLButtonElement);

  constructor() {
    this.#button.addEventListener('click', async () => {
      const name = this.#shown;
      await this.forget(name);
      if (this.names.includes(name)) return;
      byId('choose', HTMLButtonElement).focus();  // where a hand stands when its button is gone
      speak(messages.forgotten(name));
    });
  }

  /** Finds out what is kept. */
  async start() {
    if (recall(key)) await this.#change();
  }

  /** The file's bytes; rejects if they are gone. @param {string} name */
  async read(name) {
    return (await shelf()).read(name);
  }

  /** Never fails: what cannot be kept is not. @param {File} file */
  async keep(file) {
    this.#forgotten.delete(file.name);
    await this.#change(({ keep }) => keep(file));
  }

  /** @param {string} name */
  async forget(name) {
    this.#forgotten.add(name);
    await this.#change(({ forget }) => forget(name));
  }

  /** Changes what is kept, and learns what that is then. @param {(at: typeof import('./shelf.js')) => Promise<void>} [change] */
  async #change(change) {
    try {
      const at = await shelf();
      try {
        await change?.(at);
      } finally {
        this.names = await at.names();
        remember(key, this.names.length ? 'kept' : '');
      }
    } catch (error) {
      console.info('The browser did not let the page keep a file:', error);
    }
    this.#tell();
  }

  /** @param {string} model what is on the table */
  show(model) {
    this.#shown = ownFileName(model) ?? '';
    this.#tell();
  }

  #tell() {
    const kept = this.names.includes(this.#shown);
    this.#button.hidden = !kept;
    this.#line.hidden = !kept && !this.#forgotten.has(this.#shown);
    byId('kept-text', HTMLElement).textContent = (kept ? messages.kept : messages.forgotten)(this.#shown);
  }
}
