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

/** Waits until all that is open has had time to follow the picture: they wait for the hand to rest. @param {Page} page */
const settledPanels = (page) => page.waitForTimeout(1000);

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

test('“Surprise me” shuffles label and latent together, by button and by key; Back takes both back', async () => {
  const { page, close } = await opened([]);
  const first = await settled(page);
  const state = () => ({ label: /label=(\d+)/.exec(page.url())?.[1], seed: /seed=(\d+)/.exec(page.url())?.[1] });
  const before = state();
  await page.click('#surprise');
  await changed(page, first);
  const after = state();
  assert.ok(after.label !== before.label && after.seed !== before.seed, `${page.url()}`);
  await page.keyboard.press('Shift+S');
  await page.waitForFunction((label) => !location.hash.includes(`label=${label}&`), after.label);
  await page.goBack();
  await page.goBack();
  await becomes(page, first);
  await page.selectOption('#model', 'vanilla-mnist');
  await page.waitForFunction(() => document.getElementById('surprise')?.hidden);  // no label to shuffle
  await close();
});

test('every dial: principal directions and each single latent number move the picture, and a link keeps them', async () => {
  const { page, close } = await opened(['dials']);
  const first = await settled(page);
  await page.locator('#all-d-principal-2').fill('2');
  const moved = await changed(page, first);
  assert.ok(distance(moved, first) > 3);
  assert.equal(await page.locator('.panel-dials details input[type=range]').count(), 0, 'the 64 numbers stay folded until they are wanted');
  await page.click('.panel-dials details summary');
  await page.waitForFunction(() => document.querySelectorAll('.panel-dials details input[type=range]').length === 64);
  const number = page.locator('.panel-dials details input[type=range]').first();
  await number.fill('-3');
  await changed(page, moved);
  const axis = /z(\d+)$/.exec((await number.getAttribute('id')) ?? '')?.[1];
  await page.waitForFunction((n) => new RegExp(`d=principal-2(:|%3A)2&z=${n}(:|%3A)-3`).test(location.hash), axis);
  await number.focus();
  await page.keyboard.press('Delete');
  await becomes(page, moved);
  await close();
});

