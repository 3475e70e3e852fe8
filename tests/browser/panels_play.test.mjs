// What opens below the toy to play with, by what a person sees of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, changed, pixels, ready, settled, start } from './chromium.mjs';
import { countRequests, distance, ink, keepTwo, openOwn, openPanels, requestsOf, settledPanels } from './panels.mjs';
import { untrained } from './weights_file.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());
/** @param {string[]} panels */
const opened = (panels, more = '', options = {}) => openPanels(house, panels, more, options);

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

test('where no direction has a name, the principal ones come first, before single numbers', async () => {
  const { page, close } = await opened([]);
  await page.selectOption('#model', 'cgan-mnist-tutorial');  // collapsed: nothing in it can be named
  await page.waitForSelector('#d-principal-1');
  assert.deepEqual(await page.locator('#sliders input[type=range]').evaluateAll((all) => all.map(({ id }) => id)), ['d-principal-1', 'd-principal-2', 'd-principal-3']);
  assert.equal(await page.textContent('#sliders-heading'), 'Found inside it. Drag one, or the picture.');
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
  await page.locator('.panel-dials details summary').press('Enter');
  await page.waitForSelector('.panel-dials details[open]');
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

test('“Between labels” opens with the two that its reason names', async () => {
  for (const [model, from, to] of [['cifar10-small', 'cat', 'dog'], ['fashion', 'dress', 'sandal']]) {
    const { page, close } = await openPanels(house, ['mix'], '', { hash: `#model=${model}&label=1&open=mix` });
    await page.waitForSelector('.panel-mix .weights');
    assert.match(await page.innerText('#panel-mix summary'), new RegExp(`Half ${from}, half ${to}`));
    const chosen = await page.locator('.panel-mix select').evaluateAll((all) => all.map((one) => /** @type {HTMLSelectElement} */ (one).selectedOptions[0].text));
    assert.deepEqual(chosen, [from, to]);
    await close();
  }
});

test('Back after Undo shows what was there before it', async () => {
  const { page, close } = await opened([]);
  await settled(page);
  await page.click('#shuffle');
  const second = await settled(page);
  await page.click('#shuffle');
  const third = await settled(page);
  await page.click('#undo');
  await becomes(page, second);
  await page.goBack();
  await becomes(page, third);
  await page.goForward();
  await becomes(page, second);
  await close();
});

test('a model without labels is not offered to mix them, one with labels is', async () => {
  const { page, close } = await opened(['mix']);
  await page.selectOption('#model', 'vanilla-mnist');
  await page.locator('#panel-mix').waitFor({ state: 'hidden' });
  await page.selectOption('#model', 'acgan-mnist');
  await page.locator('#panel-mix .weights').waitFor();
  await close();
});

test('every slider of an amount is filled up to its thumb, from where it says nothing yet', async () => {
  const { page, close } = await opened(['mix'], '&mix=3:0.6,8:0.4&psi=0.5&d=slant:-1.5');
  await page.waitForFunction(() => document.querySelectorAll('.weight .amount').length === 10);
  const filled = (/** @type {string} */ selector) => page.locator(selector).evaluate((input) => {
    const style = getComputedStyle(input);
    const ends = ['--begin', '--at'].map((name) => Number(style.getPropertyValue(name))).sort();
    return [...ends, style.backgroundImage.includes(style.getPropertyValue('accent-color'))];
  });
  assert.deepEqual(await filled('#d-slant'), [0.25, 0.5, true], 'from the middle to the left');
  assert.deepEqual(await filled('#psi'), [0.333, 0.667, true], 'from 1, as trained, down');
  assert.deepEqual(await filled('.weight:nth-child(4) input'), [0, 0.6, true], 'from the left');
  assert.deepEqual(await filled('.weight:nth-child(1) input'), [0, 0, true], 'not at all');
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
  const [first, second] = await keepTwo(page);
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
  // The third strip is the difference of the two above it: none at the ends, some in between.
  const [straight, round, apart] = await Promise.all([1, 2, 3].map((n) => pixels(page, `.walks > div:nth-of-type(${n}) figure:nth-child(5) canvas`)));
  assert.ok(Math.abs(distance(apart, Array(784).fill(0).join(' ')) - distance(straight, round)) < 1);
  assert.ok(distance(straight, round) > 0.2, 'the ways differ');
  assert.ok(distance(await pixels(page, '.walks > div:nth-of-type(3) figure:nth-child(1) canvas'), Array(784).fill(0).join(' ')) < 0.1);
  const still = await pixels(page, '.panel-travel .player canvas');
  await page.click('.panel-travel button:text-is("Play")');
  await changed(page, still, '.panel-travel .player canvas');
  await page.reload();
  await ready(page);
  await page.waitForSelector('.panel-travel .tray > div:nth-child(2)');
  await close();
});

test('a walk pauses when its panel is closed', async () => {
  const { page, close } = await opened(['travel'], '', { before: countRequests });
  await keepTwo(page);
  const still = await pixels(page, '.panel-travel .player canvas');
  await page.click('.panel-travel button:text-is("Play")');
  await changed(page, still, '.panel-travel .player canvas');
  await page.click('#panel-travel summary');
  await page.waitForSelector('.panel-travel button:text-is("Play")', { state: 'attached' });
  await settledPanels(page);
  const before = await requestsOf(page, 'sample');
  await settledPanels(page);
  assert.equal(await requestsOf(page, 'sample'), before);
  await close();
});

test('a model of a single latent number plays, and is offered no map', async () => {
  const { page, close } = await opened(['map', 'dials']);
  await openOwn(page, untrained({ latent: 1 }));
  await page.waitForSelector('.panel-dials input');
  assert.equal(await page.isVisible('#panel-map'), false);
  assert.equal(await page.isVisible('#notice'), false);
  const first = await settled(page);
  await page.click('#shuffle');
  await changed(page, first);
  await close();
});

test('kept pictures are drawn as the generator on show draws them, at a moment of its training too', async () => {
  const { page, close } = await opened(['learn', 'travel'], '&at=1000');
  const early = await settled(page);
  await page.click('.panel-travel .primary');
  const kept = '.panel-travel .tray canvas';
  const thumb = await changed(page, '', kept);
  assert.ok(distance(thumb, early) < 1);
  assert.match((await page.textContent('.panel-travel')) ?? '', /as it was after 1k images/);
  await page.click('.panel-learn > .moments button:last-child');
  const now = await changed(page, early);
  await page.waitForSelector('.panel-travel p:text("after 1k images")', { state: 'hidden' });
  assert.ok(distance(await changed(page, thumb, kept), now) < 1);
  await close();
});

test('where the browser forbids storage the page plays, and the tray lasts as long as the visit', async () => {
  const { page, close } = await opened(['travel'], '', { before: (/** @type {import('playwright-core').Page} */ fresh) => fresh.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', { get: () => { throw new DOMException('denied', 'SecurityError'); } });
  }) });
  await keepTwo(page);
  assert.equal(await page.locator('.panel-travel .tray > div').count(), 2);
  await page.selectOption('#model', 'fashion');
  await page.waitForFunction(() => document.querySelector('.panel-travel') && document.querySelectorAll('.panel-travel .tray > div').length === 0);
  await page.selectOption('#model', 'digits');
  await page.waitForFunction(() => document.querySelectorAll('.panel-travel .tray > div').length === 2);
  await page.check('#smooth');
  await close();
});

test('handwriting arithmetic: the second minus the first plus the first is the second, and can be taken', async () => {
  const { page, close } = await opened(['travel']);
  const [first, second] = await keepTwo(page);
  await page.click('#labels button:nth-child(1)');
  const operand = (/** @type {number} */ n) => page.locator('.sum select').nth(n);
  await page.waitForFunction(() => [...document.querySelectorAll('.operand canvas')].length === 3);
  await operand(0).selectOption('1');
  await operand(1).selectOption('0');
  await operand(2).selectOption('0');
  const result = '.sum .result';
  for (const end = performance.now() + 20_000; performance.now() < end && distance(await pixels(page, result), second) > 1; ) await page.waitForTimeout(20);
  assert.ok(distance(await pixels(page, result), second) < 1 && distance(first, second) > 5);
  assert.ok(distance(await pixels(page, '.operand:nth-of-type(1) canvas'), second) < 1, 'A shows what was chosen');
  const before = await settled(page);
  await page.click('.panel-travel button:text-is("Put the result on the table")');
  assert.ok(distance(await changed(page, before), second) < 1);
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
