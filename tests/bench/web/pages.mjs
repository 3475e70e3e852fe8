// Puts the benchmark's pages together in one folder: each engine bundled and minified by esbuild, its WebAssembly, and the
// generators in each engine's form.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { toOnnx } from './onnx.mjs';
import { toTfjs } from './tfjs.mjs';
import { readGenerator } from './weights.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(here, 'node_modules');

/** How an engine's weights are called, and the WebAssembly that its page fetches. */
export const engines = /** @type {const} */ ({
  ganvas: { title: 'Ganvas', weights: '.safetensors', page: 'first_ganvas.html', channelsLast: false },
  onnxruntime: { title: 'onnxruntime-web', weights: '.onnx', page: 'first_other.html', channelsLast: false },
  tfjs: { title: 'TensorFlow.js', weights: '.bin', page: 'first_other.html', channelsLast: true },
});
/** @typedef {keyof typeof engines} EngineName */
export const engineNames = /** @type {EngineName[]} */ (Object.keys(engines));
export const others = engineNames.filter((name) => name !== 'ganvas');

/** Visits are also paid to a page whose worker has no engine: what no engine can be faster than. */
export const visited = { ...engines, no_engine: { title: 'no engine', weights: '.safetensors', page: 'first_other.html' } };
/** @typedef {keyof typeof visited} Visited */

const wasm = {
  'ort-wasm-simd-threaded.wasm': 'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  'tfjs-backend-wasm-simd.wasm': '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
};

/** TensorFlow.js' core without what registers itself, as its tool for custom bundles does. @type {import('esbuild').Plugin} */
const customCore = {
  name: "the base of TensorFlow.js' core",
  setup: (run) => run.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => (
    { path: path.join(packages, '@tensorflow/tfjs-core/dist/base.js'), sideEffects: false })),
};

/** @param {string} title @param {string} script */
const html = (title, script) => `<!doctype html><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
<canvas></canvas><script type="module" src="${script}"></script>
`;

/**
 * @param {string} folder
 * @param {string} webPackage
 */
export async function buildPages(folder, webPackage) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const scripts = ['ganvas', 'onnxruntime', 'tfjs', 'no_engine', 'peak', 'harness', 'first_ganvas', 'first_other'];
  await esbuild.build({
    entryPoints: [
      ...scripts.map((name) => ({ in: path.join(here, `pages/${name}.js`), out: name })),
      { in: path.join(here, '../../../web/worker.js'), out: 'ganvas_worker' },
    ],
    outdir: folder, bundle: true, minify: true, format: 'esm', target: 'chrome110', legalComments: 'none', logLevel: 'error',
    plugins: [customCore],
  });
  for (const [name, source] of Object.entries(wasm)) fs.copyFileSync(path.join(packages, source), path.join(folder, name));
  fs.copyFileSync(path.join(webPackage, 'ganvas_wasm.wasm'), path.join(folder, 'ganvas_wasm.wasm'));
  for (const name of ['harness', 'first_ganvas', 'first_other']) {
    fs.writeFileSync(path.join(folder, `${name}.html`), html(name, `${name}.js`));
  }
  // An isolated page has a clock of 5 microseconds instead of 100, and may ask how much memory it holds.
  const isolation = '  Cross-Origin-Opener-Policy: same-origin\n  Cross-Origin-Embedder-Policy: require-corp\n';
  fs.writeFileSync(path.join(folder, '_headers'), `/*\n${isolation}`);
}

/**
 * One generator in each engine's form.
 * @param {string} folder
 * @param {string} file its weights file
 */
export function writeModel(folder, file) {
  const generator = readGenerator(file);
  const { name, latentSize, labelCount, shape } = generator;
  fs.copyFileSync(file, path.join(folder, `${name}.safetensors`));
  fs.writeFileSync(path.join(folder, `${name}.onnx`), toOnnx(generator));
  fs.writeFileSync(path.join(folder, `${name}.bin`), toTfjs(generator));
  return { name, facts: { latentSize, labelCount, shape } };
}
/** @typedef {ReturnType<typeof writeModel>} Model */