test('half a 3 and half an 8 is a picture of its own, and a link keeps it', async () => {
  const { page, close } = await opened(['mix']);
  const three = await settled(page);
  await page.waitForFunction(() => document.querySelector('.panel-mix .nine button:last-child')?.getAttribute('aria-label') === '0\u00a0% 3, 100\u00a0% 8');
  const step = (/** @type {number} */ n) => pixels(page, `.panel-mix .nine button:nth-child(${n}) canvas`);
  assert.equal(await step(1), three, 'the first of the steps is the 3');
  const last = await step(9);
  await page.locator('.panel-mix .nine button').nth(4).click();
  const mixed = await settled(page);
  await page.click('#labels button:nth-child(9)');
  const eight = await settled(page);
  assert.ok(distance(mixed, three) > 3 && distance(mixed, eight) > 3, 'it is neither of the two');
  assert.equal(last, eight, 'the last of the steps is the 8');
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

test('handwriting arithmetic: the second minus the first plus the first is the second, and can be taken', async () => {
  const { page, close } = await opened(['travel']);
  const [first, second] = await keepTwo(page);
  await page.click('#labels button:nth-child(1)');
  const operand = (/** @type {number} */ n) => page.locator('.sum select').nth(n);
  await operand(0).selectOption('1');
  await operand(1).selectOption('0');
  await operand(2).selectOption('0');
  const result = '.sum canvas';
  for (const end = performance.now() + 20_000; performance.now() < end && distance(await pixels(page, result), second) > 1; ) await page.waitForTimeout(20);
  assert.ok(distance(await pixels(page, result), second) < 1 && distance(first, second) > 5);
  const before = await settled(page);
  await page.click('.panel-travel button:text-is("Take the result")');
  assert.ok(distance(await changed(page, before), second) < 1);
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
  await page.locator('#psi').fill('0.5');
  await becomes(page, await settled(page), '.steps li:last-child canvas');
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
  /** @type {string[]} */
  const pressed = [];
  for (let round = 1; round <= 10; round++) {
    await page.waitForFunction((n) => document.querySelector('.panel-game .verdict')?.textContent?.includes(`Round ${n} of 10`), round);
    pressed.push(round % 2 ? 'Real' : 'Fake');
    await page.keyboard.press(round % 2 ? 'r' : 'f');
    await page.waitForFunction((n) => document.querySelectorAll('.panel-game figure').length === n, round);
    await page.keyboard.press('Enter');
  }
  await page.waitForFunction(() => /You: \d+ of 10\. The discriminator: \d+ of 10/.test(document.querySelector('.panel-game .verdict')?.textContent ?? ''));
  const said = (await page.textContent('.panel-game .verdict')) ?? '';
  const right = await page.locator('.panel-game figure.right').count();
  assert.ok(said.includes(`You: ${right} of 10`), said);
  const results = await page.locator('.panel-game figure').allInnerTexts();
  results.forEach((text, i) => assert.equal(text.trim().startsWith('✓'), text.includes(pressed[i]), `said ${pressed[i]}, it was ${text}`));
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
  assert.ok(distance(found, mine) < 0.12 * distance(before, mine), `${distance(found, mine)} against ${distance(before, mine)} before`);
  assert.match(page.url(), /label=7/);
  await page.click('.panel-draw button:text-is("Clear")');
  await page.click('.panel-draw .primary');
  assert.match((await page.textContent('.panel-draw > p')) ?? '', /Draw something/);
  await close();
});

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

test('a panel that is opened while another model is on its way belongs to one model only', async () => {
  const { page, close } = await opened([]);
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route('**/models/acgan-mnist-*', async (route) => {
    await held;
    await route.continue();
  });
  await page.selectOption('#model', 'acgan-mnist');
  for (const panel of ['learn', 'card', 'travel', 'take']) {
    await page.click(`#panel-${panel} summary`);
    await page.waitForSelector(`#panel-${panel} .panel-${panel}`);
  }
  assert.match((await page.textContent('.panel-card')) ?? '', /64 numbers/, 'it is of the model that is still on the table');
  await page.waitForFunction(() => [...document.querySelectorAll('.moments button')].length === 7);
  await page.locator('#d-slant').fill('1');
  await settledPanels(page);
  release();
  await page.waitForFunction(() => /100 numbers/.test(document.querySelector('.panel-card')?.textContent ?? ''));
  await page.waitForFunction(() => [...document.querySelectorAll('.moments button')].length === 4);
  await settledPanels(page);
  await close();  // fails if anything was said in the console
});

test('the timeline shows what the run has logged, and says of what it has not', async () => {
  const { page, close } = await opened(['learn']);
  const panel = page.locator('.panel-learn');
  assert.match(await panel.innerText(), /Coverage and diversity were not logged in this run/);
  assert.match(await panel.innerText(), /Measured at the end: Label accuracy 99\.4 % \(real pictures: 99\.5 %\); Fréchet distance 2\.37/);
  await page.selectOption('#model', 'acgan-mnist');
  await page.waitForFunction(() => document.querySelectorAll('.panel-learn .chart canvas').length === 3);
  assert.match(await panel.innerText(), /Variety[^]*coverage/);
  assert.doesNotMatch(await panel.innerText(), /were not logged/);
  await close();
});

test('LAPGAN shows its levels, coarse to fine: the last is the picture, and all follow the label', async () => {
  const { page, close } = await openPage(house, { hash: '#model=lapgan-mnist&label=3&seed=7&open=compare' });
  await ready(page);
  const level = (/** @type {number} */ n) => `.levels figure:nth-child(${n}) canvas`;
  await page.waitForSelector('.levels:not([hidden])');
  assert.deepEqual(await page.locator('.levels canvas').evaluateAll((all) => all.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).width)), [7, 14, 28]);
  assert.match((await page.textContent('.levels')) ?? '', /The levels of LAPGAN.*Level 1: 7 × 7.*adds the detail/s);
  await becomes(page, await settled(page), level(3));
  const coarse = await pixels(page, level(1));
  await page.click('#labels button:nth-child(2)');
  await changed(page, coarse, level(1));
  await becomes(page, await settled(page), level(3));
  await page.selectOption('#model', 'digits');
  await page.waitForFunction(() => document.querySelector('.panel-compare') && !document.querySelector('.levels:not([hidden])'));
  await page.selectOption('.panel-compare select', 'lapgan-mnist');
  await page.waitForSelector('.levels:not([hidden])');  // and when it stands beside another
  await close();
});

