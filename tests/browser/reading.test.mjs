// What a classifier reads in the picture on show: when it comes, what it costs, and that nothing moves for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, pixels, ready, settled, start } from './chromium.mjs';
import { endEngine, openOwn } from './panels.mjs';
import { untrained } from './weights_file.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

const classifiers = (/** @type {string[]} */ requests) => requests.filter((url) => /classifier-/.test(url));
const label = (/** @type {number} */ n) => `#labels button:nth-child(${n + 1})`;
/** @param {Page} page @param {RegExp} wanted */
const reads = (page, wanted) =>
  page.waitForFunction(([source]) => new RegExp(source).test(document.getElementById('reading')?.textContent ?? ''), [wanted.source]);
/** Long enough for what waits until the hand rests. @param {Page} page */
const rest = (page) => page.waitForTimeout(1500);

test('the reader is fetched once something was moved, and then says under the picture what it reads, whatever is chosen', async () => {
  const { page, requests, close } = await openPage(house, { hash: '#model=digits&label=3&seed=7' });
  await ready(page);
  await rest(page);
  assert.deepEqual(classifiers(requests), [], 'who only looks is sent no reader');
  assert.match((await page.textContent('#reading')) ?? '', /says what it sees once you play/);
  await page.locator('#sliders input').first().fill('0.5');
  await reads(page, /^reads as 3, \d\d\s%$/);
  await page.click(label(8));
  await reads(page, /^reads as 8, \d\d\s%$/);
  assert.equal(classifiers(requests).length, 1, 'it is fetched once');
  await page.waitForFunction(() => [...document.querySelectorAll('#labels small')].every(({ textContent }) => /^\d\d\s%$|^as \d$/.test(textContent ?? '')));
  await close();
});

for (const width of [320, 390, 1440]) {
  test(`at ${width} pixels nothing moves when the readings come, and nothing said there is cut`, async () => {
    const { page, close } = await openPage(house, { options: { viewport: { width, height: 900 } } });
    await ready(page);
    const places = () => page.evaluate(() => ['digit', 'shuffle', 'labels', 'sliders', 'psi', 'panels'].map((id) => document.getElementById(id)?.getBoundingClientRect().toJSON()));
    const before = await places();
    const cutLines = () => page.locator('.under .timing').evaluateAll((lines) => lines.filter((line) => line.scrollWidth > line.clientWidth).map((line) => line.textContent));
    assert.deepEqual(await cutLines(), []);
    await page.locator('#sliders input').first().fill('0.5');
    await reads(page, /^reads as/);
    await page.waitForFunction(() => document.querySelector('#labels small')?.textContent !== '');
    assert.deepEqual(await places(), before);
    assert.deepEqual(await cutLines(), []);
    const cut = await page.locator('#labels small').evaluateAll((all) => all.filter((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      const room = one.closest('button')?.getBoundingClientRect().width ?? 0;
      return range.getBoundingClientRect().width > room || (getComputedStyle(one).overflow === 'hidden' && one.scrollWidth > one.clientWidth);
    }).length);
    assert.equal(cut, 0);
    await close();
  });
}

test('while a slider is dragged the line follows before the hand rests', async () => {
  const { page, close } = await openPage(house, { hash: '#model=digits&label=3&seed=7&mix=3:0.5,8:0.5' });
  await ready(page);
  await page.click(label(1));
  await reads(page, /^reads as 1/);
  const box = await page.locator('#psi').boundingBox();
  assert.ok(box);
  await page.evaluate(() => {
    const said = new Set();
    const line = /** @type {HTMLElement} */ (document.getElementById('reading'));
    new MutationObserver(() => said.add(line.textContent)).observe(line, { childList: true });
    Object.assign(globalThis, { said });
  });
  await page.mouse.move(box.x + 0.66 * box.width, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 0; i < 60; ++i) {
    await page.mouse.move(box.x + box.width * (0.5 + 0.4 * Math.sin(i / 4)), box.y + box.height / 2);
    await page.waitForTimeout(20);
  }
  const heard = await page.evaluate(() => [.../** @type {any} */ (globalThis).said]);
  await page.mouse.up();
  assert.ok(heard.length >= 1 && heard.every((text) => /^reads as/.test(text)), `${heard}`);
  await close();
});

test('where the visitor saves data nothing is fetched until the switch is set, and the switch is remembered', async () => {
  const { page, requests, close } = await openPage(house, {
    before: (fresh) => fresh.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } })),
  });
  await ready(page);
  await page.click('#shuffle');
  await settled(page);
  await rest(page);
  assert.deepEqual(classifiers(requests), []);
  assert.match((await page.textContent('#reading')) ?? '', /not read: the reader is 776 KB/);
  await page.check('#read');
  await reads(page, /^reads as/);
  await page.reload();
  await ready(page);
  assert.equal(await page.isChecked('#read'), true);
  await close();
});

test('a reader that does not arrive is told of, and asked for again with the next move', async () => {
  const { page, close } = await openPage(house, { expectFaults: true });
  await page.route('**/classifier-*', (route) => route.abort());
  await ready(page);
  await page.click('#shuffle');
  await reads(page, /did not arrive/);
  await page.unroute('**/classifier-*');
  await page.click('#shuffle');
  await reads(page, /^reads as/);
  await close();
});

test('a classifier is asked only about pictures of its own size', async () => {
  const { page, requests, close } = await openPage(house, { hash: '#model=digits&label=3&seed=7&open=judge' });
  await ready(page);
  for (const side of [56, 32]) {
    await openOwn(page, untrained({ side, data: 'MNIST' }), `${side}.safetensors`);
    await page.click('#shuffle');
    await settled(page);
    assert.equal(await page.isVisible('#reader'), false);
    assert.match((await page.textContent('.panel-judge')) ?? '', /no classifier/i);
  }
  await openOwn(page, untrained({ data: 'MNIST' }));
  await page.click('#shuffle');
  await reads(page, /^reads as/);
  assert.ok(requests.some((url) => url.includes('classifier-mnist')));
  await close();
});

test('after the engine stopped, and was started anew, a reader reads again', async () => {
  const { page, close } = await openPage(house, { expectFaults: true });
  /** @type {Error[]} */
  const unheard = [];
  page.on('pageerror', (error) => unheard.push(error));
  await ready(page);
  await page.click('#shuffle');
  await reads(page, /^reads as/);
  await endEngine(page);
  await page.click('#shuffle');
  await page.click('#retry');
  await ready(page);
  await page.click('#shuffle');
  await reads(page, /^reads as/);
  assert.deepEqual(unheard, []);
  await close();
});

test('where a model draws nothing, words say so instead of empty squares', async () => {
  const { page, close } = await openPage(house, { hash: '#model=dcgan-mnist' });
  await ready(page);
  const word = (/** @type {string} */ id) => page.locator(id).getAttribute('data-word');
  await page.waitForFunction(() => document.getElementById('psi-least')?.dataset.word === 'blank');
  assert.equal(await word('#psi-most'), '');
  assert.match((await page.getAttribute('#psi-least', 'aria-label')) ?? '', /nothing is drawn there/);
  await page.click('#psi-least');
  await settled(page);
  assert.ok((await pixels(page)).split(' ').every((value) => Number(value) < 26), 'it is indeed blank');
  assert.match((await page.textContent('#timing')) ?? '', /Blank: it draws nothing here/);
  await reads(page, /nothing there to read/);
  await page.selectOption('#model', 'digits');
  await page.waitForFunction(() => document.getElementById('psi-least')?.dataset.word === '');
  assert.match((await page.getAttribute('#psi-least', 'aria-label')) ?? '', /the average$/);
  await close();
});
