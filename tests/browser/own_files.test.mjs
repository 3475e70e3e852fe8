// The player's own weights, which this browser keeps from visit to visit.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { becomes, built, openPage, pixels, ready, settled, start } from './chromium.mjs';
import { endEngine, openOwn, openPanels } from './panels.mjs';
import { padded, untrained } from './weights_file.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

const digits = fs.readFileSync(new URL('../../site/models/digits.safetensors', import.meta.url));
const clothes = fs.readFileSync(new URL('../../site/models/fashion.safetensors', import.meta.url));
const own = untrained();

/** @param {Page} page @param {Buffer} buffer */
async function keep(page, buffer, name = 'mine.safetensors') {
  await openOwn(page, buffer, name);
  await page.waitForFunction((file) => document.getElementById('kept-text')?.textContent?.includes(file), name);
}

/** @param {Page} page */
async function reloaded(page) {
  await page.reload();
  await ready(page);
  return settled(page);
}

/** The player's own files that the picker offers. @param {Page} page */
const offered = (page) => page.locator('#model optgroup[label="Your own files"] option').evaluateAll((all) =>
  all.map((one) => /** @type {HTMLOptionElement} */ (one).value.replace(/^file:/, '')));

/** @param {Page} page */
async function notice(page) {
  await page.waitForSelector('#notice:not([hidden])');
  return (await page.textContent('#notice-text')) ?? '';
}

/** Another visit, by a link. @param {Page} page @param {string} model */
async function visit(page, model, more = '') {
  await page.goto('about:blank');
  await page.goto(`${house.server.address}#model=${encodeURIComponent(model)}&label=3&seed=7${more}`);
}

test("a player's own file is there after a reload and by its link, and draws the same pixels", async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  await keep(page, own);
  await page.click('#shuffle');
  const wanted = await settled(page);
  assert.equal(await reloaded(page), wanted);
  assert.equal(await page.isVisible('#notice'), false);
  const link = page.url();
  await page.goto('about:blank');
  await page.goBack();
  await ready(page);
  assert.equal(await settled(page), wanted);
  const another = await page.context().newPage();
  await another.goto(link);
  await ready(another);
  assert.equal(await settled(another), wanted);
  await close();
});

test('a kept file stands in the picker without being read, and opens when it is chosen, its weights to take away', async () => {
  const { page, close } = await openPanels(house, ['take']);
  await keep(page, own);
  const wanted = await settled(page);
  await page.addInitScript(() => {
    const read = Response.prototype.blob;
    Response.prototype.blob = function () {
      document.documentElement.dataset.read = 'yes';
      return read.call(this);
    };
  });
  await visit(page, 'digits', '&open=take');
  await ready(page);
  assert.deepEqual(await offered(page), ['mine.safetensors']);
  assert.equal(await page.getAttribute('html', 'data-read'), null);
  assert.equal(await page.isVisible('#kept'), false, 'the line is of the file on the table');
  await page.selectOption('#model', 'file:mine.safetensors');
  await page.waitForSelector('#kept:not([hidden])');
  assert.equal(await settled(page), wanted);
  assert.equal(await page.getAttribute('html', 'data-read'), 'yes');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#panel-take a[download="mine.safetensors"]')]);
  assert.ok(fs.readFileSync(await saved.path()).equals(own));
  await close();
});

test('on a small phone a file of any name is named whole, and nothing scrolls sideways', async () => {
  const { page, close } = await openPage(house, { options: { viewport: { width: 320, height: 640 } } });
  await ready(page);
  await keep(page, own, `${'m'.repeat(120)}.safetensors`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.click('#forget');
  await page.waitForSelector('#kept-text:text("is forgotten")');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await close();
});

test('of two files of one name a reload opens the newer, and files of other names stay', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  await keep(page, own);
  await keep(page, clothes, 'clothes.safetensors');
  await keep(page, digits);
  const wanted = await settled(page);
  assert.equal(await reloaded(page), wanted);
  assert.deepEqual(await offered(page), ['clothes.safetensors', 'mine.safetensors']);
  await close();
});

test('a file that is forgotten plays until the page is left, and is gone from this browser', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  await keep(page, own);
  const first = await settled(page);
  await page.click('#forget');
  await page.waitForSelector('#kept-text:text("is forgotten")');
  assert.equal(await page.isVisible('#forget'), false);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'choose');
  assert.equal(await settled(page), first);
  assert.deepEqual(await offered(page), ['mine.safetensors']);
  await page.reload();
  assert.match(await notice(page), /^This link was made with a file of its author, mine\.safetensors\./);
  assert.deepEqual(await offered(page), []);
  assert.equal(await page.isVisible('#kept'), false);
  await close();
});

test('what is kept is 12 files at most, the newest', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  for (let i = 1; i <= 13; i++) await keep(page, own, `${i}.safetensors`);
  await reloaded(page);
  assert.deepEqual(await offered(page), Array.from({ length: 12 }, (_, i) => `${i + 2}.safetensors`));
  await close();
});