test('SRGAN makes more of digits that were shrunk to 7 × 7 than their 49 blocks show', async () => {
  const { page, close } = await opened(['draw'], '', { before: (/** @type {Page} */ fresh) => fresh.addInitScript(() => {
    let chance = 1;
    Math.random = () => (chance = (chance * 48271) % 2147483647) / 2147483647; // always the same digits
  }) });
  const canvas = (/** @type {number} */ n) => `.panel-draw .enlarged figure:nth-child(${n}) canvas`;
  const side = (/** @type {number} */ n) => page.locator(canvas(n)).evaluate((element) => /** @type {HTMLCanvasElement} */ (element).width);
  const value = (/** @type {string} */ picture) => picture.split(' ').map(Number);
  const apart = { sharp: 0, blocks: 0 };
  for (let example = 0; example < 6; example++) {
    const last = await pixels(page, canvas(3));
    await page.click('.panel-draw button:text-is("A person’s digit")');
    const sharp = await changed(page, last, canvas(3));
    assert.deepEqual([await side(1), await side(2), await side(3)], [7, 7, 28]);
    const [small, mine] = [value(await pixels(page, canvas(1))), await pixels(page, '.panel-draw .pair canvas')];
    const means = small.map((_, i) => {
      let sum = 0;
      for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += value(mine)[(4 * Math.floor(i / 7) + y) * 28 + 4 * (i % 7) + x];
      return sum / 16;
    });
    assert.ok(distance(small.join(' '), means.join(' ')) < 1.5, 'each of the 49 is the mean of 16 pixels');
    const blocks = Array.from({ length: 784 }, (_, i) => small[7 * Math.floor(i / 112) + Math.floor((i % 28) / 4)]);
    assert.notEqual(sharp, mine, 'it is no copy');
    apart.sharp += distance(sharp, mine);
    apart.blocks += distance(blocks.join(' '), mine);
  }
  assert.ok(await page.isVisible('.enlarged'));
  assert.ok(apart.sharp < 0.55 * apart.blocks, JSON.stringify(apart));
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

/**
 * Presses a button of the panel Take away, and gives the file that comes of it.
 * @param {Page} page
 * @param {string} text
 */
async function download(page, text) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(`.panel-take >> text="${text}"`)]);
  return { name: file.suggestedFilename(), bytes: fs.readFileSync(await file.path()) };
}

/**
 * The frames of a picture file, decoded by the browser: the red channel of each at the network's resolution.
 * @param {Page} page
 * @param {Buffer} bytes
 * @param {string} type
 * @param {number} scale
 */
