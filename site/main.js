// The page: one store, the model on the table, and the parts that show a drawing. Each part asks the store for a
// change; the store's change asks for a drawing; the drawing goes to each part.
import { GanvasError } from './web/ganvas.js';
import { byId, grouped, offer } from './dom.js';
import { messages } from './messages.js';
import { Digit } from './digit.js';
import { firstHandles } from './handles.js';
import { Labels } from './labels.js';
import { seedLatent } from './latents.js';
import { Lead } from './lead.js';
import { ownFileName } from './models.js';
import { OwnFiles } from './own_files.js';
import { Panels } from './panels.js';
import { isBlank } from './picture.js';
import { Player } from './player.js';
import { Reading } from './reading.js';
import { Session, explain } from './session.js';
import { busyWith, copyText, fillTexts, hideNotice, listenForFiles, listenForKeys, listenForSwipes, showNotice, speak } from './shell.js';
import { settleIn } from './settle_in.js';
import { Sliders, locked } from './sliders.js';
import { Store, isTouched, untouched } from './store.js';
import { Truncation } from './truncation.js';

/** @typedef {import('./player.js').Drawing} Drawing */

// Short seeds make short links.
const largestShuffledSeed = 999999;
const firstSliders = 3;

fillTexts();
const store = new Store();
const own = new OwnFiles();
const session = new Session(own);
const timing = byId('timing', HTMLElement);
const picker = byId('model', HTMLSelectElement);
const seed = byId('seed', HTMLInputElement);
const reset = byId('reset', HTMLButtonElement);
const undo = byId('undo', HTMLButtonElement);
const redo = byId('redo', HTMLButtonElement);

const lead = new Lead(store);
const digit = new Digit(byId('digit', HTMLCanvasElement), byId('smooth', HTMLInputElement), store);
const labels = new Labels(byId('labels', HTMLElement), byId('labels-heading', HTMLElement), store);
const sliders = new Sliders(byId('sliders', HTMLElement), store);
const truncation = new Truncation(store);
const reading = new Reading(session, (readings) => labels.read(readings), isOpening);

/** @type {Player | undefined} */
let player;
// There from the start, closed: so nothing jumps when the model has come.
const panels = new Panels(byId('panels', HTMLElement), page());
let shownModel = '';
let opening = 0;

/** @param {Drawing} drawing */
function show(drawing) {
  const { generator, state } = drawing;
  digit.show(drawing);
  const mixed = state.mix.size > 0;
  const label = generator.labelCount && !mixed ? generator.card.labels?.[drawing.main] : undefined;
  digit.canvas.setAttribute('aria-label', messages.picture(label, state.seed, lead.show(drawing)));
  const nothing = isBlank(drawing.images, drawing.main, generator.card.image);
  if (!isOpening()) timing.textContent = nothing ? messages.drewNothing : messages.drawn(drawing.drawn, drawing.milliseconds);
  labels.show(drawing);
  sliders.show(drawing);
  truncation.show(drawing);
  reading.show(drawing);
  panels.show(drawing);
  document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
}

/** Whether another model is on its way than the one on the table: the picker and the line under the picture are its own. */
function isOpening() {
  return store.state.model !== shownModel;
}

function showControls() {
  const { state } = store;
  picker.value = state.model;
  if (document.activeElement !== seed) seed.value = String(state.seed);
  truncation.follow();
  offer(reset, isTouched(state));
  offer(undo, store.canUndo);
  offer(redo, store.canRedo);
}

function fillPicker() {
  picker.replaceChildren(...grouped(session.choices()));
  picker.value = store.state.model;
}

/** Opens the model that the state names, and draws; a newer call overtakes an older one. */
const openModel = () => busyWith(openWanted());

async function openWanted() {
  const turn = ++opening;
  const wanted = store.state.model;
  try {
    const name = session.resolve(wanted);
    if (!name) {
      timing.textContent = '';
      showNotice(messages.noModels);
      return;
    }
    if (wanted && name !== wanted) return standIn(name);
    if (name === shownModel) return await player?.draw(store.state);
    const { generator, title } = await session.open(name, (message) => (timing.textContent = message));
    const ganvas = await session.engine();
    if (turn !== opening) return;
    player ??= new Player(ganvas, (generator, { at }) => session.generatorAt(shownModel, at, generator), show, fail);
    shownModel = name;
    player.use(generator);
    lead.use(generator, name, title);
    own.show(name);
    fillPicker();
    labels.build(generator);
    reading.use(generator);
    byId('surprise', HTMLButtonElement).hidden = generator.labelCount < 2;
    byId('keys', HTMLElement).textContent = messages.keys(generator.labelCount > 0);
    showControls();
    await player.draw(store.state);
    const handles = await firstHandles(generator, await seedLatent(ganvas, generator, 0), firstSliders);
    // Even if another one was chosen meanwhile: it may not arrive, or Back may call it off, and this one stays on the table.
    if (player?.generator !== generator) return;
    byId('sliders-heading', HTMLElement).textContent = handles[0].kind === 'axis' ? messages.numbers : messages.directions;
    digit.handles = handles.slice(0, 2);
    sliders.build(handles);
    panels.restart();
    await player.draw(store.state);
    settleIn(session, ganvas, tend);
  } catch (error) {
    if (turn !== opening) return;
    if (wanted && session.resolve(wanted) !== wanted) openModel();  // a kept file that was damaged: it is forgotten, and another stands in
    else failToOpen(error);
  }
}