test('what is kept has 64 MB at most: older files give way, and a larger one plays unkept, and leaves none of its name', async (context) => {
  const { page, close } = await openPage(house);
  await ready(page);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-own-'));
  context.after(() => fs.rmSync(folder, { recursive: true }));
  const pick = (/** @type {string} */ name, /** @type {number} */ size) => {
    fs.writeFileSync(path.join(folder, name), padded(own, size));
    return page.setInputFiles('#file', path.join(folder, name)); // as bytes that Playwright passes on it takes ten times as long
  };
  await pick('a.safetensors', 40e6);
  await page.waitForSelector('#kept-text:text("keeps a.safetensors")');
  await pick('b.safetensors', 30e6);
  await page.waitForSelector('#kept-text:text("keeps b.safetensors")');
  await reloaded(page);
  assert.deepEqual(await offered(page), ['b.safetensors']);
  await pick('b.safetensors', 65e6);
  await page.waitForSelector('#kept', { state: 'hidden' });
  await settled(page);
  assert.equal(await page.isVisible('#notice'), false);
  await page.reload();
  assert.match(await notice(page), /b\.safetensors\. Drop that file/);
  assert.deepEqual(await offered(page), []);
  await close();
});

/** What a browser may do to a page's storage. @type {Record<string, () => void>} */
const denials = {
  'there is none': () => Object.defineProperty(window, 'caches', { value: undefined }),
  'it is denied': () => {
    const deny = { get: () => { throw new DOMException('denied', 'SecurityError'); } };
    Object.defineProperty(window, 'caches', deny);
    Object.defineProperty(window, 'localStorage', deny);
  },
  'it is full': () => (Cache.prototype.put = async () => { throw new DOMException('full', 'QuotaExceededError'); }),
};
for (const [what, deny] of Object.entries(denials)) {
  test(`where ${what}, own files play as they do, and a reload says what is needed`, async () => {
    const { page, close } = await openPage(house, { before: (fresh) => fresh.addInitScript(deny) });
    await ready(page);
    await openOwn(page, own);
    assert.equal(await page.isVisible('#kept'), false);
    assert.equal(await page.isVisible('#notice'), false);
    await page.reload();
    assert.match(await notice(page), /mine\.safetensors\. Drop that file on the page/);
    await close(); // fails if the console had complaints
  });
}

for (const [what, left] of /** @type {const} */ ([['was damaged', 'no weights'], ['the browser dropped', undefined]])) {
  test(`a kept file that ${what} is forgotten, and the page says that it is needed`, async () => {
    const { page, close } = await openPage(house);
    await ready(page);
    await keep(page, own);
    await visit(page, 'digits');
    await ready(page);
    await page.evaluate(async (bytes) => {
      const cache = await caches.open((await caches.keys()).find((one) => one.endsWith('own files')) ?? '');
      const [request] = await cache.keys();
      await (bytes ? cache.put(request, new Response(bytes)) : cache.delete(request));
    }, left);
    await page.selectOption('#model', 'file:mine.safetensors');
    assert.match(await notice(page), /mine\.safetensors\. Drop that file on the page to see the same picture; this is “Digits”/);
    await settled(page);
    assert.deepEqual(await offered(page), []);
    await visit(page, 'file:mine.safetensors');
    assert.match(await notice(page), /mine\.safetensors\. Drop that file/);
    await close();
  });
}

test('who has no own files fetches nothing for them and has no storage asked', async () => {
  const { page, requests, close } = await openPage(house, {
    before: (fresh) => fresh.addInitScript(() => {
      CacheStorage.prototype.open = () => { throw new Error(document.documentElement.dataset.asked = 'yes'); };
    }),
  });
  await ready(page);
  assert.equal(await page.getAttribute('html', 'data-asked'), null);
  assert.deepEqual(requests.filter((url) => url.includes(built('shelf.js'))), []);
  await close();
});

test('when the engine stops, a retry brings a kept file back as it was', async () => {
  const { page, close } = await openPage(house, { expectFaults: true });
  await ready(page);
  await keep(page, own);
  const wanted = await settled(page);
  await endEngine(page);
  await page.click('#shuffle');
  assert.match(await notice(page), /^The drawing engine stopped/);
  await page.evaluate(() => history.back());
  await page.click('#retry');
  await becomes(page, wanted);
  assert.equal(await page.inputValue('#model'), 'file:mine.safetensors');
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

test('judges and other readers are not kept', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const reader = fs.readFileSync(new URL('../../site/models/classifier-mnist.safetensors', import.meta.url));
  await page.setInputFiles('#file', { name: 'judge.safetensors', mimeType: '', buffer: reader });
  assert.match(await notice(page), /^judge\.safetensors is a classifier/);
  const first = await pixels(page);
  await page.reload();
  await ready(page);
  assert.equal(await settled(page), first);
  assert.deepEqual(await offered(page), []);
  assert.deepEqual(await page.evaluate(async () => (await caches.keys()).filter((name) => name.endsWith('own files'))), []);
  await close();
});
