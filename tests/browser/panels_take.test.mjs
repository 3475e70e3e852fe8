// What a person takes away, opened again and looked at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { built, dist, pixels, settled, start } from './chromium.mjs';
import { distance, keepTwo, openOwn, openPanels } from './panels.mjs';
import { untrained } from './weights_file.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());
/** @param {string[]} panels */
const opened = (panels, more = '', options = {}) => openPanels(house, panels, more, options);

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

test('take away: a PNG of the picture’s own pixels, the numbers, and the command for them', async () => {
  const { page, close } = await opened(['take']);
  const shown = await settled(page);
  const png = await download(page, 'This picture, PNG');
  assert.equal(png.name, 'digits-7.png');
  assert.equal(png.bytes.readUInt32BE(16), 28 * 16, 'sixteen times as large');
  assert.equal((await framesIn(page, png.bytes, 'image/png', 16)).frames[0].picture, shown);
  assert.match((await page.textContent('.command')) ?? '', /\.\/ganvas sample --model site\/models\/digits\.safetensors --count 1 --seed 7 --labels 3 --out digits-7\.png/);
  await page.locator('#d-slant').fill('1');
  await page.waitForFunction(() => /--labels 3 --walk slant=1 --out digits-7\.png/.test(document.querySelector('.command')?.textContent ?? ''));
  await page.evaluate(() => void (location.hash += '&z=0:1'));
  await page.waitForFunction(() => /--latents digits-7\.json/.test(document.querySelector('.command')?.textContent ?? ''));
  const json = JSON.parse((await download(page, 'Latent numbers, JSON')).bytes.toString());
  assert.equal(json.latents[0].length, 64);
  assert.equal(json.label_weights[0][3], 1);
  const weights = await download(page, 'Weights file');
  assert.equal(weights.name, 'digits.safetensors');
  await close();
});

/** @param {Page} page @param {RegExp} wanted */
const commandOf = async (page, wanted) => (await page.waitForSelector(`.command:text-matches(${JSON.stringify(wanted.source)})`)).innerText();

test('take away: at a moment of the training all is of the weights as they were then', async () => {
  const { page, close } = await opened(['learn', 'take'], '&at=20000');
  assert.equal(await commandOf(page, /sample/),
    './ganvas sample --model site/models/history/digits/20000.safetensors --count 1 --seed 7 --labels 3 --out digits-20000-7.png');
  const weights = await download(page, 'Weights file');
  assert.equal(weights.name, 'digits-20000.safetensors');
  assert.ok(weights.bytes.equals(fs.readFileSync(path.join(dist, built('models/history/digits/20000.safetensors')))));
  const numbers = await download(page, 'Latent numbers, JSON');
  assert.deepEqual([numbers.name, JSON.parse(numbers.bytes.toString()).model], ['digits-20000-7.json', 'digits-20000']);
  await page.click('.panel-learn > .moments button:last-child');
  await commandOf(page, /digits\.safetensors/);
  assert.equal((await download(page, 'Weights file')).name, 'digits.safetensors');
  await close();
});

