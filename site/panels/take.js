// What a person takes home: pictures, a moving one, the numbers, the weights, the command that draws the same.
import { GIFEncoder, applyPalette, quantize } from 'gifenc';
import { h } from '../dom.js';
import { movedLatents, picturesOf, firstHandles } from '../handles.js';
import { seedLatent } from '../latents.js';
import { messages } from '../messages.js';
import { weightsAddress } from '../models.js';
import { toImageData } from '../picture.js';
import { imageOf } from '../player.js';

/** @typedef {import('../player.js').Drawing} Drawing */

const words = messages.take;
const scales = [1, 4, 8, 16, 32];
const gifScale = 8;
const gifFrames = 24;
const frameMilliseconds = 60;

/** @param {BlobPart} content @param {string} type @param {string} name */
function save(content, type, name) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Each pixel as a block, so that any viewer shows it crisp.
 * @param {ImageData} picture
 * @param {number} scale
 */
function enlarged({ data, width, height }, scale) {
  const large = new ImageData(width * scale, height * scale);
  const from = new Uint32Array(data.buffer);
  const to = new Uint32Array(large.data.buffer);
  for (let y = 0; y < large.height; ++y) {
    for (let x = 0; x < large.width; ++x) to[y * large.width + x] = from[Math.floor(y / scale) * width + Math.floor(x / scale)];
  }
  return large;
}

/** @param {ImageData[]} pictures side by side @returns {Promise<Blob>} */
function png(pictures) {
  const [{ width, height }] = pictures;
  const canvas = h('canvas', { width: width * pictures.length, height });
  pictures.forEach((picture, i) => canvas.getContext('2d')?.putImageData(picture, i * width, 0));
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no PNG of the picture'))), 'image/png'));
}

/** @param {Drawing} drawing */
async function gif(drawing, /** @type {import('../web/ganvas.js').Ganvas} */ ganvas) {
  const { generator } = drawing;
  const [handle] = await firstHandles(generator, await seedLatent(ganvas, generator, 0), 1);
  const way = Array.from({ length: gifFrames }, (_, i) => -Math.cos((2 * Math.PI * i) / gifFrames) * handle.reach);
  const pictures = await picturesOf(drawing, movedLatents(drawing, way.map((value) => [{ handle, value }])));
  const encoder = GIFEncoder();
  for (let i = 0; i < gifFrames; ++i) {
    const { data, width, height } = enlarged(toImageData(pictures, i, generator.card.image), gifScale);
    const palette = quantize(data, 256);
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: frameMilliseconds });
  }
  encoder.finish();
  return encoder.bytes();
}

/**
 * The picture's latent vector as ganvas-sample reads it: ψ and all else is in it already.
 * @param {Drawing} drawing
 */
export const latentFile = ({ state, generator, latent, weights }) => ({
  model: generator.card.name,
  seed: state.seed,
  psi: state.psi,
  latents: [Array.from(latent, (value) => Number((value * state.psi).toPrecision(7)))],
  label_weights: weights.length ? [Array.from(weights)] : [],
});

/**
 * @param {HTMLElement} place
 * @param {import('../panels.js').Page} page
 */
export async function start(place, { store, session, player, entry, copy }) {
  const { weights } = await session.open(store.state.model);
  const now = () => /** @type {Drawing} */ (player.drawing);
  const name = () => `${now().generator.card.name}-${now().state.seed}`;
  const scale = h('select', {}, ...scales.map((factor) => new Option(`× ${factor}`, String(factor), false, factor === 16)));
  const one = (/** @type {number} */ index) =>
    enlarged(toImageData(imageOf(now(), index), 0, now().generator.card.image), Number(scale.value));
  const command = h('code', { className: 'command', tabIndex: 0 });
  const note = h('p', { className: 'muted', hidden: true }, words.commandNote);

  const gifButton = h('button', {
    type: 'button',
    onclick: async () => {
      gifButton.disabled = true;
      gifButton.textContent = words.making;
      try {
        save(await gif(now(), player.ganvas), 'image/gif', `${name()}.gif`);
      } finally {
        gifButton.disabled = false;
        gifButton.textContent = words.gif;
      }
    },
  }, words.gif);
  const file = entry();
  const download = weights
    ? h('a', { className: 'button', href: URL.createObjectURL(weights), download: `${now().generator.card.name}.safetensors` }, words.weights)
    : file && h('a', { className: 'button', href: weightsAddress(file), download: `${file.name}.safetensors` }, words.weights);

  place.append(
    h('div', { className: 'tools' }, h('label', {}, `${words.scale} `, scale),
      h('button', { type: 'button', onclick: async () => save(await png([one(now().main)]), 'image/png', `${name()}.png`) }, words.png),
      h('button', {
        type: 'button',
        onclick: async () => save(await png(Array.from({ length: 10 }, (_, i) => one(now().strip + i))), 'image/png', `${name()}-all.png`),
      }, words.strip)),
    h('div', { className: 'tools' }, gifButton, h('span', { className: 'muted' }, words.gifNote)),
    h('div', { className: 'tools' },
      h('button', { type: 'button', onclick: () => save(JSON.stringify(latentFile(now()), null, 1), 'application/json', `${name()}.json`) }, words.json),
      download),
    h('h3', {}, words.command), command, note,
    h('div', { className: 'tools' }, h('button', { type: 'button', onclick: () => copy(command.textContent ?? '') }, words.copyCommand)),
  );

  return {
    /** @param {Drawing} drawing */
    show({ state, generator, main }) {
      const plain = state.edits.size === 0 && state.walk.size === 0 && state.mix.size === 0;
      const model = `site/models/${file?.name ?? generator.card.name}.safetensors`;
      const which = plain
        ? `--count 1 --seed ${state.seed}${generator.labelCount ? ` --labels ${main}` : ''}${state.psi === 1 ? '' : ` --truncation ${state.psi}`}`
        : `--latents ${name()}.json`;
      command.textContent = `./ganvas sample --model ${model} ${which} --out ${name()}.png`;
      note.hidden = plain;
    },
    close() {
      if (download?.href.startsWith('blob:')) URL.revokeObjectURL(download.href);
    },
  };
}
