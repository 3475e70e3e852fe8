// What tools call a fast 3G, in front of a server: all connections share its bytes, each request waits. Chromium can slow
// a page down by itself, but not what a worker fetches, and the other engines fetch their WebAssembly there.
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const fast3g = { latency: 150, bytesPerSecond: 1.6e6 / 8 };

/**
 * @param {string} address of the server
 * @param {{ latency: number, bytesPerSecond: number }} link latency in milliseconds
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function slowLink(address, { latency, bytesPerSecond }) {
  let free = 0; // when the link has sent all that it was given
  const sockets = new Set();
  /** One piece of each connection at a time, so that they share the link. @param {net.Socket} from @param {net.Socket} to */
  async function carry(from, to) {
    for await (const bytes of from) {
      free = Math.max(free, performance.now()) + (bytes.length / bytesPerSecond) * 1000;
      await sleep(free - performance.now());
      to.write(bytes);
    }
    to.end();
  }
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(new URL(address).port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {}); // a browser hangs up when it likes
    }
    client.on('data', (bytes) => setTimeout(() => upstream.write(bytes), latency));
    client.on('close', () => upstream.destroy());
    carry(upstream, client).catch(() => client.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
