// What the tests of the panels share.
import assert from 'node:assert/strict';
import { openPage, ready, settled } from './chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * A page of `digits` with panels open, once they are there.
 * @param {Awaited<ReturnType<typeof import('./chromium.mjs').start>>} house
 * @param {string[]} panels
 */
export async function openPanels(house, panels, more = '', options = {}) {
  const opening = await openPage(house, { hash: `#model=digits&label=3&seed=7&open=${panels.join()}${more}`, ...options });
  await ready(opening.page);
  for (const panel of panels) await opening.page.waitForSelector(`#panel-${panel} .panel-${panel}`);
  return opening;
}

/** Opens a weights file as the player's own, and waits until it is on the table. @param {Page} page @param {Buffer} buffer */
export async function openOwn(page, buffer, name = 'mine.safetensors') {
  await page.setInputFiles('#file', { name, mimeType: '', buffer });
  await page.waitForFunction((own) => document.querySelector('#model option:checked')?.textContent?.includes(own), name);
  await settled(page);
}

/** How often the page asks its worker for something, from now on. Before the page opens. @param {Page} page */
export const countRequests = (page) => page.addInitScript(() => {
  const asked = /** @type {Record<string, number>} */ (Reflect.set(globalThis, 'asked', {}) && Reflect.get(globalThis, 'asked'));
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ ...more) {
    asked[message.kind] = (asked[message.kind] ?? 0) + 1;
    post.call(this, message, ...more);
  };
});

/** @param {Page} page @param {string} kind */
export const requestsOf = (page, kind) => page.evaluate((key) => Reflect.get(globalThis, 'asked')[key] ?? 0, kind);

/** Ends the engine, as if it had failed. @param {Page} page */
export async function endEngine(page) {
  const [worker] = page.workers();
  const closed = new Promise((resolve) => worker.on('close', resolve));
  await worker.evaluate(() => void setTimeout(() => { throw new Error('out of memory'); }));
  await closed;
}

/** @param {string} picture as pixels() gives it */
export const ink = (picture) => picture.split(' ').map(Number).reduce((sum, value) => sum + value, 0);

/** How different two pictures are: mean absolute difference of a pixel, 0 to 255. @param {string} a @param {string} b */
export function distance(a, b) {
  const [first, second] = [a.split(' ').map(Number), b.split(' ').map(Number)];
  return first.reduce((sum, value, i) => sum + Math.abs(value - second[i]), 0) / first.length;
}

/** Waits until all that is open has had time to follow the picture: they wait for the hand to rest. @param {Page} page */
export const settledPanels = (page) => page.waitForTimeout(1000);

/** Draws a thick stroke through points of the pad, in shares of its side. @param {Page} page @param {number[][]} points */
export async function stroke(page, points) {
  const box = await page.locator('.pad-canvas').boundingBox();
  assert.ok(box);
  const at = (/** @type {number[]} */ [x, y]) => /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
}

/** Keeps the picture on show, and one of another label and seed. @param {Page} page */
export async function keepTwo(page) {
  const first = await settled(page);
  await page.click('.panel-travel .primary');
  await page.click('#labels button:nth-child(6)');
  await page.click('#shuffle');
  const second = await settled(page);
  await page.click('.panel-travel .primary');
  await page.waitForSelector('.walks:not([hidden])');
  return [first, second];
}
