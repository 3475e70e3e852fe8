// One page in real Chromium, watched: its console, its requests, and the pixels of its digit.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

export { chromium };

export const dist = path.resolve(process.env.GANVAS_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url)));
export const browserFile = process.env.GANVAS_CHROMIUM ?? '/usr/bin/chromium';
export const browserFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/**
 * The name that the build gave a source file: `built('web/worker.js')` is `assets/worker-0123456789.js`.
 * @param {string} source
 */
export function built(source, folder = dist) {
  const name = JSON.parse(fs.readFileSync(path.join(folder, '.ganvas'), 'utf8'))[source];
  assert.ok(name, `the build knows no ${source}`);
  return name;
}

/** How long anything that a page does may take: as much as a machine needs on which much else runs. In milliseconds. */
export const patience = 60_000;

/** Starts the server and the browser for a file of tests. */
export async function start(folder = dist) {
  assert.ok(fs.existsSync(path.join(folder, 'index.html')), `${folder}/index.html is missing: run "./ganvas site" first`);
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: browserFile, args: browserFlags });
  return {
    server,
    browser,
    async stop() {
      await browser.close();
      server.close();
    },
  };
}

// Playwright's words about the service worker that it keeps away, and Chromium's about readers of pixels: a test reads
// them more often than a page does.
const ownFaults = /Service Worker registration blocked by Playwright|willReadFrequently/;

/**
 * A page and what it did. The service worker is kept away unless `options` ask for it. `expectFaults`: the test breaks something on purpose, so the console may speak of it.
 * @param {Awaited<ReturnType<typeof start>>} house
 * @param {{ hash?: string, expectFaults?: boolean, options?: import('playwright-core').BrowserContextOptions,
 *   before?: (page: import('playwright-core').Page) => Promise<unknown> }} [wish]
 */
export async function openPage({ browser, server }, { hash = '', expectFaults = false, options = {}, before } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const notes = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) notes.push(message.text());
    else if (!ownFaults.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  context.on('request', (request) => requests.push(request.url()));
  await before?.(page);
  await page.goto(server.address + hash);
  return {
    page,
    context,
    requests,
    notes,
    async close() {
      await context.close();
      const foreign = requests.filter((url) => !url.startsWith(server.address) && !url.startsWith('data:'));
      assert.deepEqual(foreign, [], 'a request went to another host');
      if (!expectFaults) assert.deepEqual(faults, [], 'the console shows faults');
    },
  };
}

/** In the page: whether it shows what it was asked for last, and its sliders move that. */
const restsNow = () => {
  const { drawn, busy } = document.documentElement.dataset;
  return drawn !== undefined && busy === undefined && document.querySelector('#sliders input') !== null;
};

/**
 * Waits until the page shows a picture, has built its sliders, and has written its first address, which comes a rest later.
 * @param {import('playwright-core').Page} page
 */
export async function ready(page) {
  await page.waitForFunction(restsNow);
  await page.waitForFunction(() => location.hash !== '');
}

/**
 * The red channel of a canvas, as one text: equal texts are equal pictures.
 * @param {import('playwright-core').Page} page
 */
export function pixels(page, selector = '#digit') {
  return page.locator(selector).first().evaluate((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(data.filter((_, i) => i % 4 === 0)).join(' ');
  });
}

/**
 * The red channel of each canvas in a place: equal texts are equal pictures.
 * @param {import('playwright-core').Locator} place
 * @param {string} [selector]
 */
export function pictures(place, selector = 'canvas') {
  return place.locator(selector).evaluateAll((canvases) => canvases.map((element) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    return context.getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 0).join(' ');
  }));
}

/** @param {string} picture as pixels() gives it */
export const hasInk = (picture) => picture.split(' ').filter((value) => Number(value) > 128).length > 10;

/**
 * Waits, as long as a page may take for anything, until a picture is as it should be, and returns it.
 * @param {import('playwright-core').Page} page
 * @param {string} selector
 * @param {(now: string) => boolean} wanted
 * @param {string} complaint
 */
async function pictureWhen(page, selector, wanted, complaint) {
  const end = performance.now() + patience;
  do {
    const now = await pixels(page, selector);
    if (wanted(now)) return now;
    await page.waitForTimeout(20);
  } while (performance.now() < end);
  throw new assert.AssertionError({ message: `${selector} ${complaint}` });
}

/**
 * Waits until the digit, or another picture, differs from what it was, and returns the new one.
 * @param {import('playwright-core').Page} page
 * @param {string} before
 */
export const changed = (page, before, selector = '#digit') =>
  pictureWhen(page, selector, (now) => now !== before, 'did not change');

/**
 * Waits until it is a certain picture.
 * @param {import('playwright-core').Page} page
 * @param {string} wanted
 */
export const becomes = (page, wanted, selector = '#digit') =>
  pictureWhen(page, selector, (now) => now === wanted, 'did not become the picture that it should');

/**
 * The digit once what was asked for last is on show.
 * @param {import('playwright-core').Page} page
 */
export async function settled(page) {
  await page.waitForFunction(restsNow);
  return pixels(page);
}
