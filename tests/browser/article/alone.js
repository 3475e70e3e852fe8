// The article without the toy: the page that its figures ask for, made of nothing but the package and the models.
import { Ganvas } from './web/ganvas.js';
import { fetchModels } from './models.js';
import { paint } from './picture.js';
import { startFigures } from './article/figures.js';

/** @typedef {import('../../../site/article/figures.js').ArticlePage} ArticlePage */

const fetchBytes = async (/** @type {string} */ path) => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.arrayBuffer();
};

/** @type {Map<string, Promise<any>>} */
const opened = new Map();

/**
 * @template T
 * @param {string} path
 * @param {(ganvas: any, bytes: ArrayBuffer) => Promise<T>} load
 * @returns {Promise<T>}
 */
function once(path, load) {
  const known = opened.get(path) ?? Promise.all([ganvas, fetchBytes(path)]).then(([engine, bytes]) => load(engine, bytes));
  opened.set(path, known);
  return known;
}

const ganvas = Ganvas.start();
/** @type {ArticlePage} */
const page = {
  ganvas: () => ganvas,
  model: (name) => once(`models/${name}.safetensors`, (engine, bytes) => engine.load(bytes, name)),
  reader: (name) => once(`models/${name}.safetensors`, (engine, bytes) => engine.loadReader(bytes, name)),
  async snapshots(name) {
    const folder = `models/history/${name}`;
    const history = await (await fetch(`${folder}/history.json`)).json();
    return {
      history,
      generator: (i) => once(`${folder}/${history.snapshots[i].file}`, (engine, bytes) => engine.load(bytes, name)),
    };
  },
  entries: await fetchModels(),
  paint,
};
await startFigures(page);
document.documentElement.dataset.started = 'yes';
