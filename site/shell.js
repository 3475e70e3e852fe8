// What surrounds the toy: fixed texts, notices with a retry, spoken changes, keys, files dropped on the page.
import { fixed } from './messages.js';

/**
 * The page's element of that id and type. A wrong id is a mistake in index.html, so it is loud.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`#${id} is missing or of another kind`);
  return element;
}

/** Puts the message table's texts where index.html names them. */
export function fillTexts() {
  const text = (/** @type {string | undefined} */ key) => fixed[/** @type {keyof typeof fixed} */ (key)] ?? `?${key}`;
  document.title = fixed.pageTitle;
  for (const element of document.querySelectorAll('[data-message]')) {
    element.textContent = text(/** @type {HTMLElement} */ (element).dataset.message);
  }
  for (const element of document.querySelectorAll('[data-title]')) {
    element.setAttribute('title', text(/** @type {HTMLElement} */ (element).dataset.title));
  }
}

/**
 * Says what went wrong, above the toy, until it is mended or dismissed.
 * @param {string} message
 * @param {() => void} [retry] offered as a button; without it the notice can be dismissed
 */
export function showNotice(message, retry) {
  byId('notice-text', HTMLElement).textContent = message;
  const again = byId('retry', HTMLButtonElement);
  const dismiss = byId('dismiss', HTMLButtonElement);
  again.hidden = !retry;
  dismiss.hidden = Boolean(retry);
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

/**
 * For those who cannot see the picture change.
 * @param {string} message
 */
export function speak(message) {
  byId('spoken', HTMLElement).textContent = message;
}

/**
 * @param {{ label: (index: number) => void, shuffle: () => void }} actions
 */
export function listenForKeys({ label, shuffle }) {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'range');
    if (typing) return;
    if (/^[0-9]$/.test(event.key)) label(Number(event.key));
    else if (event.key.toLowerCase() === 's') shuffle();
  });
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
