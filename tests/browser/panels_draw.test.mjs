// One’s own digit: drawn, photographed, dropped; read, found, enlarged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changed, openPage, pixels, ready, settled, start } from './chromium.mjs';
import { distance, openPanels, stroke } from './panels.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());
/** @param {string[]} panels */
const opened = (panels, more = '', options = {}) => openPanels(house, panels, more, options);

/**
 * A photograph of a 7 in PNG, as a phone makes one: light falls from one side, the sensor is noisy, the sheet lies askew,
 * the digit off its middle, with a speck of dirt far from it.
 * @param {Page} page
 * @param {{ ink: number, paper: number, written?: boolean }} shades
 */
const photograph = (page, shades) => page.evaluate(async ({ ink, paper, written = true }) => {
  const canvas = new OffscreenCanvas(640, 480);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const light = context.createLinearGradient(0, 0, 640, 480);
  const grey = (/** @type {number} */ value) => `rgb(${value} ${value} ${value * 0.95})`;
  light.addColorStop(0, grey(paper));
  light.addColorStop(1, grey(paper > ink ? 0.42 * paper : paper + 100));
  context.fillStyle = light;
  context.fillRect(0, 0, 640, 480);
  context.fillStyle = grey(ink);
  if (written) context.fillRect(70, 400, 9, 9); // a speck of dirt
  context.translate(430, 190);
  context.rotate(0.15);
  Object.assign(context, { strokeStyle: grey(ink), lineWidth: 26, lineCap: 'round', lineJoin: 'round' });
  context.beginPath();
  for (const [x, y] of [[-60, -90], [60, -95], [20, 0], [-10, 100]]) context.lineTo(x, y);
  if (written) context.stroke();
  const pixels = context.getImageData(0, 0, 640, 480);
  let chance = 1;
  for (let i = 0; i < pixels.data.length; i += 4) {
    chance = (chance * 48271) % 2147483647;
    const noise = 28 * (chance / 2147483647 - 0.5);
    for (let c = 0; c < 3; c++) pixels.data[i + c] += noise;
  }
  context.putImageData(pixels, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}, shades).then((text) => Buffer.from(text, 'latin1'));

test('one’s own digit is read, judged, and found again in latent space', async () => {
  const { page, close } = await opened(['draw']);
  await page.locator('.pad-canvas').scrollIntoViewIfNeeded();
  await stroke(page, [[0.3, 0.25], [0.7, 0.25], [0.45, 0.8]]);
  await page.waitForFunction(() => /reads as 7/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  const before = await pixels(page);
  await page.click('.panel-draw .primary');
  await changed(page, before).catch(() => undefined);
  await page.waitForFunction(() => /on the table/.test(document.querySelector('.panel-draw > p')?.textContent ?? ''), undefined, { timeout: 20000 });
  const found = await settled(page);
  const mine = await pixels(page, '.panel-draw .pair canvas');
  assert.ok(distance(found, mine) < 0.12 * distance(before, mine), `${distance(found, mine)} against ${distance(before, mine)} before`);
  assert.match(page.url(), /label=7/);
  await page.click('.panel-draw button:text-is("Clear")');
  await page.click('.panel-draw .primary');
  assert.match((await page.textContent('.panel-draw > p')) ?? '', /Draw something/);
  await close();
});

/**
 * Draws a 7, while a file that the page then asks for is on its way until what is given back is called.
 * @param {Page} page
 * @param {string} file
 */
async function sevenWithout(page, file) {
  let arrive = () => {};
  const held = new Promise((resolve) => (arrive = () => resolve(undefined)));
  await page.route(file, async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('.pad-canvas').scrollIntoViewIfNeeded();
  await stroke(page, [[0.3, 0.25], [0.7, 0.25], [0.45, 0.8]]);
  await page.waitForFunction(() => /reads as 7/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  return arrive;
}

test('what is found for a drawing that was cleared meanwhile is dropped', async () => {
  const { page, close } = await opened(['draw']);
  const arrive = await sevenWithout(page, '**/models/encoder-digits-*');
  const before = await settled(page);
  await page.click('.panel-draw .primary');
  await page.click('.panel-draw button:text-is("Clear")');
  arrive();
  await page.waitForSelector('.panel-draw .primary:not([aria-disabled])');
  assert.equal(await settled(page), before);
  assert.equal(await page.textContent('.panel-draw > p'), '');
  assert.equal(await page.isVisible('.panel-draw .pair'), false);
  await close();
});

test('what is looked for is what is on the pad, as it is read, though the one before is not enlarged yet', async () => {
  const { page, close } = await opened(['draw']);
  const arrive = await sevenWithout(page, '**/models/srgan-*');
  await page.click('.panel-draw button:text-is("Clear")');
  await stroke(page, [[0.5, 0.2], [0.5, 0.8]]);
  await page.click('.panel-draw .primary');
  await page.waitForFunction(() => /label=[17]&.*z=/.test(location.hash));
  assert.match(page.url(), /label=1&/);
  arrive();
  await close();
});

for (const [what, shades] of /** @type {const} */ ([['dark on light', { ink: 50, paper: 225 }], ['light on dark', { ink: 215, paper: 35 }]])) {
  test(`a photograph of a 7, ${what}, becomes what the data set would have made of it, and is read as a 7`, async () => {
    const { page, close } = await opened(['draw']);
    await page.setInputFiles('.panel-draw input[type=file]', { name: 'seven.png', mimeType: 'image/png', buffer: await photograph(page, shades) });
    await page.waitForFunction(() => /reads as 7, (9\d|100)/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
    const seen = (await pixels(page, '.panel-draw .pair canvas')).split(' ').map(Number);
    const whole = seen.reduce((sum, value) => sum + value, 0);
    const middle = (/** @type {(i: number) => number} */ of) => seen.reduce((sum, value, i) => sum + value * of(i), 0) / whole;
    assert.ok(Math.abs(middle((i) => i % 28) - 13.5) < 0.8 && Math.abs(middle((i) => Math.floor(i / 28)) - 13.5) < 0.8, 'its mass is in the middle');
    const inked = seen.flatMap((value, i) => (value > 40 ? [i] : []));
    const extent = (/** @type {number[]} */ places) => Math.max(...places) - Math.min(...places) + 1;
    const side = Math.max(extent(inked.map((i) => i % 28)), extent(inked.map((i) => Math.floor(i / 28))));
    assert.ok(side >= 18 && side <= 21, `the longer side is ${side} of the 20 pixels of its box`);
    assert.ok(seen.filter((value) => value === 0).length > 500, 'the paper is gone, with its light and its noise');
    await close();
  });
}

test('a photograph that is dropped anywhere on the page opens the panel that reads it', async () => {
  const { page, close } = await opened([]);
  const bytes = await photograph(page, { ink: 50, paper: 225 });
  const transfer = await page.evaluateHandle((text) => {
    const made = new DataTransfer();
    made.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], 'seven.png', { type: 'image/png' }));
    return made;
  }, bytes.toString('base64'));
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.waitForFunction(() => /reads as 7/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

test('a photograph of plain paper is told from one with writing', async () => {
  const { page, close } = await opened(['draw']);
  const buffer = await photograph(page, { ink: 50, paper: 225, written: false });
  await page.setInputFiles('.panel-draw input[type=file]', { name: 'sheet.png', mimeType: 'image/png', buffer });
  await page.waitForFunction(() => /No writing was found in sheet\.png/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  await close();
});

test('the same photograph can be chosen again after “Clear”', async () => {
  const { page, close } = await opened(['draw']);
  const buffer = await photograph(page, { ink: 50, paper: 225 });
  const verdict = (/** @type {RegExp} */ wanted) =>
    page.waitForFunction((text) => new RegExp(text).test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''), wanted.source);
  await page.setInputFiles('.panel-draw input[type=file]', { name: 'photo.png', mimeType: 'image/png', buffer });
  await verdict(/reads as 7/);
  assert.equal(await page.inputValue('.panel-draw input[type=file]'), '', 'the browser tells of a choice only where it differs');
  await close();
});

test('a dropped picture that is none says so', async () => {
  const { page, close } = await opened(['draw'], '', { expectFaults: true });
  await page.setInputFiles('.panel-draw input[type=file]', { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.waitForFunction(() => /notes\.png is no picture/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  await close();
});

for (const [row, coarse] of [[1, 7], [2, 14]]) {
  test(`SRGAN makes more of digits that were shrunk to ${coarse} × ${coarse} than their blocks show`, async () => {
    const { page, close } = await opened(['draw'], '', { before: (/** @type {Page} */ fresh) => fresh.addInitScript(() => {
      let chance = 1;
      Math.random = () => (chance = (chance * 48271) % 2147483647) / 2147483647; // always the same digits
    }) });
    const canvas = (/** @type {number} */ n) => `.panel-draw .enlarged div:nth-of-type(${row}) figure:nth-child(${n}) canvas`;
    const side = (/** @type {number} */ n) => page.locator(canvas(n)).evaluate((element) => /** @type {HTMLCanvasElement} */ (element).width);
    const value = (/** @type {string} */ picture) => picture.split(' ').map(Number);
    const block = 28 / coarse;
    const apart = { sharp: 0, blocks: 0 };
    for (let example = 0; example < 6; example++) {
      const last = await pixels(page, canvas(3));
      await page.click('.panel-draw button:text-is("A person’s digit")');
      const sharp = await changed(page, last, canvas(3));
      assert.deepEqual([await side(1), await side(2), await side(3)], [coarse, coarse, 28]);
      const [small, mine] = [value(await pixels(page, canvas(1))), await pixels(page, '.panel-draw .pair canvas')];
      const means = small.map((_, i) => {
        const corner = block * (28 * Math.floor(i / coarse) + (i % coarse));
        let sum = 0;
        for (let y = 0; y < block; y++) for (let x = 0; x < block; x++) sum += value(mine)[corner + 28 * y + x];
        return sum / block ** 2;
      });
      assert.ok(distance(small.join(' '), means.join(' ')) < 1.5, 'each pixel is the mean of its block');
      const blocks = Array.from({ length: 784 }, (_, i) => small[coarse * Math.floor(i / 28 / block) + Math.floor((i % 28) / block)]);
      assert.notEqual(sharp, mine, 'it is no copy');
      apart.sharp += distance(sharp, mine);
      apart.blocks += distance(blocks.join(' '), mine);
    }
    assert.ok(await page.isVisible('.enlarged'));
    assert.ok(apart.sharp < 0.55 * apart.blocks, JSON.stringify(apart));
    await close();
  });
}

test('how an SRGAN learned stands below what it enlarged, once it is asked for; where it did not arrive it says so', async () => {
  const { page, close } = await opened(['draw'], '', { expectFaults: true });
  await page.click('.panel-draw button:text-is("A person’s digit")');
  await page.waitForSelector('.enlarged:not([hidden])');
  const learned = page.locator('.enlarged details >> nth=0');
  await page.route('**/models/history/srgan-*/*', (route) => route.abort());
  await learned.locator('summary').click();
  await page.waitForFunction(() => /connection/.test(document.querySelector('.enlarged details')?.textContent ?? ''));
  await page.unroute('**/models/history/srgan-*/*');
  await learned.locator('summary').click();
  await learned.locator('summary').click();
  await learned.locator('.chart canvas').first().waitFor();
  assert.match(await learned.innerText(), /mean square error:?\s?0\.04\d/);
  assert.doesNotMatch(await learned.innerText(), /connection/);
  await close();
});

test('the family’s SRGAN leads to the pad, under a model that takes what is drawn there', async () => {
  for (const [from, to] of [['dcgan-cifar10', 'digits'], ['fashion', 'digits'], ['cgan-mnist', 'cgan-mnist']]) {
    const { page, close } = await openPage(house, { hash: `#model=${from}&seed=7&open=compare` });
    await ready(page);
    const play = page.locator('[aria-label="Play with it: SRGAN, 7 to 28"]');
    await play.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel-draw .pad-canvas');
    await settled(page);
    assert.equal(await page.inputValue('#model'), to);
    assert.match(page.url(), new RegExp(`#model=${to}&`));
    assert.equal(await page.evaluate(() => document.activeElement?.closest('details')?.id), 'panel-draw', 'the focus is there');
    assert.match((await page.textContent('#spoken')) ?? '', /^Draw your own\./);
    await page.waitForFunction(() => {
      const { top, bottom } = /** @type {Element} */ (document.querySelector('#panel-draw summary')).getBoundingClientRect();
      return top >= 0 && bottom < innerHeight / 2;
    });
    await page.click('.panel-draw button:text-is("A person’s digit")');
    await page.waitForSelector('.enlarged:not([hidden])');
    await close();
  }
});

test('a link to a model that only enlarges says what that is and where to play with it', async () => {
  const { page, close } = await openPage(house, { hash: '#model=srgan-mnist' });
  await ready(page);
  assert.match(await page.innerText('#notice-text'), /^“SRGAN, 7 to 28” enlarges small pictures, .*“Draw your own”\. This is “Digits”\.$/);
  await close();
});

test('on a phone the coarse picture, the blurred and the sharp one stand side by side', async () => {
  const { page, close } = await opened(['draw'], '', { options: { viewport: { width: 390, height: 844 } } });
  await page.click('.panel-draw button:text-is("A person’s digit")');
  await page.waitForSelector('.enlarged:not([hidden])');
  const tops = await page.locator('.enlarged .tiles').evaluateAll((rows) => rows.map((row) => [...row.children].map((one) => one.getBoundingClientRect().top)));
  for (const row of tops) assert.equal(new Set(row).size, 1, `${row}`);
  assert.equal(tops.length, 2);
  await close();
});

test('the pad invites to draw until there is something on it', async () => {
  const { page, close } = await opened(['draw']);
  const invitation = () => page.locator('.panel-draw .paper').evaluate((paper) => getComputedStyle(paper, '::after').content);
  assert.equal(await invitation(), '"Draw here"');
  await page.locator('.pad-canvas').scrollIntoViewIfNeeded();
  await stroke(page, [[0.5, 0.2], [0.5, 0.8]]);
  await page.waitForFunction(() => !document.querySelector('.paper.empty'));
  assert.equal(await invitation(), 'none');
  await close();
});
