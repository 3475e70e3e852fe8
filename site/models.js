// The models that stand beside the page, and their files.
import { GanvasError } from './web/ganvas.js';

/**
 * `input` is the shape that the first network takes, `data` the data set of the training. `history` and
 * `discriminator` are paths of what was exported with the model, where there is such.
 * @typedef {{ name: string, title: string, kind: string, data: string, input: number[], bytes: number, file: string,
 *   history?: string, discriminator?: string }} ModelEntry
 * @typedef {{ images: number[], [name: string]: (number | null)[] }} Curves null: not measured at that moment
 * @typedef {{ snapshots: { file: string, images: number }[], curves: Curves }} History
 */

/** What is drawn from a latent vector. */
const drawing = new Set(['gan', 'conditional_gan', 'pyramid']);
export const isDrawing = (/** @type {ModelEntry} */ { kind }) => drawing.has(kind);

/** The label of a data set that one begins with, where it is not the page's own: here that would be a cat, of which small
 * networks know little more than the fur; this is a car. @type {Record<string, number>} */
export const firstLabels = { 'CIFAR-10': 1, 'CIFAR-10 (JPEG)': 1 };

const folder = 'models/';

/** @param {string | URL} path */
export async function download(path) {
  const response = await fetch(path).catch(() => null);
  if (!response?.ok) {
    throw new GanvasError('download', `${path}: ${response ? `HTTP ${response.status}` : 'no connection'}`);
  }
  return response;
}

/**
 * What site/index_models.py found in models/. The build gives this file its name with a hash.
 * @returns {Promise<ModelEntry[]>}
 */
export async function fetchModels() {
  return (await download(new URL('./models/index.json', import.meta.url))).json();
}

/** @param {string} file a path in models/ */
export async function fetchWeights(file) {
  const response = await download(folder + file);
  return response.arrayBuffer().catch(() => {
    throw new GanvasError('download', `${folder}${file}: the connection broke`);
  });
}

/**
 * @param {string} file a path in models/
 * @returns {Promise<History>}
 */
export async function fetchHistory(file) {
  return (await download(folder + file)).json();
}

/** The path of a file that a history names, which stands beside it. */
export const besideHistory = (/** @type {string} */ history, /** @type {string} */ file) =>
  history.replace(/[^/]*$/, '') + file;

export const weightsAddress = (/** @type {ModelEntry} */ { file }) => folder + file;

const ownPrefix = 'file:';

/** The name in the state of a model that the player dropped on the page. */
export const ownName = (/** @type {string} */ fileName) => ownPrefix + fileName;

/** The file's name, or undefined for a model of the page. */
export function ownFileName(/** @type {string} */ name) {
  return name.startsWith(ownPrefix) ? name.slice(ownPrefix.length) : undefined;
}

/**
 * What kind of model a weights file says that it holds; undefined for what is no such file.
 * @param {ArrayBuffer} bytes
 * @returns {string | undefined}
 */
export function kindOf(bytes) {
  try {
    const length = Number(new DataView(bytes).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
    return JSON.parse(header.__metadata__.ganvas).kind;
  } catch {
    return undefined;
  }
}
