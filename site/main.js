// The page: one store, the model on the table, and the parts that show a drawing. Each part asks the store for a
// change; the store's change asks for a drawing; the drawing goes to each part.
import { GanvasError } from './web/ganvas.js';
import { fixed, messages } from './messages.js';
import { axesByEffect } from './axes.js';
import { showCard } from './card.js';
import { Labels } from './labels.js';
import { ownFileName } from './models.js';
import { paint } from './picture.js';
import { Player } from './player.js';
import { Session, explain } from './session.js';
import { byId, fillTexts, hideNotice, listenForFiles, listenForKeys, showNotice, speak } from './shell.js';
import { Sliders, shownCount } from './sliders.js';
import { Store } from './store.js';

/** @typedef {import('./player.js').Drawing} Drawing */

// Short seeds make short links.
const largestShuffledSeed = 999999;

fillTexts();
const store = new Store();
const session = new Session();
const digit = byId('digit', HTMLCanvasElement);
const timing = byId('timing', HTMLElement);
const picker = byId('model', HTMLSelectElement);
const seed = byId('seed', HTMLInputElement);
const psi = byId('psi', HTMLInputElement);
const reset = byId('reset', HTMLButtonElement);

const labels = new Labels(byId('labels', HTMLElement), byId('labels-heading', HTMLElement), (changes) =>
  store.choose('seed' in changes ? { ...changes, edits: new Map() } : changes));

const sliders = new Sliders(
  byId('sliders', HTMLElement), byId('more', HTMLDetailsElement), byId('more-sliders', HTMLElement),
  (axis, value) => {
    const edits = new Map(store.state.edits);
    if (value === undefined) edits.delete(axis);
    else edits.set(axis, value);
    store.adjust({ edits });
  },
  () => store.flush(),
);

/** @type {Player | undefined} */
let player;
let shownModel = '';
let opening = 0;

/** @param {Drawing} drawing */
function show(drawing) {
  const generator = player?.generator;
  if (!generator) return;
  paint(digit, drawing.images, drawing.main, generator.card.image);
  const label = generator.labelCount ? generator.card.labels?.[drawing.main] : undefined;
  digit.setAttribute('aria-label', messages.picture(label, drawing.state.seed));
  timing.textContent = messages.drawn(drawing.count, drawing.milliseconds);
  labels.show(drawing);
  sliders.show(drawing);
  document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
}

function showControls() {
  const { state } = store;
  picker.value = shownModel;
  if (document.activeElement !== seed) seed.value = String(state.seed);
  psi.value = String(state.psi);
  byId('psi-value', HTMLOutputElement).value = state.psi.toFixed(2);
  reset.disabled = state.edits.size === 0;
}

function fillPicker() {
  picker.replaceChildren(...session.choices().map(({ name, title }) => new Option(title, name)));
  picker.value = shownModel;
}

/** Opens the model that the state names; a newer call overtakes an older one. */
async function openModel() {
  const turn = ++opening;
  const wanted = store.state.model;
  try {
    const name = session.resolve(wanted);
    if (!name) {
      timing.textContent = '';
      showNotice(messages.noModels);
      return;
    }
    if (wanted && name !== wanted) {
      const file = ownFileName(wanted);
      showNotice(file ? messages.linkNeedsFile(file) : messages.noSuchModel(wanted));
    }
    if (name === shownModel) return;
    const { generator, bytes, title } = await session.open(name, (message) => (timing.textContent = message));
    const ganvas = await session.engine();
    if (turn !== opening) return;
    player ??= new Player(ganvas, show, fail);
    shownModel = name;
    player.use(generator);
    document.title = messages.title(generator.card.title || title);
    fillPicker();
    labels.build(generator);
    sliders.drawing = undefined;
    player.draw(store.state);
    showControls();
    showCard(generator, bytes);
    const axes = await axesByEffect(generator, await player.seedLatent(generator, 0));
    if (turn !== opening) return;
    const shown = Math.min(shownCount, axes.length);
    byId('sliders-heading', HTMLElement).textContent = messages.sliderCount(shown, axes.length);
    byId('more-summary', HTMLElement).textContent = messages.allSliders(axes.length - shown);
    sliders.build(generator, axes);
    player.draw(store.state);
    keepOnce();
  } catch (error) {
    if (turn === opening) fail(error);
  }
}

let kept = false;

/** The page for playing without a network, once it has shown what it can. */
async function keepOnce() {
  if (kept) return;
  kept = true;
  const { keepOffline } = await import('./offline.js');
  keepOffline();
}

async function begin() {
  timing.textContent = messages.starting;
  try {
    await session.start();
    fillPicker();
    if (!store.state.model) store.adjust({ model: session.resolve('digits') ?? '' });
    await openModel();
  } catch (error) {
    fail(error);
  }
}

/** @param {unknown} error */
function fail(error) {
  timing.textContent = '';
  if (error instanceof GanvasError && error.code === 'worker') {
    session.reset();
    player = undefined;
    shownModel = '';
  }
  showNotice(explain(error), retry);
}

function retry() {
  if (session.entries.length) openModel();
  else begin();
}

function shuffle() {
  const fresh = Math.floor(Math.random() * (largestShuffledSeed + 1));
  store.choose({ seed: fresh, edits: new Map() });
}

/** @param {File} file */
async function openFile(file) {
  const name = await session.openFile(file);
  if (!name) return;
  if (name === shownModel) shownModel = '';  // the same name, perhaps other weights
  if (name === store.state.model) openModel();
  else store.choose({ model: name, edits: new Map() });
}

async function copyLink() {
  store.flush();
  try {
    await navigator.clipboard.writeText(location.href);
    const button = byId('copy', HTMLButtonElement);
    button.textContent = messages.copied;
    speak(messages.copied);
    setTimeout(() => (button.textContent = fixed.copyLink), 2000);
  } catch {
    showNotice(messages.copyFailed(location.href));
  }
}

store.subscribe((state, before) => {
  if (state.model !== before.model) {
    hideNotice();
    openModel();
  }
  showControls();
  if (state.label !== before.label || state.seed !== before.seed) {
    speak(messages.picture(player?.generator?.card.labels?.[state.label], state.seed));
  }
  player?.draw(state);
});

picker.addEventListener('change', () => store.choose({ model: picker.value, edits: new Map() }));
seed.addEventListener('change', () => {
  if (seed.value !== '' && seed.validity.valid) store.choose({ seed: Number(seed.value), edits: new Map() });
  else seed.value = String(store.state.seed);
});
psi.addEventListener('input', () => store.adjust({ psi: Number(psi.value) }));
psi.addEventListener('change', () => store.flush());
psi.addEventListener('dblclick', () => store.adjust({ psi: 1 }));
reset.addEventListener('click', () => store.choose({ edits: new Map() }));
byId('shuffle', HTMLButtonElement).addEventListener('click', shuffle);
byId('copy', HTMLButtonElement).addEventListener('click', copyLink);
listenForKeys({ label: (index) => labels.press(index), shuffle });
listenForFiles(openFile);
begin();
