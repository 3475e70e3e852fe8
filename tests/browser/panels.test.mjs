// What opens below the toy, by what a person sees of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { becomes, changed, openPage, pixels, ready, settled, start } from './chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/**
 * A page with panels open, once they are there.
 * @param {string[]} panels
 */
async function opened(panels, more = '', options = {}) {
  const opening = await openPage(house, { hash: `#model=digits&label=3&seed=7&open=${panels.join()}${more}`, ...options });
  await ready(opening.page);
  for (const panel of panels) await opening.page.waitForSelector(`#panel-${panel} .panel-${panel}`);
  return opening;
}

/** @param {string} picture as pixels() gives it */
const ink = (picture) => picture.split(' ').map(Number).reduce((sum, value) => sum + value, 0);

/** How different two pictures are: mean absolute difference of a pixel, 0 to 255. @param {string} a @param {string} b */
function distance(a, b) {
  const [first, second] = [a.split(' ').map(Number), b.split(' ').map(Number)];
  return first.reduce((sum, value, i) => sum + Math.abs(value - second[i]), 0) / first.length;
}

/** Draws a thick stroke through points of the pad, in shares of its side. @param {Page} page @param {number[][]} points */
async function stroke(page, points) {
  const box = await page.locator('.pad-canvas').boundingBox();
  assert.ok(box);
  const at = (/** @type {number[]} */ [x, y]) => /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
}

test('a named direction does what its name says: “thickness” to the right adds ink, to the left takes it away', async () => {
  const { page, close } = await opened([]);
  const slider = page.locator('#d-thickness');
  const amounts = [];
  for (const value of ['-2', '0', '2']) {
    await slider.fill(value);
    amounts.push(ink(await settled(page)));
  }
  assert.ok(amounts[0] < 0.85 * amounts[1] && amounts[1] < 0.9 * amounts[2], `ink ${amounts}`);
  await slider.dblclick();
  assert.equal(ink(await settled(page)), amounts[1], 'a double click puts it back');
  await close();
});

test('dragging the picture itself moves along two directions', async () => {
  const { page, close } = await opened([]);
  const first = await settled(page);
  const box = await page.locator('#digit').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 200, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 320, box.y + 200, { steps: 5 });
  await page.mouse.up();
  await changed(page, first);
  await page.waitForFunction(() => /d=slant%3A1|d=slant:1/.test(location.hash) && /thickness/.test(location.hash));
  await close();
});

test('undo takes back what was done, step by step; redo repeats it', async () => {
  const { page, close } = await opened([]);
  const pictures = [await settled(page)];
  await page.locator('#d-slant').fill('1.5');
  pictures.push(await settled(page));
  await page.click('#shuffle');
  pictures.push(await settled(page));
  await page.keyboard.press('Control+z');
  await becomes(page, pictures[1]);
  await page.click('#undo');
  await becomes(page, pictures[0]);
  await page.click('#redo');
  await becomes(page, pictures[1]);
  await close();
});

test('a locked direction stays as it is when everything else is shuffled', async () => {
  const { page, close } = await opened([]);
  await page.locator('#d-slant').fill('1.5');
  await page.locator('#d-width').fill('1');
  await page.locator('#sliders .slider:has(#d-slant) .lock').click();
  await page.click('#shuffle');
  await page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.querySelector('#d-width')).value === '0');
  assert.equal(await page.inputValue('#d-slant'), '1.5');
  await close();
});

test('half a 3 and half an 8 is a picture of its own, and a link keeps it', async () => {
  const { page, close } = await opened(['mix']);
  const three = await settled(page);
  await page.locator('.panel-mix .nine button').nth(4).click();
  const mixed = await settled(page);
  await page.click('#labels button:nth-child(9)');
  const eight = await settled(page);
  assert.ok(distance(mixed, three) > 3 && distance(mixed, eight) > 3, 'it is neither of the two');
  await page.goBack();
  await becomes(page, mixed);
  assert.match(page.url(), /mix=3(:|%3A)0\.5/);
  await close();
});

test('a click on the map goes to the picture that stands there', async () => {
  const { page, close } = await opened(['map']);
  await page.waitForFunction(() => /** @type {HTMLCanvasElement} */ (document.querySelector('.pad canvas')).width === 252);
  const box = await page.locator('.pad').boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width * (8.5 / 9), box.y + box.height * (0.5 / 9));
  await page.waitForFunction(() => /slant(:|%3A)3/.test(location.hash) && /thickness(:|%3A)3/.test(location.hash));
  const corner = await page.locator('.pad canvas').evaluate((element) => {
    const { data } = /** @type {CanvasRenderingContext2D} */ (/** @type {HTMLCanvasElement} */ (element).getContext('2d')).getImageData(224, 0, 28, 28);
    return Array.from(data.filter((_, i) => i % 4 === 0)).join(' ');
  });
  assert.ok(distance(await settled(page), corner) < 0.5);
  await page.focus('.pad');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => /slant(:|%3A)2\.7/.test(location.hash));
  await close();
});

