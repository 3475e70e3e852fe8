// A page that shows one picture, with nothing kept from before: how long it takes from the navigation, and what it fetches.
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { weights } from '../../browser/server.mjs';
import { engines, others, visited } from './pages.mjs';
import { median, ratio } from './speed.mjs';

/** @typedef {import('./pages.mjs').EngineName} EngineName */
/** @typedef {import('./pages.mjs').Visited} Visited */
/** @typedef {{ raw: number, gzip: number, brotli: number }} Bytes */

const settling = 1500; // milliseconds; a new window has a start of its own, whichever page it shows
const patience = 300_000; // milliseconds; 14 MB of WebAssembly are compressed on the first visit

/**
 * Milliseconds from the navigation to the picture.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Visited} engine
 * @param {import('./pages.mjs').Model} model
 */
export async function visit(browser, address, engine, { name, facts }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.waitForTimeout(settling);
  /** @type {Promise<never>} */
  const fault = new Promise((_, reject) => page.on('pageerror', reject));
  fault.catch(() => {}); // it is told below, if the page has not drawn by then
  const wanted = new URLSearchParams({ engine, model: `/${name}${visited[engine].weights}`, facts: JSON.stringify(facts) });
  await page.goto(`${address}${visited[engine].page}?${wanted}`);
  const drawn = page.waitForFunction(() => 'firstPicture' in globalThis, undefined, { timeout: patience });
  await Promise.race([drawn, fault]).catch((error) => {
    throw new Error(`the page of ${visited[engine].title} shows no picture of ${name}: ${error.message}`);
  });
  const milliseconds = await page.evaluate(() => /** @type {any} */ (globalThis).firstPicture);
  await context.close();
  return /** @type {number} */ (milliseconds);
}

/**
 * Visits that take turns.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {import('./pages.mjs').Model} model
 * @param {number} count of each engine
 */
export async function measureVisits(browser, address, model, count) {
  const times = /** @type {Record<Visited, number[]>} */ ({ ganvas: [], onnxruntime: [], tfjs: [], no_engine: [] });
  const names = /** @type {Visited[]} */ (Object.keys(times));
  for (let i = 0; i < count; i++) for (const engine of names) times[engine].push(await visit(browser, address, engine, model));
  return {
    model: model.name,
    visits: count,
    milliseconds: Object.fromEntries(names.map((engine) => [engine, median(times[engine])])),
    ratios: Object.fromEntries(others.map((other) => [other, ratio(times[other].map((time, i) => time / times.ganvas[i]))])),
  };
}
/** @typedef {Awaited<ReturnType<typeof measureVisits>>} Visits */

/**
 * @param {Buffer} bytes
 * @param {number} [sent] by the server, which compresses code as strongly as it gets, and once is enough
 * @returns {Promise<Bytes>}
 */
async function sizes(bytes, sent) {
  const gzip = await promisify(zlib.gzip)(bytes, { level: 9 });
  const brotli = sent ?? (await promisify(zlib.brotliCompress)(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } })).length;
  return { raw: bytes.length, gzip: gzip.length, brotli };
}

/**
 * What one visit fetched: the engine (page, scripts, WebAssembly) and the weights apart.
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<typeof import('../../browser/server.mjs').serve>>} server
 * @param {EngineName} engine
 * @param {import('./pages.mjs').Model} model
 */
export async function measureBytes(browser, server, engine, model) {
  server.served.length = 0;
  await visit(browser, server.address, engine, model);
  const nothing = { raw: 0, gzip: 0, brotli: 0 };
  const sum = { engine: { ...nothing }, weights: { ...nothing }, files: /** @type {Record<string, Bytes>} */ ({}) };
  for (const { path: name, status, bytes: sent } of server.served) {
    if (status !== 200) throw new Error(`the page of ${engines[engine].title} asked for ${name} and got ${status}`);
    const isWeights = weights.test(name);
    const bytes = await sizes(fs.readFileSync(path.join(server.folder, name)), isWeights ? undefined : sent);
    sum.files[name] = bytes;
    const part = isWeights ? sum.weights : sum.engine;
    for (const key of /** @type {const} */ (['raw', 'gzip', 'brotli'])) part[key] += bytes[key];
  }
  return sum;
}
/** @typedef {Awaited<ReturnType<typeof measureBytes>>} Fetched */
