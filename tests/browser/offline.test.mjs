// The page without a network, and a new build of it that arrives while the old one is open.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { becomes, built, changed, dist, openPage, patience, pixels, ready, settled, start } from './chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
/** @type {string} */
let scratch;
before(async () => {
  house = await start();
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-builds-'));
});
after(async () => {
  await house.stop();
  fs.rmSync(scratch, { recursive: true });
});

/** A visit that the service worker attends, until it has kept the page. */
async function visit({ expectFaults = false } = {}) {
  const visited = await openPage(house, { expectFaults, options: { serviceWorkers: 'allow' } });
  await ready(visited.page);
  await kept(visited.page);
  return visited;
}

const kept = (/** @type {Page} */ page) => page.waitForSelector('html[data-offline=kept]', { state: 'attached' });

/** Forgets what the browser keeps by itself: what is found afterwards, the service worker kept. @param {Page} page */
async function forget(page) {
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('Network.clearBrowserCache');
}

/** @type {{ name: string }[]} */
const models = JSON.parse(fs.readFileSync(path.join(dist, built('models/index.json')), 'utf8'));

test('after one visit the page plays without a network: itself, and each model that was played with', async (context) => {
  context.after(() => (house.server.down = false));
  const { page, context: browser, close } = await visit({ expectFaults: true });
  const first = await settled(page);
  await page.selectOption('#model', models[1].name);
  const second = await changed(page, first);
  await settled(page);

  await forget(page);
  house.server.down = true;
  await browser.setOffline(true);
  await page.goto(house.server.address);
  await ready(page);
  await becomes(page, first);
  await page.selectOption('#model', models[1].name);
  await becomes(page, second);
  await page.selectOption('#model', models[2].name);
  await page.waitForSelector('#notice:not([hidden])');
  assert.match((await page.textContent('#notice-text')) ?? '', /did not arrive/, 'a model that was never fetched says so');
  await close();
});

/**
 * Another build of the page: its main script is another one, with another name, and says so on the document.
 * @param {string} name
 */
function anotherBuild(name) {
  const folder = path.join(scratch, name);
  fs.cpSync(dist, folder, { recursive: true });
  const edit = (/** @type {string} */ file, /** @type {(text: string) => string} */ change) =>
    fs.writeFileSync(path.join(folder, file), change(fs.readFileSync(path.join(folder, file), 'utf8')));
  const integrity = () => `sha256-${createHash('sha256').update(fs.readFileSync(path.join(folder, 'index.html'))).digest('base64')}`;
  const main = built('main.js');
  const renamed = main.replace(/-\w+\.js$/, `-${name}.js`);
  fs.renameSync(path.join(folder, main), path.join(folder, renamed));
  edit(renamed, (text) => `document.documentElement.dataset.build = '${name}';\n${text}`);
  const old = integrity();
  edit('index.html', (text) => text.replaceAll(main, renamed));
  edit('service_worker.js', (text) => {
    assert.ok(text.includes(old), 'the service worker knows the page by its hash');
    return text.replace(old, integrity()).replaceAll(main, renamed).replace(/(["'])?version\1:(["'`])\w+\2/, `version:"${name}"`);
  });
  return { folder, main: renamed };
}

const buildOf = (/** @type {Page} */ page) => page.evaluate(() => document.documentElement.dataset.build);

/** Waits until a build's service worker is at work. @param {Page} page @param {string} name */
async function atWork(page, name) {
  for (const end = performance.now() + patience; performance.now() < end; ) {
    const done = await page.evaluate(async (wanted) => {
      const shell = (await caches.keys()).find((one) => one.endsWith(`shell ${wanted}`));
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update().catch(() => {});
      return Boolean(shell) && !registration?.installing && !registration?.waiting && registration?.active?.state === 'activated';
    }, name);
    if (done) return;
    await page.waitForTimeout(50);
  }
  throw new assert.AssertionError({ message: `the service worker of the build ${name} did not come to work` });
}

test('a new build arrives whole: an open page keeps to its own files, the next visit has the new ones, also offline', async (context) => {
  context.after(() => Object.assign(house.server, { folder: dist, down: false }));
  const { page, close } = await visit({ expectFaults: true });
  const next = anotherBuild('second');
  house.server.folder = next.folder;
  await atWork(page, 'second');
  await forget(page);
  const own = await page.evaluate(async (name) => (await fetch(name)).status, built('main.js'));
  assert.equal(own, 200, 'the open page finds its own files, which the host has no more');

  house.server.down = true;
  await page.reload();
  await ready(page);
  assert.equal(await buildOf(page), 'second', 'what was kept of the new build is shown without a network');
  await close();
});

test('with a network the newest page is shown at once, before anything of it was kept', async (context) => {
  context.after(() => (house.server.folder = dist));
  const { page, close } = await visit();
  house.server.folder = anotherBuild('third').folder;
  await (await fetch(house.server.address)).text();  // so that the server has compressed it: a slow network's page may be the kept one
  await page.reload();
  await ready(page);
  assert.equal(await buildOf(page), 'third');
  await close();
});

/** A build of which the host has all but the page, which is still the old one. @param {string} name */
function halfBuild(name) {
  const { folder } = anotherBuild(name);
  fs.copyFileSync(path.join(dist, 'index.html'), path.join(folder, 'index.html'));
  return folder;
}

/** What becomes of the service worker that the host has now. @param {Page} page */
const outcome = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const worker = await new Promise((resolve) => {
    registration?.addEventListener('updatefound', () => resolve(registration.installing));
    registration?.update();
  });
  return new Promise((resolve) => worker.addEventListener('statechange', () => resolve(worker.state)));
});

test('an open page finds its own files, too, when a build before the next failed, or was taken back', async (context) => {
  context.after(() => (house.server.folder = dist));
  const { page, close } = await visit({ expectFaults: true });
  const status = (/** @type {string} */ name) => page.evaluate(async (file) => (await fetch(file, { cache: 'no-store' })).status, name);
  house.server.folder = halfBuild('failed');
  assert.equal(await outcome(page), 'redundant');
  const [fourth, fifth] = [anotherBuild('fourth'), anotherBuild('fifth')];
  house.server.folder = fourth.folder;
  await atWork(page, 'fourth');
  assert.equal(await status(built('main.js')), 200, 'after a build that failed');

  const back = { folder: fourth.folder, name: 'fourth' };
  for (const { folder, name } of [{ ...fifth, name: 'fifth' }, back, { ...anotherBuild('sixth'), name: 'sixth' }]) {
    house.server.folder = folder;
    await atWork(page, name);
  }
  assert.equal(await status(fourth.main), 200, 'after a build that was taken back');
  assert.equal(await status(fifth.main), 404, 'what no page needs is dropped');
  await close();
});

test('a build that is half published is not kept: the old page stays whole', async (context) => {
  context.after(() => Object.assign(house.server, { folder: dist, down: false }));
  const { page, close } = await visit({ expectFaults: true });
  const first = await settled(page);
  house.server.folder = halfBuild('half');
  assert.equal(await outcome(page), 'redundant', 'the new service worker gave up');
  assert.deepEqual(await page.evaluate(async () => (await caches.keys()).filter((name) => name.endsWith(' half'))), []);
  house.server.down = true;
  await page.reload();
  await ready(page);
  assert.equal(await buildOf(page), undefined);
  assert.equal(await pixels(page), first);
  await close();
});
