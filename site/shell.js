// What surrounds the toy: fixed texts, notices with a retry, spoken changes, keys, files dropped on the page.
import { byId } from './dom.js';
import { recall, remember } from './memory.js';
import { fixed, messages } from './messages.js';

/** Puts the message table's texts where index.html names them. */
export function fillTexts() {
  const text = (/** @type {string | undefined} */ key) => fixed[/** @type {keyof typeof fixed} */ (key)] ?? `?${key}`;
  for (const element of document.querySelectorAll('[data-message]')) {
    element.textContent = text(/** @type {HTMLElement} */ (element).dataset.message);
  }
  for (const element of document.querySelectorAll('[data-title]')) {
    element.setAttribute('title', text(/** @type {HTMLElement} */ (element).dataset.title));
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text(/** @type {HTMLElement} */ (element).dataset.label));
  }
}

/**
 * Says what went wrong, above the toy, until it is mended or dismissed.
 * @param {string} message
 * @param {() => void} [retry] offered as a button
 * @param {boolean} [canStay] whether the notice can be dismissed: not where nothing is on show without the retry
 */
export function showNotice(message, retry, canStay = !retry) {
  byId('notice-text', HTMLElement).textContent = message;
  const again = byId('retry', HTMLButtonElement);
  const dismiss = byId('dismiss', HTMLButtonElement);
  again.hidden = !retry;
  dismiss.hidden = !canStay;
  again.onclick = () => {
    hideNotice();
    retry?.();
  };
  dismiss.onclick = hideNotice;
  byId('notice', HTMLElement).hidden = false;
}

export function hideNotice() {
  byId('notice', HTMLElement).hidden = true;
}

let unfinished = 0;

/**
 * `data-busy` on the document: something that was asked for is not on show yet.
 * @template T
 * @param {Promise<T>} work
 */
export async function busyWith(work) {
  const { dataset } = document.documentElement;
  ++unfinished;
  dataset.busy = '';
  try {
    await work;
  } finally {
    if (--unfinished === 0) delete dataset.busy;
  }
}

/**
 * For those who cannot see the picture change.
 * @param {string} message
 */
export function speak(message) {
  byId('spoken', HTMLElement).textContent = message;
}

const answerMilliseconds = 2000;

/**
 * Copies, and says so for a while in the button that asked for it; or says, above the toy, that the browser did not let it.
 * @param {string} text
 * @param {HTMLElement} button
 */
export async function copyText(text, button, done = messages.copied) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return showNotice(messages.copyFailed(text));
  }
  speak(done);
  button.dataset.asks ??= button.textContent ?? '';  // pressed again, it says the answer already
  button.textContent = done;
  setTimeout(() => (button.textContent = button.dataset.asks ?? ''), answerMilliseconds);
}

const typed = new Set(['text', 'number', 'search', 'file']);

const lettersKey = 'ganvas.letters';
/** By the button's id. */
const shortcuts = { shuffle: 's', surprise: 'Shift+s' };

/** The switch for keys of a single letter, which who speaks to the machine would press unawares. */
function lettersSwitch() {
  const letters = byId('letters', HTMLInputElement);
  const follow = () => {
    for (const [id, keys] of Object.entries(shortcuts)) {
      const button = byId(id, HTMLButtonElement);
      if (letters.checked) button.setAttribute('aria-keyshortcuts', keys);
      else button.removeAttribute('aria-keyshortcuts');
    }
  };
  letters.checked = recall(lettersKey) !== 'no';
  letters.addEventListener('change', () => {
    remember(lettersKey, letters.checked ? 'yes' : 'no');
    follow();
  });
  follow();
  return letters;
}

/**
 * Single letters do nothing while a person types, or inside what has keys of its own (`data-own-keys`).
 * `shuffle`: whether the label, too.
 * @param {{ digit: (key: number) => void, shuffle: (label: boolean) => void, undo: () => void, redo: () => void }} actions
 */
export function listenForKeys({ digit, shuffle, undo, redo }) {
  const letters = lettersSwitch();
  addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && typed.has(target.type));
    if (event.defaultPrevented || event.altKey || typing) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === 'z' && event.shiftKey) redo();
      else if (key === 'z') undo();
      else if (key === 'y') redo();
      else return;
      event.preventDefault();
      return;
    }
    if (!letters.checked || (target instanceof Element && target.closest('[data-own-keys]'))) return;
    if (/^[0-9]$/.test(key)) digit(Number(key));
    else if (key === 's') shuffle(event.shiftKey);
  });
}

/**
 * A swipe that began on a slider and became a scrolling of the page leaves the slider where it was: browsers set it where
 * the finger came down. `hold` gives back what undoes it, once the finger is there.
 * @param {() => () => void} hold
 */
export function listenForSwipes(hold) {
  /** @type {(() => void) | undefined} */
  let putBack;
  addEventListener('pointerdown', ({ target, pointerType }) => {
    putBack = undefined;
    if (pointerType !== 'touch' || !(target instanceof HTMLInputElement) || target.type !== 'range') return;
    const { value } = target;
    const undo = hold();
    putBack = () => {
      if (target.value === value) return;
      target.value = value;
      target.dispatchEvent(new Event('input'));
      undo();
    };
  }, true);
  addEventListener('pointercancel', () => putBack?.(), true);
}

/**
 * Files come by dropping them anywhere, or through the button that opens the system's own dialogue.
 * @param {(file: File) => void} open
 */
export function listenForFiles(open) {
  const veil = byId('drop', HTMLElement);
  const input = byId('file', HTMLInputElement);
  const hasFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragover', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener('drop', (event) => {
    veil.hidden = true;
    if (event.defaultPrevented) return;  // a panel took it
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    open(file);
  });
  byId('choose', HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) open(file);
    input.value = '';  // the same file may be chosen again
  });
}
