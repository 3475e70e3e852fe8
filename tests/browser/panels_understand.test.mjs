// What opens below the toy to understand with, by what a person sees of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, built, changed, openPage, pictures, pixels, ready, settled, start } from './chromium.mjs';
import { distance, openPanels, settledPanels } from './panels.mjs';
import { momentsOf, told } from './weights_file.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());
/** @param {string[]} panels */
const opened = (panels, more = '', options = {}) => openPanels(house, panels, more, options);

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
  assert.ok(text.filter((reading, i) => reading.startsWith(`${i}, `)).length >= 9, `${text}`);
  const here = await page.getAttribute('.scores .here', 'x1');
  await page.locator('#psi').fill('0.2');
  await page.waitForFunction((before) => document.querySelector('.scores .here')?.getAttribute('x1') !== before, here);
  await close();
});

for (const width of [390, 1440]) {
  test(`at ${width} pixels the readings under the ten pictures stand clear of each other`, async () => {
    const { page, close } = await opened(['judge'], '', { options: { viewport: { width, height: 900 } } });
    await page.waitForFunction(() => [...document.querySelectorAll('.panel-judge .ten span')].every((one) => one.textContent !== ''));
    const boxes = await page.locator('.panel-judge .ten span').evaluateAll((all) => all.map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getBoundingClientRect().toJSON();
    }));
    assert.ok(boxes.every((box) => box.right <= width), 'none is cut');
    boxes.slice(1).forEach((box, i) => assert.ok(box.left > boxes[i].right || box.top >= boxes[i].bottom, `number ${i + 1} overlaps its neighbour`));
    await close();
  });
}

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
  const ofD = results.filter((text) => text.includes('D ✓')).length;
  assert.ok(said.includes(`The discriminator: ${ofD} of 10`), `${said}: the gallery says ${ofD}`);
  results.forEach((text, i) => assert.equal(text.trim().startsWith('✓'), text.includes(pressed[i]), `said ${pressed[i]}, it was ${text}`));
  await close();
});

