// What the engine costs a first visit: the module and the worker's script, as the page ships them, with brotli.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { built, dist } from './chromium.mjs';

// The budget of both together. Who needs more raises it, and writes the new sizes below.
const budget = 40_130;

/** What they were when the budget was set: bytes with brotli, and of the module's parts without. @type {Record<string, number>} */
const recorded = {
  'web/ganvas_wasm.wasm': 37_370,
  'web/worker.js': 2_707,
  'module: code': 92_136,
  'module: data': 6_117,
  'module: tables': 1_307,
};

const brotli = (/** @type {Buffer} */ bytes) => zlib.brotliCompressSync(bytes).length; // as strongly as it gets

/**
 * Bytes of a module's functions, of its data, and of all else: types, imports, exports, who calls whom by a pointer.
 * @param {Buffer} module
 */
function partsOf(module) {
  const parts = { 'module: code': 0, 'module: data': 0, 'module: tables': 0 };
  for (let at = 8; at < module.length;) {
    const section = module[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      more = module[at] >= 0x80;
      size += (module[at++] & 0x7f) << shift;
    }
    parts[section === 10 ? 'module: code' : section === 11 ? 'module: data' : 'module: tables'] += size;
    at += size;
  }
  return parts;
}

test('the engine, its module and its worker, keeps to its budget', () => {
  const [module, worker] = ['web/ganvas_wasm.wasm', 'web/worker.js'].map((source) => fs.readFileSync(path.join(dist, built(source))));
  /** @type {Record<string, number>} */
  const now = { 'web/ganvas_wasm.wasm': brotli(module), 'web/worker.js': brotli(worker), ...partsOf(module) };
  const total = now['web/ganvas_wasm.wasm'] + now['web/worker.js'];
  console.log(`engine: ${(total / 1000).toFixed(1)} KB with brotli, budget ${(budget / 1000).toFixed(1)} KB`);
  const rows = Object.entries(now).map(([name, bytes]) => `  ${name}: ${bytes} bytes, were ${recorded[name]}, grown by ${bytes - recorded[name]}`);
  assert.ok(total <= budget, `the engine has ${total} bytes with brotli, ${total - budget} too many:\n${rows.join('\n')}`);
});