const titleOf = (/** @type {string} */ name) => session.choices().find((choice) => choice.name === name)?.title ?? name;

/** What a link asks for that needs its author's own file. @type {import('./store.js').State | undefined} */
let linked;

/** Another model, in the place of one that is not here. @param {string} name */
function standIn(name) {
  const { state } = store;
  if (ownFileName(state.model)) linked = state;
  store.correct({ model: name });  // which opens it
  fillPicker();
  showNotice(session.whyNot(state.model, titleOf(name)));
}

/** What was asked for did not come: the model on the table stays there, and the state says so again. @param {unknown} error */
function failToOpen(error) {
  const asked = store.state;
  const { drawing } = player ?? {};
  if (isEnded(error) || !drawing || asked.model === shownModel) return fail(error);
  store.correct({ ...drawing.state, model: shownModel, open: asked.open });
  const again = () => store.choose({ ...asked, open: store.state.open });
  showNotice(messages.stays(explain(error), titleOf(shownModel)), again, true);
}

/** What goes wrong with work that nobody waits for is told, unless its model has left the table since. @param {Promise<unknown>} work */
function tend(work) {
  const began = player?.generator;
  return work.catch((error) => {
    if (began && began === player?.generator) fail(error);
  });
}

/** @returns {import('./panels.js').Page} */
function page() {
  return {
    store,
    session,
    get model() {
      return shownModel;
    },
    get player() {
      return /** @type {Player} */ (player);
    },
    entry: () => session.entry(shownModel),
    copy: copyText,
    say: speak,
    tend,
    lead: (panel) => panels.lead(panel),
  };
}

async function begin() {
  timing.textContent = messages.starting;
  try {
    await session.start();
    fillPicker();
    const flagship = session.resolve('digits');
    if (store.state.model || !flagship) await openModel();
    else store.adjust({ model: flagship });  // which opens it
  } catch (error) {
    fail(error);
  }
}

const isEnded = (/** @type {unknown} */ error) => error instanceof GanvasError && error.code === 'worker';

/** @param {unknown} error */
function fail(error) {
  timing.textContent = '';
  if (isEnded(error)) {
    session.reset();
    reading.forget();
    player = undefined;
    shownModel = '';
  }
  showNotice(explain(error), retry, Boolean(shownModel));
}

function retry() {
  if (session.entries.length) openModel();
  else begin();
}

/** Another seed, the same label unless `also` says otherwise; what is locked stays. @param {Partial<import('./store.js').State>} [also] */
function shuffle(also) {
  const { walk, edits } = store.state;
  store.choose({
    ...also,
    seed: Math.floor(Math.random() * (largestShuffledSeed + 1)),
    walk: new Map([...walk].filter(([key]) => locked.has(`d-${key}`))),
    edits: new Map([...edits].filter(([axis]) => locked.has(`z${axis}`))),
  });
}

/** Another seed and another label. */
function surprise() {
  const count = player?.generator?.labelCount ?? 0;
  if (count < 2) return shuffle();
  const other = (store.state.label + 1 + Math.floor(Math.random() * (count - 1))) % count;
  shuffle({ label: other, mix: new Map() });
}

/** @param {File} file */
async function openFile(file) {
  if (file.type.startsWith('image/')) return panels.give('draw', file);
  try {
    const name = await session.openFile(file);
    fillPicker();
    hideNotice();
    if (name === shownModel) shownModel = '';  // the same name, perhaps other weights
    if (name === store.state.model) openModel();
    else if (name === linked?.model) store.choose({ ...linked, open: store.state.open });
    else store.turnTo(name, session.labelFor(name, store.state));
    await busyWith(own.keep(file));
    fillPicker();  // older files may have given way
  } catch (error) {
    if (isEnded(error)) fail(error);  // the file took the model on the table with it
    else showNotice(explain(error));
  }
}

function copyLink() {
  store.flush();
  copyText(location.href, byId('copy', HTMLButtonElement), messages.linkCopied);
}

store.subscribe((state, before) => {
  const another = state.model !== before.model;
  if (another) {
    hideNotice();
    openModel();
  }
  showControls();
  if (state.open !== before.open) panels.follow();
  if (state === before) return;
  if (state.label !== before.label || state.seed !== before.seed) {
    speak(messages.picture(player?.generator?.card.labels?.[state.label], state.seed));
  }
  if (!player || another) return;
  if (state.open === before.open) reading.wake();
  busyWith(player.draw(state));
});

picker.addEventListener('change', () => store.turnTo(picker.value, session.labelFor(picker.value, store.state)));
seed.addEventListener('change', () => {
  if (seed.value !== '' && seed.validity.valid) store.choose({ seed: Number(seed.value), ...untouched });
  else seed.value = String(store.state.seed);
});
reset.addEventListener('click', () => {
  if (isTouched(store.state)) store.choose({ ...untouched, mix: new Map(), psi: 1, at: 0 });
});
undo.addEventListener('click', () => store.undo());
redo.addEventListener('click', () => store.redo());
byId('shuffle', HTMLButtonElement).addEventListener('click', () => shuffle());
byId('surprise', HTMLButtonElement).addEventListener('click', surprise);
byId('copy', HTMLButtonElement).addEventListener('click', copyLink);
listenForKeys({ digit: (key) => labels.press(key), shuffle: (label) => (label ? surprise() : shuffle()), undo: () => store.undo(), redo: () => store.redo() });
listenForFiles(openFile);
listenForSwipes(() => {
  const held = store.state;
  return () => store.adjust({ ...held, open: store.state.open });
});
begin();