test('real or fake: the browser’s own keys are no guess', async () => {
  const { page, close } = await opened(['game']);
  await page.locator('.panel-game .real-choice').focus();
  for (const key of ['Control+f', 'Alt+f', 'Meta+f']) await page.keyboard.press(key);
  await page.keyboard.press('r');
  const told = (await page.textContent('.panel-game figure')) ?? '';
  assert.equal(told.startsWith('✓'), told.includes('Real'), `said Real, told ${told}`);
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

test('the charts mark the moment on show, and say their values there', async () => {
  const { page, close } = await opened(['learn']);
  const losses = page.locator('.panel-learn .chart').first();
  const values = () => losses.locator('.u-value').allInnerTexts();
  const [seen, ofG, ofD] = await values();
  assert.deepEqual([seen, ofG, ofD], ['1.28M', '0.80', '1.24']);
  await page.click('.moments button:nth-child(5)');
  await page.waitForFunction((before) => document.querySelector('.panel-learn .chart .u-value:last-child')?.textContent !== before, seen);
  const [early, earlyG] = await values();
  assert.match(early, /^1\d\dk$/);
  assert.notEqual(earlyG, ofG);
  await close();
});

for (const width of [390, 1440]) {
  test(`at ${width} pixels the moments stand in one row, and the slider’s thumb over the one on show`, async () => {
    const { page, close } = await opened(['learn'], '', { options: { viewport: { width, height: 900 } } });
    const boxes = await page.locator('.moments').first().locator('button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    assert.equal(new Set(boxes.map(({ top }) => top)).size, 1);
    const track = await page.locator('.timeline input').boundingBox();
    assert.ok(track);
    const thumb = 20;
    const middle = (/** @type {{ left: number, width: number }} */ box) => box.left + box.width / 2;
    assert.ok(Math.abs(track.x + thumb / 2 - middle(boxes[0])) < 2);
    assert.ok(Math.abs(track.x + track.width - thumb / 2 - middle(boxes[6])) < 2);
    await close();
  });
}

test('beside a good run stand one that collapsed and one that never settled: three pictures that ended as one', async () => {
  const { page, close } = await opened(['learn']);
  for (const name of ['Conditional GAN, collapsed', 'GAN, unstable']) {
    const run = page.locator('.beside', { hasText: name });
    await run.scrollIntoViewIfNeeded();
    const end = run.locator('.moments figure').last();
    await end.waitFor();
    await page.waitForFunction((figure) => {
      const canvas = /** @type {HTMLCanvasElement | null | undefined} */ (figure?.querySelector('canvas:last-of-type'));
      return canvas?.getContext('2d')?.getImageData(0, 0, 28, 28).data.some((value) => value > 0);
    }, await end.elementHandle());
    const [first, second, third] = await pictures(end);
    assert.ok(distance(first, second) < 10 && distance(first, third) < 10, `${name}: alike`);
    assert.equal(await run.locator('.beside-chart canvas').count(), 1, `${name}: its losses`);
  }
  const good = await pictures(page.locator('.panel-learn > .moments button').last());
  assert.ok(distance(good[0], good[1]) > 20 && distance(good[1], good[2]) > 20, 'those of the good run are not');
  await close();
});

test('a panel that is opened at the moment of another choice stays open', async () => {
  const { page, close } = await opened([]);
  await page.evaluate(() => {  // both before the browser tells of the opening
    /** @type {HTMLDetailsElement} */ (document.querySelector('#panel-card')).open = true;
    document.getElementById('shuffle')?.click();
  });
  await page.waitForSelector('#panel-card .panel-card');
  await close();
});

test('a panel that is opened while another model is on its way belongs to one model only', async () => {
  const { page, close } = await opened([]);
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route('**/models/cgan-mnist-tutorial-*', async (route) => {
    await held;
    await route.continue();
  });
  await page.selectOption('#model', 'cgan-mnist-tutorial');
  for (const panel of ['learn', 'card', 'travel', 'take']) {
    await page.click(`#panel-${panel} summary`);
    await page.waitForSelector(`#panel-${panel} .panel-${panel}`);
  }
  assert.match((await page.textContent('.panel-card')) ?? '', /64 numbers/, 'it is of the model that is still on the table');
  await page.waitForFunction((n) => document.querySelectorAll('.moments button').length === n, momentsOf('digits'));
  await page.locator('#d-slant').fill('1');
  await settledPanels(page);
  release();
  await page.waitForFunction(() => /100 numbers/.test(document.querySelector('.panel-card')?.textContent ?? ''));
  await page.waitForFunction((n) => document.querySelectorAll('.moments button').length === n, momentsOf('cgan-mnist-tutorial'));
  await settledPanels(page);
  await close();  // fails if anything was said in the console
});

test('a Wasserstein critic’s losses are told as such', async () => {
  const { page, close } = await openPage(house, { hash: '#model=wgan-gp-mnist&open=learn' });
  await page.waitForSelector('.panel-learn .chart');
  const said = await page.locator('.panel-learn').innerText();
  assert.match(said, /This D is a Wasserstein critic/);
  assert.match(said, /neither right nor wrong/);
  assert.doesNotMatch(said, /A D at zero is never wrong|D sees pictures in pairs/);
  await close();
});

test('the timeline shows what the run has logged, and says of what it has not', async () => {
  const { page, close } = await opened(['learn']);
  const panel = page.locator('.panel-learn');
  assert.match(await panel.innerText(), /Coverage and diversity were not logged in this run/);
  const [accuracy, frechet] = [told('digits', 'label_accuracy'), told('digits', 'frechet_distance')];
  assert.ok((await panel.innerText()).replace(/\s+/g, ' ').includes(
    `Measured at the end Label accuracy ↑ ${accuracy.value} real: ${accuracy.real} Fréchet distance ↓ ${frechet.value} real: ${frechet.real}`));
  await page.selectOption('#model', 'acgan-mnist');
  await page.waitForFunction(() => document.querySelectorAll('.panel-learn .chart canvas').length === 3);
  assert.match(await panel.innerText(), /Variety[^]*coverage, by pixels[^]*100 generated pictures[^]*can exceed that[^]*This coverage is another one than the curve’s[^]*10,000/);
  assert.doesNotMatch(await panel.innerText(), /were not logged/);
  assert.match(await panel.innerText(), /^Only the curves of this run were kept/);
  assert.equal(await panel.locator('.timeline').count(), 0, 'a slider with one place to go');
  assert.doesNotMatch(await panel.innerText(), /Distance from real pictures/);
  await page.selectOption('#model', 'fashion');
  await page.waitForFunction(() => document.querySelectorAll('.panel-learn .chart canvas').length === 4);
  const distances = panel.locator('.chart').last().locator('.u-value');
  assert.equal((await distances.allInnerTexts())[1], told('fashion', 'frechet_distance').value, 'it ends where the card says');
  await page.click('.moments button:first-child'); // nothing was measured then
  await page.waitForFunction(() => [...document.querySelectorAll('.panel-learn .chart')].at(-1)?.querySelectorAll('.u-value')[1]?.textContent === '');
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

test('two models side by side on the same seed, and the family with samples', async () => {
  const { page, close } = await opened(['compare']);
  await page.selectOption('.panel-compare select', 'cgan-mnist');
  await page.waitForFunction(() => /vs=cgan-mnist/.test(location.hash));
  await page.waitForFunction(() => /Conditional GAN/.test(document.querySelector('.panel-compare .pair')?.textContent ?? ''));
  const [left, right] = [await pixels(page, '.panel-compare .pair figure:nth-child(1) canvas'), await pixels(page, '.panel-compare .pair figure:nth-child(2) canvas')];
  assert.equal(left, await pixels(page));
  assert.ok(distance(left, right) > 5);
  const rows = await page.locator('.comparison tbody tr').allInnerTexts();
  const expected = (/** @type {string} */ title, /** @type {string} */ metric) =>
    `${title} ${told('digits', metric).value} the better one ${told('cgan-mnist', metric).value} ${told('digits', metric).real}`;
  assert.deepEqual(rows.map((row) => row.replace(/[\s\u00a0]+/g, ' ').trim()), [
    expected('Label accuracy ↑', 'label_accuracy'), expected('Fréchet distance ↓', 'frechet_distance'), expected('Coverage ↑', 'coverage'),
  ], 'which number is better, and what real pictures reach');
  const first = page.locator('.family li').first();
  await first.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => /parameters/.test(document.querySelector('.family li')?.textContent ?? ''));
  assert.match(await first.locator('.numbers').innerText(), /Fréchet distance ↓\s+285\s+real: 2\.21/);
  await page.selectOption('.panel-compare select', 'fashion');
  await page.waitForFunction(() => /cannot be compared/.test(document.querySelector('.panel-compare')?.textContent ?? ''));
  await close();
});

test('the comparison is of what is on show, at a moment of the training too', async () => {
  const { page, close } = await opened(['compare'], '&at=1000&vs=cgan-mnist');
  await page.waitForSelector('.panel-compare .pair span:text("Digits, after 1k images")');
  const early = await settled(page);
  await becomes(page, early, '.panel-compare .pair figure:nth-child(1) canvas');
  await becomes(page, early, '.panel-compare .ten figure:nth-child(4) canvas');
  assert.match((await page.textContent('.panel-compare')) ?? '', /measured at the end of the training/);
  await close();
});

test('a model that does not arrive to be compared is told of, and asked for again', async (context) => {
  const file = `/${built('models/cgan-mnist.safetensors')}`;
  context.after(() => house.server.failing.delete(file));
  house.server.failing.add(file);
  const { page, close } = await opened(['compare'], '&vs=cgan-mnist', { expectFaults: true });
  await page.waitForSelector('.panel-compare > p:text("did not arrive")');
  assert.equal(await page.isVisible('.panel-compare .pair'), false, 'no empty pictures');
  const relative = page.locator('.family li:has([aria-label="Ten samples of Conditional GAN"])');
  await relative.scrollIntoViewIfNeeded();
  await relative.getByText('did not arrive').waitFor();
  house.server.failing.delete(file);
  await page.click('#shuffle');
  await page.waitForSelector('.panel-compare .pair');
  await page.locator('figure[data-figure]').last().scrollIntoViewIfNeeded();  // far away, and back
  await relative.scrollIntoViewIfNeeded();
  await relative.getByText('parameters').waitFor();
  await close();
});

test('the samples of a relative that did not arrive come with the network, without a scroll', async (context) => {
  const file = `/${built('models/cgan-mnist.safetensors')}`;
  context.after(() => house.server.failing.delete(file));
  house.server.failing.add(file);
  const { page, close } = await opened(['compare'], '', { expectFaults: true });
  const relative = page.locator('.family li:has([aria-label="Ten samples of Conditional GAN"])');
  await relative.scrollIntoViewIfNeeded();
  await relative.getByText('did not arrive').waitFor();
  await page.context().setOffline(true);
  house.server.failing.delete(file);
  await page.context().setOffline(false);
  await relative.getByText('parameters').waitFor();
  await close();
});
