// The models that stand beside the page, and their weights.
import { GanvasError } from './web/ganvas.js';

/** @typedef {{ name: string, title: string, kind: string, bytes: number, file: string }} ModelEntry */

/** @param {string | URL} path */
async function download(path) {
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

/** @param {ModelEntry} entry */
export async function fetchWeights(entry) {
  const response = await download(`models/${entry.file}`);
  return response.arrayBuffer().catch(() => {
    throw new GanvasError('download', `models/${entry.file}: the connection broke`);
  });
}

const ownPrefix = 'file:';

/** The name in the state of a model that the player dropped on the page. */
export const ownName = (/** @type {string} */ fileName) => ownPrefix + fileName;

/** The file's name, or undefined for a model of the page. */
export function ownFileName(/** @type {string} */ name) {
  return name.startsWith(ownPrefix) ? name.slice(ownPrefix.length) : undefined;
}
