// A small static server on the loopback, as plain as any static host: files of one folder, nothing else.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/** @type {Record<string, string>} */
const mediaTypes = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.safetensors': 'application/octet-stream',
};

/**
 * @param {string} folder
 * @returns {Promise<{ address: string, failing: Set<string>, close: () => void }>} `failing`: paths to answer with 503
 */
export function serve(folder) {
  /** @type {Set<string>} */
  const failing = new Set();
  const server = http.createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://page').pathname.replace(/\/$/, '/index.html');
    const file = path.join(folder, path.normalize(name));
    if (failing.has(name) || !fs.existsSync(file)) {
      response.writeHead(failing.has(name) ? 503 : 404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': mediaTypes[path.extname(file)] ?? 'application/octet-stream' });
    fs.createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ address: `http://127.0.0.1:${port}/`, failing, close: () => server.close() });
    });
  });
}