function framesIn(page, bytes, type, scale) {
  return page.evaluate(async ([text, mime, factor]) => {
    const data = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const decoder = new globalThis.ImageDecoder({ data, type: mime });
    await decoder.tracks.ready;
    await decoder.completed;
    const frames = [];
    const { frameCount, repetitionCount } = /** @type {ImageTrack} */ (decoder.tracks.selectedTrack);
    for (let i = 0; i < frameCount; ++i) {
      const { image } = await decoder.decode({ frameIndex: i });
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
      const reds = [];
      for (let y = 0; y < canvas.height; y += factor) for (let x = 0; x < canvas.width; x += factor) reds.push(pixels[4 * (y * canvas.width + x)]);
      frames.push({ picture: reds.join(' '), width: canvas.width, height: canvas.height });
      image.close();
    }
    return { frames, loops: repetitionCount === Infinity };
  }, /** @type {const} */ ([bytes.toString('base64'), type, scale]));
}

/** Keeps the picture on show, and one of another label and seed. @param {Page} page */
async function keepTwo(page) {
  const first = await settled(page);
  await page.click('.panel-travel .primary');
  await page.click('#labels button:nth-child(6)');
  await page.click('#shuffle');
  const second = await settled(page);
  await page.click('.panel-travel .primary');
  await page.waitForSelector('.walks:not([hidden])');
  return [first, second];
}

test('take away: a PNG of the picture’s own pixels, the numbers, and the command for them', async () => {
  const { page, close } = await opened(['take']);
  const shown = await settled(page);
  const png = await download(page, 'This picture, PNG');
  assert.equal(png.name, 'digits-7.png');
  assert.equal(png.bytes.readUInt32BE(16), 28 * 16, 'sixteen times as large');
  assert.equal((await framesIn(page, png.bytes, 'image/png', 16)).frames[0].picture, shown);
  assert.match((await page.textContent('.command')) ?? '', /\.\/ganvas sample --model site\/models\/digits\.safetensors --count 1 --seed 7 --labels 3 --out digits-7\.png/);
  await page.locator('#d-slant').fill('1');
  await page.waitForFunction(() => /--latents digits-7\.json/.test(document.querySelector('.command')?.textContent ?? ''));
  const json = JSON.parse((await download(page, 'Latent numbers, JSON')).bytes.toString());
  assert.equal(json.latents[0].length, 64);
  assert.equal(json.label_weights[0][3], 1);
  const weights = await download(page, 'Weights file');
  assert.equal(weights.name, 'digits.safetensors');
  await close();
});

test('take away: the grid of fifty as one PNG in the scale that was chosen, tile for tile what the grid shows', async () => {
  const { page, close } = await opened(['grid', 'take']);
  await page.click('.panel-grid .segmented button:nth-child(2)');
  const tile = (/** @type {number} */ n) => `.panel-grid .ten button:nth-child(${n + 1}) canvas`;
  await page.waitForFunction(() => document.querySelector('.panel-grid .ten button:nth-child(50)')?.getAttribute('aria-label') === 'Take seed 1004');
  await page.selectOption('.panel-take select', '4');
  const { name, bytes } = await download(page, 'The grid of 50, PNG');
  assert.equal(name, 'digits-7-grid.png');
  const { frames: [sheet] } = await framesIn(page, bytes, 'image/png', 4);
  assert.deepEqual([sheet.width, sheet.height], [10 * 28 * 4, 5 * 28 * 4]);
  const reds = sheet.picture.split(' ');
  for (const n of [0, 7, 23, 49]) {
    const [left, top] = [(n % 10) * 28, Math.floor(n / 10) * 28];
    const part = Array.from({ length: 784 }, (_, i) => reds[(top + Math.floor(i / 28)) * 280 + left + (i % 28)]);
    assert.equal(part.join(' '), await pixels(page, tile(n)), `tile ${n}`);
  }
  await close();
});

