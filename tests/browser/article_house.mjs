// The article alone, from the sources: a folder of the site's modules, the web package and the models, served to Chromium.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from './server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const site = path.join(root, 'site');
const webPackage = path.resolve(process.env.GANVAS_WEB_PACKAGE ?? path.join(root, 'build/web/web/package'));
const browserFile = process.env.GANVAS_CHROMIUM ?? '/usr/bin/chromium';

/** @returns {string} the folder */
function assemble() {
  assert.ok(fs.existsSync(path.join(webPackage, 'ganvas_wasm.wasm')),
    `${webPackage}/ganvas_wasm.wasm is missing: run "./ganvas site" first`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-article-'));
  const copy = (/** @type {string} */ from, /** @type {string} */ to) =>
    fs.cpSync(from, path.join(folder, to), { recursive: true });
  for (const file of fs.readdirSync(site)) if (/\.(?:js|css|svg)$/.test(file)) copy(path.join(site, file), file);
  for (const part of ['article', 'real', 'models']) if (fs.existsSync(path.join(site, part))) copy(path.join(site, part), part);
  copy(webPackage, 'web');
  // Only the build finds the packages' styles.
  const style = path.join(folder, 'style.css');
  fs.writeFileSync(style, fs.readFileSync(style, 'utf8').replace(/^@import.*$/gm, ''));
  const index = execFileSync('python3', [path.join(site, 'index_models.py'), path.join(folder, 'models')]);
  fs.writeFileSync(path.join(folder, 'models/index.json'), index);
  copy(path.join(root, 'tests/browser/article/alone.js'), 'alone.js');
  const page = fs.readFileSync(path.join(root, 'tests/browser/article/index.html'), 'utf8');
  const article = fs.readFileSync(path.join(site, 'article.html'), 'utf8');
  fs.writeFileSync(path.join(folder, 'index.html'), page.replace('<!-- article -->', () => article));
  return folder;
}

export async function start() {
  const folder = assemble();
  const server = await serve(folder);
  const browser = await chromium.launch({
    executablePath: browserFile,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
  return {
    folder,
    server,
    browser,
    async stop() {
      await browser.close();
      server.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The article in a window, its console and requests watched.
 * @param {Awaited<ReturnType<typeof start>>} house
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function openArticle({ browser, server }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  /** @type {string[]} */
  const notes = [];
  /** @type {string[]} */
  const requests = [];
  page.on('console', (message) => {
    if (message.text().includes('willReadFrequently')) return;  // the tests read pixels more often than a page does
    (['error', 'warning'].includes(message.type()) ? faults : notes).push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  context.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(server.address);
  await page.waitForSelector('html[data-started]', { state: 'attached' });
  return { page, context, faults, notes, requests };
}

/**
 * Scrolls to a figure and waits until it lives, or is gone.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export async function reach(page, name) {
  const figure = page.locator(`figure[data-figure="${name}"]`);
  await figure.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.waitForSelector(`figure[data-figure="${name}"][data-state]`, { state: 'attached' });
  return figure;
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

/** @param {string} picture a text of pictures() */
export const hasInk = (picture) => picture.split(' ').filter((value) => Number(value) > 128).length > 10;
