// What a person takes home: pictures, a moving one, the numbers, the weights, the command that draws the same.
import { h, newestOnly, whileBusy } from '../dom.js';
import { canRecord, enlarged, framesOf, framesOfWay, gifOf, wayThrough, webmOf } from '../film.js';
import { firstHandles, movedLatents } from '../handles.js';
import { seedLatent } from '../latents.js';
import { linear, spherical } from '../paths.js';
import { toImageData } from '../picture.js';
import { imageOf, neighbourCount } from '../player.js';
import { explain } from '../session.js';
import { columns, rows, sheet, sheetRow } from '../sheet.js';
import { fitting, keptOf, trayChanges } from '../tray.js';
import { messages } from './messages.js';
import { commandFor, filesOf, isPlain } from './own_machine.js';

/** @typedef {import('../player.js').Drawing} Drawing */
/** @typedef {import('../web/ganvas.js').Ganvas} Ganvas */

const words = messages.take;
const scales = [1, 4, 8, 16, 32];
const sliderFrames = 2 * framesOfWay;

/** @param {BlobPart} content @param {string} type @param {string} name */
function save(content, type, name) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * @param {ImageData[]} pictures of one size
 * @param {number} across how many stand in a row
 * @returns {Promise<Blob>}
 */
function png(pictures, across) {
  const [{ width, height }] = pictures;
  const canvas = h('canvas', { width: width * across, height: height * Math.ceil(pictures.length / across) });
  pictures.forEach((picture, i) =>
    canvas.getContext('2d')?.putImageData(picture, (i % across) * width, Math.floor(i / across) * height));
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no PNG of the picture'))), 'image/png'));
}

/**
 * The first slider from end to end and back.
 * @param {Ganvas} ganvas
 * @param {Drawing} drawing
 */
async function sliderWay(ganvas, drawing) {
  const { generator, weights, state: { psi } } = drawing;
  const [handle] = await firstHandles(generator, await seedLatent(ganvas, generator, 0), 1);
  const way = Array.from({ length: sliderFrames }, (_, i) => -Math.cos((2 * Math.PI * i) / sliderFrames) * handle.reach);
  return movedLatents(drawing, way.map((value) => [{ handle, value }])).map((latent) => ({ latent, weights, psi }));
}

/**
 * The picture's latent vector as ganvas-sample reads it: ψ and all else is in it already.
 * @param {Drawing} drawing
 * @param {string} model
 */
export const latentFile = ({ state, latent, weights }, model) => ({
  model,
  seed: state.seed,
  psi: state.psi,
  latents: [Array.from(latent, (value) => Number((value * state.psi).toPrecision(7)))],
  label_weights: weights.length ? [Array.from(weights)] : [],
});

/**
 * The moving picture: its way, and what makes a file of it.
 * @param {import('../panels.js').Page} page
 * @param {() => { drawing: Drawing, scale: number, name: string }} wish
 */