test('take away: the GIF walks from kept picture to kept picture and back; with fewer than two it says what it walks instead', async () => {
  const { page, close } = await opened(['travel', 'take']);
  const film = page.locator('.film');
  assert.match(await film.innerText(), /walks the first slider/);
  assert.equal(await film.locator('.segmented').isVisible(), false, 'one slider has no two ways');
  const slider = await framesIn(page, (await download(page, 'GIF')).bytes, 'image/gif', 16);
  assert.ok(slider.loops && slider.frames.length === 48);

  const [first, second] = await keepTwo(page);
  await page.waitForFunction(() => /through the 2 pictures/.test(document.querySelector('.film')?.textContent ?? ''));
  const gif = await download(page, 'GIF');
  assert.match(gif.name, /^digits-\d+\.gif$/);
  const round = await framesIn(page, gif.bytes, 'image/gif', 16);
  assert.ok(round.loops);
  assert.equal(round.frames.length, 2 * 24, 'there and back');
  assert.ok(distance(round.frames[0].picture, first) < 1 && distance(round.frames[24].picture, second) < 1, 'the ends are the kept pictures');
  assert.ok(distance(round.frames[12].picture, first) > 2 && distance(round.frames[12].picture, second) > 2, 'between them it is on its way');

  await film.getByRole('button', { name: 'Straight line' }).click();
  await film.getByRole('checkbox').uncheck();
  const straight = await framesIn(page, (await download(page, 'GIF')).bytes, 'image/gif', 16);
  assert.ok(!straight.loops);
  assert.equal(straight.frames.length, 25, 'once, and the last one is there');
  assert.ok(distance(straight.frames[24].picture, second) < 1);
  assert.ok(distance(straight.frames[12].picture, round.frames[12].picture) > 0.5, 'a straight line is another way');
  await close();
});

test('take away: the WebM shows the same walk; a browser that cannot record says so', async () => {
  const { page, close } = await opened(['travel', 'take']);
  const [first, second] = await keepTwo(page);
  await page.locator('.film').getByRole('checkbox').uncheck();
  const { name, bytes } = await download(page, 'WebM video');
  assert.match(name, /\.webm$/);
  assert.equal(bytes.readUInt32BE(0), 0x1a45dfa3, 'it begins as Matroska does');
  // The page's policy lets no video in, so it is watched elsewhere.
  const cinema = await house.browser.newPage();
  const watched = await cinema.evaluate(async (text) => {
    const video = document.createElement('video');
    video.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], { type: 'video/webm' }));
    await new Promise((resolve, reject) => Object.assign(video, { onloadeddata: resolve, onerror: () => reject(new Error(video.error?.message)) }));
    const picture = () => {
      const canvas = new OffscreenCanvas(28, 28);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.drawImage(video, 0, 0, 28, 28);
      return Array.from(context.getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 === 0)).join(' ');
    };
    const at = async (/** @type {number} */ seconds) => {
      video.currentTime = seconds;
      await new Promise((resolve) => (video.onseeked = resolve));
      return picture();
    };
    const begin = await at(0.02);
    const end = await at(1e6);  // as far as it goes: a recording does not say how long it is
    const { currentTime: whole } = video;
    const [early, late] = [await at(0.35 * whole), await at(0.7 * whole)];
    return { begin, early, late, end, seconds: whole, width: video.videoWidth };
  }, bytes.toString('base64'));
  await cinema.close();
  assert.equal(watched.width, 28 * 16);
  assert.ok(watched.seconds > 1.2, `it lasts ${watched.seconds} s`);
  assert.ok(distance(watched.begin, first) < 12 && distance(watched.end, second) < 12, `${distance(watched.begin, first)} and ${distance(watched.end, second)} from its ends`);
  const nearer = (/** @type {string} */ picture) => distance(picture, first) < distance(picture, second);
  assert.ok(nearer(watched.begin) && nearer(watched.early) && !nearer(watched.late), 'it goes from the one to the other');
  await close();

  const old = await opened(['take'], '', { before: (/** @type {Page} */ fresh) => fresh.addInitScript(() => Reflect.deleteProperty(globalThis, 'MediaRecorder')) });
  assert.match((await old.page.textContent('.film')) ?? '', /cannot record a video/);
  assert.equal(await old.page.locator('.film').getByRole('button', { name: /WebM/ }).count(), 0);
  await old.close();
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