test('of many samples, a click takes one', async () => {
  const { page, close } = await opened(['grid']);
  await page.waitForFunction(() => document.querySelector('.panel-grid .ten button:nth-child(50)')?.getAttribute('aria-label'));
  const wanted = await pixels(page, '.panel-grid .ten button:nth-child(13) canvas');
  await page.click('.panel-grid .ten button:nth-child(13)');
  await becomes(page, wanted);
  await close();
});

test('between two kept pictures lies a walk whose ends are the two', async () => {
  const { page, close } = await opened(['travel']);
  const first = await settled(page);
  await page.click('.panel-travel .primary');
  await page.click('#labels button:nth-child(6)');
  await page.click('#shuffle');
  const second = await settled(page);
  await page.click('.panel-travel .primary');
  await page.waitForSelector('.walks:not([hidden])');
  for (const strip of [1, 2]) {
    const tile = (/** @type {number} */ n) => `.walks > div:nth-of-type(${strip}) figure:nth-child(${n}) canvas`;
    await page.waitForFunction(([selector, wanted]) => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(selector));
      const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, 28, 28);
      return Array.from(data.filter((_, i) => i % 4 === 0)).filter((value, i) => Math.abs(value - Number(wanted.split(' ')[i])) > 3).length === 0;
    }, [tile(10), second]);
    assert.ok(distance(await pixels(page, tile(1)), first) < 1);
    assert.ok(distance(await pixels(page, tile(5)), first) > 2);
  }
  const still = await pixels(page, '.panel-travel .player canvas');
  await page.click('.panel-travel button:text-is("Play")');
  await changed(page, still, '.panel-travel .player canvas');
  await page.reload();
  await ready(page);
  await page.waitForSelector('.panel-travel .tray > div:nth-child(2)');
  await close();
});

test('look inside: a row a layer, with its cost, that follows the sliders', async () => {
  const { page, close } = await opened(['inside']);
  await page.waitForSelector('.steps li:nth-child(5)');
  const text = await page.textContent('.panel-inside');
  assert.match(text ?? '', /5\.69 million multiply-adds/);
  assert.match(text ?? '', /conv_transpose2d/);
  const maps = await pixels(page, '.steps li:nth-child(3) canvas');
  await page.locator('#d-slant').fill('2');
  await changed(page, maps, '.steps li:nth-child(3) canvas');
  await becomes(page, await settled(page), '.steps li:last-child canvas');  // the last row is the picture
  await close();
});

test('the discriminator has an opinion that changes with the picture, the classifier reads all ten', async () => {
  const { page, close } = await opened(['judge']);
  await page.waitForFunction(() => /%/.test(document.querySelector('.panel-judge .verdict')?.textContent ?? ''));
  assert.ok((await page.locator('.scores .real').count()) === 200 && (await page.locator('.scores .generated').count()) === 200);
  const text = await page.locator('.panel-judge .ten span').allTextContents();
  assert.ok(text.filter((reading, i) => reading.startsWith(`${i} `)).length >= 9, `${text}`);
  const here = await page.getAttribute('.scores .here', 'x1');
  await page.locator('#psi').fill('0.2');
  await page.waitForFunction((before) => document.querySelector('.scores .here')?.getAttribute('x1') !== before, here);
  await close();
});

test('real or fake: ten rounds by keyboard end in a score, and show where one failed', async () => {
  const { page, close } = await opened(['game']);
  await page.locator('.panel-game .real-choice').focus();
  for (let round = 1; round <= 10; round++) {
    await page.waitForFunction((n) => document.querySelector('.panel-game .verdict')?.textContent?.includes(`Round ${n} of 10`), round);
    await page.keyboard.press(round % 2 ? 'r' : 'f');
    await page.waitForFunction((n) => document.querySelectorAll('.panel-game figure').length === n, round);
    await page.keyboard.press('Enter');
  }
  await page.waitForFunction(() => /You: \d+ of 10\. The discriminator: \d+ of 10/.test(document.querySelector('.panel-game .verdict')?.textContent ?? ''));
  const said = (await page.textContent('.panel-game .verdict')) ?? '';
  const right = await page.locator('.panel-game figure.right').count();
  assert.ok(said.includes(`You: ${right} of 10`), said);
  await close();
});

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
  assert.ok(distance(found, mine) < 0.6 * distance(before, mine), `${distance(found, mine)} against ${distance(before, mine)} before`);
  assert.match(page.url(), /label=7/);
  await page.click('.panel-draw button:text-is("Clear")');
  await page.click('.panel-draw .primary');
  assert.match((await page.textContent('.panel-draw > p')) ?? '', /Draw something/);
  await close();
});

