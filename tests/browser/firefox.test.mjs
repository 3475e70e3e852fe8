// The main paths in Firefox, driven over WebDriver BiDi.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { dist, patience } from './chromium.mjs';
import { serve } from './server.mjs';

const browserFile = process.env.GANVAS_FIREFOX ?? '/usr/bin/firefox-esr';
const skip = fs.existsSync(browserFile) ? false : `${browserFile} is not there: install firefox-esr, or set GANVAS_FIREFOX`;

/** @typedef {import('puppeteer-core').Page} Page */
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {import('puppeteer-core').Browser} */
let browser;
before(async () => {
  if (skip) return;
  server = await serve(dist);
  browser = await puppeteer.launch({ browser: 'firefox', executablePath: browserFile, headless: true, timeout: patience });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/**
 * A page of its own that is ready to be played with, and what it complained of.
 * @param {string} [hash]
 */
async function open(hash = '') {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.setViewport({ width: 1280, height: 900 });
  /** @type {string[]} */
  const faults = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(server.address + hash);
  await page.waitForSelector('#sliders input');
  await settled(page);
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(faults, [], 'the console shows faults');
    },
  };
}

/** Where a weights file of the project lies. @param {string} file */
const models = (file) => fileURLToPath(new URL(`../../site/models/${file}`, import.meta.url));

/** The digit's pixels as one text. @param {Page} page */
const pixels = (page) => page.$eval('#digit', (canvas) => {
  const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (/** @type {HTMLCanvasElement} */ (canvas).getContext('2d'));
  return Array.from(context.getImageData(0, 0, width, height).data.filter((_, i) => i % 4 === 0)).join(' ');
});

/**
 * Waits until the digit is as it should be.
 * @param {Page} page
 * @param {(picture: string) => boolean} wanted
 */
async function until(page, wanted) {
  const end = performance.now() + patience;
  do {
    const now = await pixels(page);
    if (wanted(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 25));
  } while (performance.now() < end);
  throw new assert.AssertionError({ message: 'the digit did not become what it should' });
}

/** The digit once what was asked for last is on show. @param {Page} page */
async function settled(page) {
  await page.waitForSelector('html[data-drawn]:not([data-busy])');
  return pixels(page);
}

test('Firefox: the page opens on a digit that has ink', { skip }, async () => {
  const { page, close } = await open();
  const values = (await settled(page)).split(' ').map(Number);
  assert.ok(Math.max(...values) - Math.min(...values) > 60, 'the picture has ink and paper');
  await close();
});

test('Firefox: a label, a slider and a seed each change the digit, and Back takes a choice back', { skip }, async () => {
  const { page, close } = await open();
  const first = await settled(page);
  await page.click('#labels button:nth-child(9)');
  const eight = await until(page, (now) => now !== first);
  await page.goBack();
  await until(page, (now) => now === first);
  await page.goForward();
  await until(page, (now) => now === eight);

  const box = await (await page.$('#sliders input[type=range]'))?.boundingBox();
  assert.ok(box);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, y, { steps: 5 });
  const dragged = await until(page, (now) => now !== eight);
  await page.mouse.up();

  await page.focus('#seed');
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.type('77');
  await page.keyboard.press('Enter');
  await until(page, (now) => now !== dragged);
  assert.match(page.url(), /seed=77/);
  await close();
});

test('Firefox: a link shows the same picture to somebody else', { skip }, async () => {
  const first = await open();
  const before = await settled(first.page);
  await first.page.click('#labels button:nth-child(4)');
  await first.page.click('#shuffle');
  await until(first.page, (now) => now !== before);
  const wanted = await settled(first.page);
  const { hash } = new URL(first.page.url());
  await first.close();

  const second = await open(hash);
  await until(second.page, (now) => now === wanted);
  await second.close();
});

test("Firefox: a player's own file is there after a reload, and can be forgotten", { skip }, async () => {
  const { page, close } = await open();
  const input = await page.$('#file');
  await /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (input).uploadFile(models('fashion.safetensors'));
  await page.waitForSelector('#kept:not([hidden])');
  const wanted = await settled(page);
  await page.reload();
  await page.waitForSelector('#kept:not([hidden])');
  await until(page, (now) => now === wanted);
  await page.$eval('#forget', (button) => /** @type {HTMLElement} */ (button).click());
  await page.waitForSelector('#forget[hidden]');
  await page.reload();
  await page.waitForSelector('#notice:not([hidden])');
  assert.match(await page.$eval('#notice-text', (text) => text.textContent ?? ''), /fashion\.safetensors\. Drop that file/);
  await close();
});

test('Firefox: links into the article land where they lead, by the contents and by an address, and Back returns', { skip }, async () => {
  for (const hash of ['', '#how-good']) {
    const { page, close } = await open(hash);
    await page.waitForSelector('.to-part');
    const before = await page.evaluate(() => scrollY);
    if (!hash) await page.$eval('nav a[href="#how-good"]', (link) => /** @type {HTMLElement} */ (link).click());
    // There, and so for a second: nothing above it grows any more.
    await page.waitForFunction(() => new Promise((/** @type {(_: boolean) => void} */ done) => {
      const off = () => Math.abs((document.getElementById('how-good')?.getBoundingClientRect().top ?? 1e9) - 24) > 5;
      const rows = Array.from(document.querySelectorAll('.family > li')).slice(-2);
      if (off() || rows.some((row) => !row.querySelector('.numbers')?.childElementCount)) return done(false);
      setTimeout(() => done(rows.length > 0 && !off()), 1000);
    }), { polling: 200 });
    if (!hash) {
      await page.goBack();
      await page.waitForFunction((y) => Math.abs(scrollY - y) < 60, {}, before);
      assert.match(page.url(), /#model=digits/);
    }
    await close();
  }
});

test('Firefox: every panel opens, follows the picture, and complains of nothing', { skip }, async () => {
  const { page, close } = await open();
  const names = await page.$$eval('.panel', (all) => all.map(({ id }) => id));
  assert.ok(names.length >= 13, names.join());
  for (const name of names) {
    await page.$eval(`#${name} summary`, (summary) => /** @type {HTMLElement} */ (summary).click());
    await page.waitForSelector(`.${name}`);
  }
  await page.waitForFunction(() => /reads as 3/.test(document.querySelector('.panel-judge')?.textContent ?? ''));
  assert.match(await page.$eval('.panel-take', (panel) => panel.textContent ?? ''), /WebM video/);
  const first = await settled(page);
  await page.$eval('#labels button:nth-child(8)', (button) => /** @type {HTMLElement} */ (button).click());
  await until(page, (now) => now !== first);
  await page.waitForFunction(() => /reads as 7/.test(document.querySelector('.panel-judge')?.textContent ?? ''));
  await close();
});

test('Firefox: a slider looks as it does elsewhere: a line, filled between its zero and the thumb', { skip }, async () => {
  const { page, close } = await open('#model=digits&label=3&seed=7&d=slant:1.5');
  const { appearance, fill, accent } = await page.$eval('#d-slant', (input) => {
    const style = getComputedStyle(input);
    return { appearance: style.appearance, fill: style.backgroundImage, accent: style.accentColor };
  });
  assert.equal(appearance, 'none');
  assert.ok(fill.startsWith('linear-gradient') && fill.includes(accent), fill);
  await close();
});