function film({ model, player }, wish) {
  let path = spherical;
  const kept = () => fitting(keptOf(model), /** @type {Drawing} */ (player.drawing).generator);
  const note = h('p', { className: 'muted' });
  const state = h('p', { className: 'muted number', 'aria-live': 'polite' });
  const loop = h('input', { type: 'checkbox', checked: true });
  const paths = h('div', { className: 'segmented', role: 'group', 'aria-label': words.path });
  paths.append(...[{ text: messages.travel.straight, way: linear }, { text: messages.travel.round, way: spherical }].map(({ text, way }) => {
    const button = h('button', {
      type: 'button', 'aria-pressed': String(way === path),
      onclick: () => {
        path = way;
        for (const other of paths.children) other.setAttribute('aria-pressed', String(other === button));
      },
    }, text);
    return button;
  }));

  /** @param {(frames: ImageData[], drawing: Drawing, around: boolean) => Promise<void>} make */
  const maker = (/** @type {string} */ text, make) => {
    const button = h('button', {
      type: 'button',
      onclick: () => whileBusy(buttons, async () => {
        const { drawing } = wish();
        const stops = kept();
        const around = stops.length < 2 || loop.checked;
        state.textContent = words.making;
        try {
          const points = stops.length < 2 ? await sliderWay(player.ganvas, drawing) : wayThrough(stops, path, around);
          await make(await framesOf(drawing.generator, points), drawing, around);
          state.textContent = words.made;
        } catch (error) {
          state.textContent = explain(error);
        }
      }),
    }, text);
    return button;
  };
  const gif = maker(words.gif, async (frames, { generator }, around) => {
    const { scale, name } = wish();
    save(await gifOf(frames, scale, { grey: generator.card.image.shape[0] === 1, loop: around }), 'image/gif', `${name}.gif`);
  });
  const webm = canRecord() && maker(words.webm, async (frames) => {
    const { scale, name } = wish();
    save(await webmOf(frames, scale, (seconds) => (state.textContent = words.recording(seconds))), 'video/webm', `${name}.webm`);
  });
  const buttons = [gif, ...(webm ? [webm] : [])];
  const options = h('div', { className: 'tools' }, paths, h('label', {}, loop, ` ${words.loop}`));
  const root = h('div', { className: 'film' }, note, options,
    h('div', { className: 'tools' }, ...buttons, state), webm ? null : h('p', { className: 'muted' }, words.noWebm));

  return {
    root,
    show() {
      const count = kept().length;
      options.hidden = count < 2;
      note.textContent = count < 2 ? words.sliderWay : words.trayWay(count);
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, page) {
  const { model: shown, session, player, copy, tend } = page;
  const { weights } = await session.open(shown);
  const ownAddress = weights ? URL.createObjectURL(weights) : '';
  const files = filesOf(page, ownAddress);
  const now = () => /** @type {Drawing} */ (player.drawing);
  const nameOf = (/** @type {Drawing} */ drawing) => `${files.name(drawing)}-${drawing.state.seed}`;
  const name = () => nameOf(now());
  const choice = h('select', {}, ...scales.map((factor) => new Option(`× ${factor}`, String(factor), false, factor === 16)));
  const scale = () => Number(choice.value);
  const large = (/** @type {Float32Array} */ images, index = 0) =>
    enlarged(toImageData(images, index, now().generator.card.image), scale());
  const command = h('code', { className: 'command', tabIndex: 0 });
  const copyCommand = h('button', { type: 'button', onclick: () => copy(command.textContent ?? '', copyCommand) }, words.copyCommand);
  const note = h('p', { className: 'muted', hidden: true }, words.commandNote);
  const outcome = h('p', { className: 'muted', 'aria-live': 'polite' });

  const tiles = player.generator?.labelCount || neighbourCount;
  const pictures = {
    [words.png]: async () => save(await png([large(imageOf(now()))], 1), 'image/png', `${name()}.png`),
    [words.strip(tiles)]: async () =>
      save(await png(Array.from({ length: tiles }, (_, i) => large(now().images, now().strip + i)), Math.min(tiles, columns)), 'image/png', `${name()}-all.png`),
    [words.grid]: async () => {
      const drawing = now();
      const all = [];
      for (let row = 0; row < rows; ++row) {
        const images = await sheetRow(player.ganvas, drawing, sheet, row);
        for (let i = 0; i < columns; ++i) all.push(large(images, i));
      }
      save(await png(all, columns), 'image/png', `${name()}-grid.png`);
    },
  };
  /** @type {HTMLButtonElement[]} */
  const buttons = Object.entries(pictures).map(([text, make]) => h('button', {
    type: 'button',
    onclick: () => whileBusy(buttons, async () => {
      outcome.textContent = '';
      await make().catch((error) => (outcome.textContent = explain(error)));
    }),
  }, text));
  const moving = film(page, () => ({ drawing: now(), scale: scale(), name: name() }));
  const saveNumbers = () =>
    save(JSON.stringify(latentFile(now(), files.name(now())), null, 1), 'application/json', `${name()}.json`);
  const download = h('a', { className: 'button' }, words.weights);

  place.append(
    h('label', { className: 'tools' }, words.scale, choice),
    h('div', { className: 'tools' }, ...buttons, outcome),
    h('h3', {}, words.moving), moving.root,
    h('h3', {}, words.numbers),
    h('div', { className: 'tools' }, h('button', { type: 'button', onclick: saveNumbers }, words.json), download),
    h('h3', {}, words.command), command, note,
    h('div', { className: 'tools' }, copyCommand),
  );
  trayChanges.addEventListener('change', moving.show);

  const show = newestOnly(async (/** @type {Drawing} */ drawing) => {
    moving.show();
    const { address, path } = await files.weightsOf(drawing);
    Object.assign(download, { href: address, download: `${files.name(drawing)}.safetensors` });
    command.textContent = commandFor(drawing, path, nameOf(drawing));
    note.hidden = isPlain(drawing);
  });
  return {
    show: (/** @type {Drawing} */ drawing) => void tend(show(drawing)),
    close() {
      trayChanges.removeEventListener('change', moving.show);
      if (ownAddress) URL.revokeObjectURL(ownAddress);
    },
  };
}
