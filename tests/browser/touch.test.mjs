// The page under a finger: what is dragged follows it and the page stays where it is; a swipe beside it scrolls.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changed, pixels, ready, settled, start } from './chromium.mjs';
import { openPanels } from './panels.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {[number, number]} Point */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

const phone = { options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } };
/** @param {string[]} panels */
const opened = (panels, more = '') => openPanels(house, panels, more, phone);

/** Moves one finger along points of the screen. @param {Page} page @param {Point[]} points */
async function finger(page, points) {
  const chromium = await page.context().newCDPSession(page);
  const send = (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, /** @type {Point[]} */ at) =>
    chromium.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y]) => ({ x, y })) });
  await send('touchStart', [points[0]]);
  for (let i = 1; i < points.length; ++i) {
    const [from, to] = [points[i - 1], points[i]];
    for (let step = 1; step <= 8; ++step) {
      await send('touchMove', [[from[0] + ((to[0] - from[0]) * step) / 8, from[1] + ((to[1] - from[1]) * step) / 8]]);
      await page.waitForTimeout(16);
    }
  }
  await send('touchEnd', []);
  await page.waitForTimeout(300); // a page that was thrown comes to rest
  await chromium.detach();
}

/** A place on the screen, by shares of an element's sides. @param {Page} page @param {string} selector */
async function placeOf(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  assert.ok(box, `${selector} is on show`);
  return (/** @type {number} */ x, /** @type {number} */ y) => /** @type {Point} */ ([box.x + x * box.width, box.y + y * box.height]);
}

const scrolled = (/** @type {Page} */ page) => page.evaluate(() => Math.round(scrollY));

/** Brings an element to the middle of the screen, at once. @param {Page} page @param {string} selector */
const toMiddle = (page, selector) =>
  page.locator(selector).first().evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));

test('a finger drags a slider: the picture follows, the page stays; a swipe up from the slider scrolls and moves nothing', async () => {
  const { page, close } = await opened([]);
  const first = await settled(page);
  const slider = await placeOf(page, '#d-slant');
  await finger(page, [slider(0.5, 0.5), slider(0.8, 0.55)]);
  const slanted = await changed(page, first);
  assert.ok(Number(await page.inputValue('#d-slant')) > 1, `the slider stands at ${await page.inputValue('#d-slant')}`);
  assert.equal(await scrolled(page), 0);
  const value = await page.inputValue('#d-thickness');
  const other = await placeOf(page, '#d-thickness');
  await finger(page, [other(0.2, 0.5), [other(0.2, 0.5)[0], 300]]);
  assert.ok((await scrolled(page)) > 100, `scrolled by ${await scrolled(page)}`);
  assert.equal(await page.inputValue('#d-thickness'), value);
  assert.equal(await settled(page), slanted);
  await close();
});

test('a finger across the picture moves along a direction; one upwards scrolls the page', async () => {
  const { page, close } = await opened([]);
  const first = await settled(page);
  const picture = await placeOf(page, '#digit');
  await finger(page, [picture(0.5, 0.5), picture(0.85, 0.52)]);
  const moved = await changed(page, first);
  assert.ok(Number(await page.inputValue('#d-slant')) > 1);
  assert.equal(await scrolled(page), 0);
  await finger(page, [picture(0.5, 0.8), picture(0.4, -0.2)]);
  assert.ok((await scrolled(page)) > 100, `scrolled by ${await scrolled(page)}`);
  assert.equal(await settled(page), moved, 'and the picture stayed');
  await close();
});

test('a finger on the map wanders over it in both directions, and the page stays', async () => {
  const { page, close } = await opened(['map']);
  await toMiddle(page, '.pad');
  const from = await scrolled(page);
  const first = await settled(page);
  const map = await placeOf(page, '.pad');
  await finger(page, [map(0.5, 0.5), map(0.8, 0.2)]);
  await changed(page, first);
  assert.equal(await scrolled(page), from);
  const value = async (/** @type {string} */ id) => Number(await page.inputValue(id));
  assert.ok((await value('#d-slant')) > 1 && (await value('#d-thickness')) > 1, 'right and up');
  await close();
});

test('a digit is drawn with a finger: the page stays while it is drawn, and scrolls for a swipe beside the pad', async () => {
  const { page, close } = await opened(['draw']);
  await toMiddle(page, '.pad-canvas');
  const from = await scrolled(page);
  const pad = await placeOf(page, '.pad-canvas');
  await finger(page, [pad(0.5, 0.2), pad(0.5, 0.8)]);
  await page.waitForFunction(() => /reads as 1/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  assert.equal(await scrolled(page), from);
  const [, y] = pad(0, 0.8);
  await finger(page, [[378, y], [378, y - 250]]);
  assert.ok((await scrolled(page)) > from + 100, `scrolled from ${from} to ${await scrolled(page)}`);
  await close();
});

test('on a phone the small picture stands in a bar that covers no corner, shuffles, leads back, and can be put away', async () => {
  const { page, close } = await opened([]);
  assert.equal(await page.locator('.dock').isHidden(), true, 'the large one is in sight');
  await toMiddle(page, '#panel-take');
  const dock = page.locator('.dock');
  await dock.waitFor();
  const box = await dock.boundingBox();
  assert.ok(box && box.x === 0 && box.width === 390 && Math.abs(box.y + box.height - 844) < 1, 'it takes the whole width');
  const first = await pixels(page, '.dock canvas');
  assert.equal(first, await settled(page), 'it is the picture on show');
  await dock.getByText('Shuffle').tap();
  await changed(page, first, '.dock canvas');
  await page.locator('#panel-card summary').focus();
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => document.activeElement?.getBoundingClientRect().bottom);
  assert.ok(focused && focused <= box.y, 'what has the focus is not behind it');
  await dock.locator('.mini').tap();
  await page.waitForFunction(() => document.querySelector('.dock')?.hasAttribute('hidden'));
  await toMiddle(page, '#panel-take');
  await dock.waitFor();
  await dock.locator('.icon').tap();
  await page.evaluate(() => scrollTo(0, 0));
  await toMiddle(page, '#panel-take');
  assert.equal(await dock.count(), 0);
  await ready(page);
  await close();
});