test('take away: the command for a file of one’s own names that file, and a shell takes the name as a name', async () => {
  const { page, close } = await opened(['take']);
  const buffer = fs.readFileSync(path.join(dist, built('models/digits.safetensors')));
  await page.setInputFiles('#file', { name: "it's;echo x.safetensors", mimeType: '', buffer });
  const command = await commandOf(page, /echo/);
  const words = execFileSync('sh', ['-c', command.replace('./ganvas', "printf '%s\\n'")], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(words.slice(1, 3), ['--model', "it's;echo x.safetensors"]);
  assert.deepEqual(words.slice(-2), ['--out', "it's;echo x-7.png"]);
  await close();
});

test('take away: a PNG that the browser does not make is told of', async () => {
  const { page, close } = await opened(['take'], '', { before: (/** @type {Page} */ fresh) => fresh.addInitScript(() => {
    HTMLCanvasElement.prototype.toBlob = (/** @type {BlobCallback} */ answer) => answer(null);
  }) });
  await page.click('.panel-take >> text="This picture, PNG"');
  await page.waitForSelector('.panel-take p:text("made no PNG")');
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

for (const [count, width, height] of [[5, 5, 1], [12, 10, 2]]) {
  test(`take away: of a model of ${count} labels all ${count} as one PNG`, async () => {
    const { page, close } = await opened(['take']);
    await openOwn(page, untrained({ labels: Array.from({ length: count }, (_, i) => `label ${i}`) }));
    await page.waitForSelector('.panel-take');
    await page.selectOption('.panel-take select', '1');
    const { frames: [sheet] } = await framesIn(page, (await download(page, `All ${count}, PNG`)).bytes, 'image/png', 1);
    assert.deepEqual([sheet.width, sheet.height], [width * 28, height * 28]);
    const reds = sheet.picture.split(' ');
    for (let n = 0; n < count; ++n) {
      const [left, top] = [(n % width) * 28, Math.floor(n / width) * 28];
      const part = Array.from({ length: 784 }, (_, i) => reds[(top + Math.floor(i / 28)) * sheet.width + left + (i % 28)]);
      assert.equal(part.join(' '), await pixels(page, `#labels button:nth-child(${n + 1}) canvas`), `tile ${n}`);
    }
    await close();
  });
}

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
  await film.getByRole('button', { name: 'GIF' }).focus();
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const straight = await framesIn(page, fs.readFileSync(await file.path()), 'image/gif', 16);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'GIF', 'the keyboard has not lost its place');
  assert.ok(!straight.loops);
  assert.equal(straight.frames.length, 25, 'once, and the last one is there');
  assert.ok(distance(straight.frames[24].picture, second) < 1);
  assert.ok(distance(straight.frames[12].picture, round.frames[12].picture) > 0.5, 'a straight line is another way');
  await close();
});

test('the button that copies the command says that it has, for a while', async () => {
  const { page, close } = await opened(['take']);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const button = page.locator('.panel-take button').last();
  for (let press = 0; press < 2; ++press) await button.click();
  await page.waitForFunction(() => [...document.querySelectorAll('.panel-take button')].at(-1)?.textContent === 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.textContent('.panel-take .command'));
  await page.waitForFunction(() => [...document.querySelectorAll('.panel-take button')].at(-1)?.textContent === 'Copy the command');
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
  const { seen, width } = await cinema.evaluate(async (text) => {
    const video = document.createElement('video');
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(28, 28).getContext('2d', { willReadFrequently: true }));
    /** @type {string[]} */
    const seen = [];
    // Played, not sought: what a seek has found is drawn a moment later, and a busy machine makes that moment long.
    const look = () => {
      context.drawImage(video, 0, 0, 28, 28);
      seen.push(Array.from(context.getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 === 0)).join(' '));
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    video.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], { type: 'video/webm' }));
    await video.play();
    await new Promise((resolve, reject) => Object.assign(video, { onended: resolve, onerror: () => reject(new Error(video.error?.message)) }));
    return { seen, width: video.videoWidth };
  }, bytes.toString('base64'));
  await cinema.close();
  assert.equal(width, 28 * 16);
  const [begin, end] = [seen[0], seen[seen.length - 1]];
  assert.ok(distance(begin, first) < 2 && distance(end, second) < 2, `${distance(begin, first)} and ${distance(end, second)} from its ends`);
  const nearer = seen.map((picture) => distance(picture, first) < distance(picture, second));
  assert.ok(seen.length > 5 && nearer.lastIndexOf(true) < nearer.indexOf(false), `it goes once from the one to the other: ${nearer}`);
  assert.ok(seen.some((picture) => distance(picture, first) > 2 && distance(picture, second) > 2), 'and is on its way between them');
  await close();

  const old = await opened(['take'], '', { before: (/** @type {Page} */ fresh) => fresh.addInitScript(() => Reflect.deleteProperty(globalThis, 'MediaRecorder')) });
  assert.match((await old.page.textContent('.film')) ?? '', /cannot record a video/);
  assert.equal(await old.page.locator('.film').getByRole('button', { name: /WebM/ }).count(), 0);
  await old.close();
});
