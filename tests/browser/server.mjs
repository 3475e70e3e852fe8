// A small static server on the loopback, as a good static host is: the files of one folder, with the headers that the
// folder's `_headers` asks for, and code compressed with brotli. Each file is compressed once, however many tests want it.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** @type {Record<string, string>} */
const mediaTypes = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json', '.safetensors': 'application/octet-stream',
};

/** Files of weights: Ganvas' own, and those that the benchmark writes for other engines. Hosts send them as they are. */
export const weights = /\.(safetensors|onnx|bin)$/;

/**
 * The rules of a `_headers` file: a path, which may end in `*`, and under it, indented, the headers of what it matches.
 * @param {string} text
 * @returns {{ path: string, headers: [string, string][] }[]}
 */
export function readHeaders(text) {
  return text.split(/\n(?=\S)/).filter((rule) => rule.trim()).map((rule) => {
    const [name, ...lines] = rule.trim().split('\n');
    const headers = lines.map((line) => /** @type {[string, string]} */ (line.trim().split(/:\s*(.*)/).slice(0, 2)));
    return { path: name, headers };
  });
}

/** @param {string} rule @param {string} name */
const matches = (rule, name) => (rule.endsWith('*') ? name.startsWith(rule.slice(0, -1)) : name === rule);

/**
 * As strongly as it gets, as if it had been compressed when it was published. Beside the test's own thread, which has a
 * browser to answer.
 * @type {(bytes: Buffer) => Promise<Buffer>}
 */
const compressed = promisify(zlib.brotliCompress);

/** @typedef {{ path: string, status: number, bytes: number, whole: number }} Served `bytes` as sent, `whole` as the file is */

/**
 * @param {string} folder
 * @param {{ compress?: boolean }} [options]
 * @returns {Promise<{ address: string, failing: Set<string>, served: Served[], folder: string, down: boolean, close: () => void }>}
 *   `failing`: paths to answer with 503; `served`: what was asked for; `folder`: may be changed, as a new build does;
 *   `down`: hangs up on everybody
 */
export async function serve(folder, { compress = true } = {}) {
  /** @type {Map<string, { modified: number, bytes: Promise<Buffer> }>} */
  const cache = new Map();
  const state = { address: '', failing: new Set(), served: /** @type {Served[]} */ ([]), folder, down: false, close: () => {} };

  /** @param {string} file */
  function brotli(file) {
    const modified = fs.statSync(file).mtimeMs;
    const known = cache.get(file);
    if (known?.modified === modified) return known.bytes;
    const bytes = compressed(fs.readFileSync(file));
    cache.set(file, { modified, bytes });
    return bytes;
  }

  const server = http.createServer(async (request, response) => {
    if (state.down) {
      request.socket.destroy();
      return;
    }
    const asked = new URL(request.url ?? '/', 'http://page').pathname;
    const name = path.normalize(asked.replace(/\/$/, '/index.html'));
    const file = path.join(state.folder, name);
    if (state.failing.has(name) || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
      const status = state.failing.has(name) ? 503 : 404;
      state.served.push({ path: asked, status, bytes: 0, whole: 0 });
      response.writeHead(status).end();
      return;
    }
    const rules = path.join(state.folder, '_headers');
    for (const rule of fs.existsSync(rules) ? readHeaders(fs.readFileSync(rules, 'utf8')) : []) {
      if (matches(rule.path, asked)) for (const [field, value] of rule.headers) response.setHeader(field, value);
    }
    response.setHeader('Content-Type', mediaTypes[path.extname(file)] ?? 'application/octet-stream');
    const accepted = /\bbr\b/.test(String(request.headers['accept-encoding']));
    const shrinks = compress && accepted && path.extname(file) !== '.png' && !weights.test(file);
    if (shrinks) response.setHeader('Content-Encoding', 'br').setHeader('Vary', 'Accept-Encoding');
    const whole = fs.statSync(file).size; // of now: the page may be gone, and its folder with it, before it is compressed
    const bytes = shrinks ? await brotli(file) : fs.readFileSync(file);
    state.served.push({ path: asked, status: 200, bytes: bytes.length, whole });
    response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  state.address = `http://127.0.0.1:${port}/`;
  state.close = () => {
    server.close();
    server.closeAllConnections?.();
  };
  return state;
}