test('a dropped picture that is none says so', async () => {
  const { page, close } = await opened(['draw'], '', { expectFaults: true });
  await page.setInputFiles('.panel-draw input[type=file]', { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.waitForFunction(() => /notes\.png is no picture/.test(document.querySelector('.panel-draw .verdict')?.textContent ?? ''));
  await close();
});

test('the timeline draws the same latent as the network drew it early on, and a link keeps the moment', async () => {
  const { page, close } = await opened(['learn']);
  const now = await settled(page);
  const moments = await page.locator('.moments button').count();
  assert.ok(moments >= 5);
  await page.click('.moments button:first-child');
  const early = await changed(page, now);
  assert.ok(distance(early, now) > 20, 'after a thousand images it drew something else');
  assert.match(page.url(), /at=1000/);
  assert.equal(await page.locator('.chart canvas').count(), 2, 'two charts');
  await page.click('.moments button:last-child');
  await becomes(page, now);
  await close();
});

test('two models side by side on the same seed, and the family with samples', async () => {
  const { page, close } = await opened(['compare']);
  await page.selectOption('.panel-compare select', 'cgan-mnist');
  await page.waitForFunction(() => /vs=cgan-mnist/.test(location.hash));
  await page.waitForFunction(() => /Conditional GAN/.test(document.querySelector('.panel-compare .pair')?.textContent ?? ''));
  const [left, right] = [await pixels(page, '.panel-compare .pair figure:nth-child(1) canvas'), await pixels(page, '.panel-compare .pair figure:nth-child(2) canvas')];
  assert.equal(left, await pixels(page));
  assert.ok(distance(left, right) > 5);
  const first = page.locator('.family li').first();
  await first.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => /parameters/.test(document.querySelector('.family li')?.textContent ?? ''));
  await close();
});

test('take away: a PNG of the picture’s own pixels, a GIF, the numbers, and the command for them', async () => {
  const { page, close } = await opened(['take']);
  const download = async (/** @type {string} */ text) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.click(`.panel-take >> text="${text}"`)]);
    return { name: file.suggestedFilename(), bytes: fs.readFileSync(await file.path()) };
  };
  const png = await download('PNG');
  assert.equal(png.name, 'digits-7.png');
  assert.equal(png.bytes.readUInt32BE(16), 28 * 16, 'sixteen times as large');
  const gif = await download('A walk, GIF');
  assert.equal(gif.bytes.subarray(0, 6).toString(), 'GIF89a');
  assert.match((await page.textContent('.command')) ?? '', /\.\/ganvas sample --model site\/models\/digits\.safetensors --count 1 --seed 7 --labels 3 --out digits-7\.png/);
  await page.locator('#d-slant').fill('1');
  await page.waitForFunction(() => /--latents digits-7\.json/.test(document.querySelector('.command')?.textContent ?? ''));
  const json = JSON.parse((await download('Latent numbers, JSON')).bytes.toString());
  assert.equal(json.latents[0].length, 64);
  assert.equal(json.label_weights[0][3], 1);
  const weights = await download('Weights file');
  assert.equal(weights.name, 'digits.safetensors');
  await close();
});

test('a panel opens and closes by keyboard, and the address says which are open', async () => {
  const { page, close } = await opened([]);
  await page.locator('#panel-card summary').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.panel-card .facts');
  await page.waitForFunction(() => /open=card/.test(location.hash));
  assert.match((await page.textContent('.panel-card')) ?? '', /parameters/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !/open=/.test(location.hash));
  await close();
});

test('the article’s figures live on the page itself', async () => {
  const { page, close } = await opened([]);
  const names = await page.locator('figure[data-figure]').evaluateAll((all) => all.map((figure) => /** @type {HTMLElement} */ (figure).dataset.figure));
  assert.ok(names.length >= 8);
  for (const name of names) {
    const figure = `figure[data-figure="${name}"]`;
    await page.locator(figure).evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await page.waitForSelector(`${figure}[data-state="live"]`);
  }
  await close();
});
