// The article's live figures on the built page, by what a reader would see and do.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { becomes, built, changed, dist, hasInk, openPage, pictures, pixels, ready, start } from './chromium.mjs';
import { openEngine } from './engine_page.mjs';
import { endEngine } from './panels.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/**
 * The page at rest, without smooth scrolling.
 * @param {NonNullable<Parameters<typeof openPage>[1]>} [wish]
 */
async function openArticle(wish = {}) {
  const opened = await openPage(house, { ...wish, options: { reducedMotion: 'reduce', ...wish.options } });
  await ready(opened.page);
  return opened;
}

/**
 * Scrolls to a figure and waits until it lives, or is gone.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function reach(page, name) {
  const figure = page.locator(`figure[data-figure="${name}"]`);
  await figure.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.waitForSelector(`figure[data-figure="${name}"][data-state]`, { state: 'attached' });
  return figure;
}

/** The card that a weights file carries. @param {string} name */
function card(name) {
  const bytes = fs.readFileSync(path.join(dist, built(`models/${name}.safetensors`)));
  return JSON.parse(JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()).__metadata__.ganvas);
}

/** @param {string} text */
const number = (text) => Number(text.replace('−', '-').replace(/[^\d.-]/g, ''));

test('a figure is fetched when the reader comes near it, not before', async () => {
  const { page, requests, close } = await openArticle();
  await reach(page, 'game');
  assert.ok(!requests.some((url) => /assets\/(family_figure|measures)-|vanilla/.test(url)), requests.join('\n'));
  await reach(page, 'measures');
  assert.ok(requests.some((url) => /assets\/measures-/.test(url)), requests.join('\n'));
  await close();
});

test('every figure comes alive, and holds its place before it does', async () => {
  for (const width of [390, 820, 1440]) {
    const { page, close } = await openArticle({ options: { viewport: { width, height: 900 } } });
    const height = (/** @type {string} */ name) => page.locator(`figure[data-figure="${name}"]`).evaluate((element) => element.clientHeight);
    for (const name of ['game', 'losses', 'walk', 'labels', 'collapse', 'orbit', 'family', 'measures']) {
      await reach(page, name);
      assert.equal(await page.getAttribute(`figure[data-figure="${name}"]`, 'data-state'), 'live', `${name} at ${width}`);
      const reserved = await page.locator(`figure[data-figure="${name}"]`).evaluate((element) => getComputedStyle(element).getPropertyValue('--height'));
      const difference = Math.abs((await height(name)) - parseFloat(reserved));
      const allowed = name === 'family' ? 250 : 45;  // a row more or less: one for each model
      assert.ok(difference < allowed, `${name} at ${width}: ${difference} pixels from the height that was kept for it`);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `sideways scroll at ${width}`);
    await close();
  }
});

test('the game goes round: z, picture, scores, what D learns, what G is told, and a new z', async () => {
  const { page, close } = await openArticle();
  const game = await reach(page, 'game');
  const say = game.locator('.say');
  assert.match(await say.innerText(), /^Step 4 of 6\. A real 2 .* D says: \d+ % real\.$/);
  const score = await game.locator('[data-area="s2"] .reading').innerText();
  assert.ok((await say.innerText()).includes(score), 'the sentence and the bar give one score');
  // The same two scores again, from the pictures on show (their bytes, so to within a percent).
  const shown = (await Promise.all(['fake', 'real'].map((area) => pictures(game, `[data-area="${area}"] > canvas`)))).flat();
  const engine = await openEngine(house.browser);
  const again = await engine.page.evaluate(async (images) => {
    const module = '/web/ganvas.js';
    const { Ganvas } = await import(module);
    const ganvas = await Ganvas.start();
    const bytes = await (await fetch('/site/models/digits.discriminator.safetensors')).arrayBuffer();
    const reader = await ganvas.loadReader(bytes, 'digits.discriminator');
    const numbers = images.flatMap((image) => image.split(' ').map((byte) => Number(byte) / 127.5 - 1));
    const { outputs } = await reader.read(Float32Array.from(numbers), Int32Array.of(2, 2));
    return Array.from(outputs, (logit) => 100 / (1 + Math.exp(-Number(logit))));
  }, shown);
  await engine.close();
  const scores = (await game.locator('.score .reading').allInnerTexts()).map(number);
  scores.forEach((shown, i) => assert.ok(Math.abs(shown - again[i]) < 1.5, `the figure says ${shown} %, D says ${again[i]} %`));
  const [generated, real] = [await pictures(game, '[data-area="fake"] > canvas'), await pictures(game, '[data-area="real"] canvas')];
  assert.ok(hasInk(generated[0]) && hasInk(real[0]) && generated[0] !== real[0]);

  const next = game.getByRole('button', { name: 'Next step' });
  await next.click();
  assert.match(await say.innerText(), /Step 5 of 6\. D learns/);
  assert.equal(await game.locator('.arrow[data-flow="back"]').count(), 2);
  assert.ok(!(await game.locator('.gradient canvas').isVisible()), 'G has been told nothing yet');
  await next.click();
  assert.match(await say.innerText(), /Step 6 of 6\. G learns/);
  assert.ok(await game.locator('.gradient canvas').isVisible());
  await next.click();
  await page.waitForFunction(() => document.querySelector('.say')?.textContent?.startsWith('Step 1'));
  assert.ok(!(await game.locator('[data-area="fake"] > canvas').isVisible()), 'the picture of the new z is not drawn yet');
  await next.click();
  assert.ok(await game.locator('[data-area="fake"] > canvas').isVisible());
  assert.notDeepEqual(await pictures(game, '[data-area="fake"] > canvas'), generated);
  await close();
});

test('what G is told raises the score: pictures moved along the gradient look more real to D', async () => {
  const { page, close } = await openEngine(house.browser);
  const gains = await page.evaluate(async () => {
    const load = (/** @type {string} */ file) => import(file);
    const [{ Ganvas }, { scoreGradient }] = await Promise.all([load('/web/ganvas.js'), load('/site/article/gradient.js')]);
    const ganvas = await Ganvas.start();
    const bytes = async (/** @type {string} */ name) => (await fetch(`/site/models/${name}.safetensors`)).arrayBuffer();
    const generator = await ganvas.load(await bytes('digits'), 'digits');
    const reader = await ganvas.loadReader(await bytes('digits.discriminator'), 'digits.discriminator');
    const gains = [];
    for (let seed = 0; seed < 5; ++seed) {
      const label = 2 * seed;
      const { images } = await generator.sample(await ganvas.latent(seed, 0, generator.latentSize, 'normal'), Int32Array.of(label));
      const gradient = await scoreGradient(reader, images, label);
      const length = Math.hypot(...gradient);
      const moved = images.map((/** @type {number} */ pixel, /** @type {number} */ i) => pixel + (0.1 * gradient[i]) / length);
      const { outputs } = await reader.read(new Float32Array([...images, ...moved]), Int32Array.of(label, label));
      gains.push({ gain: outputs[1] - outputs[0], foretold: 0.1 * length });
    }
    return gains;
  });
  for (const { gain, foretold } of gains) {
    assert.ok(gain > 0.7 * foretold && gain < 1.3 * foretold, `moved by 0.1 the logit gains ${gain}, its slope foretells ${foretold}`);
  }
  await close();
});

test('the walk begins at a, ends at b, and a press on a picture goes there', async () => {
  const { page, close } = await openArticle();
  const walk = await reach(page, 'walk');
  const strip = await pictures(walk, '.strip canvas');
  const large = 'figure[data-figure="walk"] .walk > canvas';
  assert.equal(new Set(strip).size, strip.length, 'the pictures on the way differ');
  await becomes(page, strip[0], large);
  await walk.getByRole('slider').focus();
  await page.keyboard.press('End');
  await becomes(page, strip[8], large);
  await walk.locator('.stop').nth(4).click();
  await becomes(page, strip[4], large);
  assert.match(await walk.locator('output').innerText(), /0\.50 · a \+ 0\.50 · b/);
  await walk.getByRole('button', { name: 'Two other ends' }).click();
  await changed(page, strip[8], 'figure[data-figure="walk"] .stop:last-child canvas');
  assert.ok((await pictures(walk, '.strip canvas')).every((picture, i) => picture !== strip[i]));
  await close();
});

test('after the engine stopped, and was started anew, the figures draw again', async () => {
  const { page, close } = await openArticle({ expectFaults: true });
  /** @type {Error[]} */
  const unheard = [];
  page.on('pageerror', (error) => unheard.push(error));
  await reach(page, 'labels');
  const walk = await reach(page, 'walk');
  const strip = await pictures(walk, '.strip canvas');
  const large = 'figure[data-figure="walk"] .walk > canvas';
  await endEngine(page);
  await walk.getByRole('slider').press('End');
  await page.waitForSelector('#notice:not([hidden])');
  await walk.getByRole('button', { name: 'Two other ends' }).click();
  await page.locator('figure[data-figure="labels"] button').click();
  const dead = await walk.locator('.walk').elementHandle();
  await page.click('#retry');
  await ready(page);
  await page.waitForFunction((old) => !old?.isConnected, dead);
  await walk.getByRole('slider').press('End');
  await becomes(page, strip[8], large);
  const labels = 'figure[data-figure="labels"] canvas';
  const first = await pixels(page, labels);
  await page.locator('figure[data-figure="labels"] button').click();
  await changed(page, first, labels);
  assert.deepEqual(unheard, []);
  await close();
});

test('another z draws all ten labels anew', async () => {
  const { page, close } = await openArticle();
  const labels = await reach(page, 'labels');
  const first = await pictures(labels);
  assert.equal(first.length, 10);
  assert.ok(first.every(hasInk));
  await labels.getByRole('button').click();
  await labels.getByText('Latent vector 6').waitFor();
  assert.ok((await pictures(labels)).every((picture, i) => picture !== first[i]));
  await close();
});

test('the loss table gives loss and push at the slider', async () => {
  const { page, close } = await openArticle();
  const losses = await reach(page, 'losses');
  const table = () => losses.locator('tbody tr').evaluateAll((rows) => rows.map((row) => Array.from(row.querySelectorAll('td'), (cell) => cell.textContent ?? '')));
  assert.deepEqual((await table())[0].map(number), [-0.02, 0.02], 'a young generator: minimax hardly pushes');
  await losses.getByRole('slider').fill('0');
  assert.deepEqual((await table()).map((row) => row.map(number)), [[-0.69, 0.5], [0.69, 0.5], [0.5, 1], [0, 1]]);
  assert.match(await losses.locator('output').innerText(), /50 % real/);
  await close();
});

test('mode collapse can be seen: at the end the good run draws many pictures, the collapsed and the unstable one each', async () => {
  const { page, close } = await openArticle();
  const collapse = await reach(page, 'collapse');
  const shown = ['digits', 'cgan-mnist-tutorial', 'unstable-mnist'];
  const variety = async () => (await collapse.locator('.run .reading').allInnerTexts()).map(number);
  const [good, collapsed, unstable] = await variety();
  assert.ok(good > 0.25 && collapsed < 0.05 && unstable < 0.05, `variety ${good}, ${collapsed} and ${unstable}`);
  const told = await collapse.locator('.run .told').allInnerTexts();
  assert.deepEqual(told.map((text) => text.split(/[ :]/)[0]), ['A', 'Collapsed', 'Unstable'], 'each says what it is');
  const run = (/** @type {number} */ n) => pictures(collapse.locator('.run').nth(n));
  const [left, hopping] = [await run(0), await run(2)];
  assert.equal(left.length, 25);
  await collapse.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await page.waitForFunction(() => document.querySelector('.run .when')?.textContent?.includes('2,000'));
  assert.notDeepEqual(await run(0), left);
  assert.notDeepEqual(await run(2), hopping, 'the unstable run hops to another picture');
  const early = await collapse.locator('.run .told').allInnerTexts();
  early.forEach((text, i) => assert.doesNotMatch(text, /^A good run: |^Collapsed|never settles|at the end|25 different/, `${shown[i]} speaks of its end`));
  const ofTheRun = (/** @type {string} */ name) => JSON.parse(fs.readFileSync(path.join(dist, built(`models/history/${name}/history.json`)), 'utf8'));
  for (const [i, name] of shown.entries()) {
    const first = ofTheRun(name).snapshots[0].images;
    assert.match(early[i], first > 2000 ? /the first kept/ : /after 2,000 pictures\n/, name);
  }
  await close();
});

test('the smallest GAN circles, spirals away when both step at once, and arrives with R1', async () => {
  const { page, close } = await openArticle();
  const orbit = await reach(page, 'orbit');
  const distance = async () => Number(/are ([\d.]+) from/.exec(await orbit.locator('p.reading').innerText())?.[1]);
  const circling = await distance();
  assert.ok(circling > 0.8 && circling < 1.2, String(circling));
  await orbit.getByRole('checkbox').check();
  assert.ok((await distance()) > 3, String(await distance()));
  await orbit.getByRole('slider', { name: /R1/ }).fill('0.6');
  assert.ok((await distance()) < 0.05, String(await distance()));
  await close();
});

test('the family shows every model of the page that has a place in it, with its own numbers', async () => {
  const { page, close } = await openArticle();
  const figure = await reach(page, 'family');
  const rows = figure.locator('.family > li');
  const count = await rows.count();
  assert.ok(count >= 7, `${count} rows`);
  for (let i = 0; i < count; i++) {
    await rows.nth(i).evaluate((row) => row.scrollIntoView({ block: 'center' }));
    await page.waitForFunction((at) => document.querySelectorAll('.family > li')[at].querySelector('.numbers')?.childElementCount, i);
    assert.equal((await pictures(rows.nth(i))).filter((picture) => hasInk(picture)).length, 10, await rows.nth(i).innerText());
  }
  const digits = rows.filter({ hasText: /^Digits/ });
  const { metrics } = card('digits');
  const coverage = metrics.find((/** @type {{ name: string }} */ { name }) => name === 'coverage');
  assert.ok((await digits.innerText()).includes(`Coverage\n${(100 * coverage.value).toFixed(1)} %\nreal: ${(100 * coverage.real).toFixed(1)} %`), await digits.innerText());
  await close();
});

for (const width of [320, 340]) {
  test(`at ${width} pixels no figure makes the page scroll sideways, and the table of measures scrolls in its own box`, async () => {
    const { page, close } = await openArticle({ options: { viewport: { width, height: 740 } } });
    for (const name of ['game', 'losses', 'walk', 'labels', 'collapse', 'orbit', 'family', 'measures']) await reach(page, name);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    const box = page.locator('.scrolls');
    const hidden = await box.evaluate((one) => one.scrollWidth - one.clientWidth);
    await box.focus();
    for (let i = 0; i < 5; ++i) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => {
      const one = /** @type {HTMLElement} */ (document.querySelector('.scrolls'));
      return one.scrollLeft >= one.scrollWidth - one.clientWidth - 1;
    });
    assert.ok(hidden < 80, `${hidden} pixels are out of sight`);
    await close();
  });
}

test('the table of measures is read from the cards', async () => {
  const { page, close } = await openArticle();
  const measures = await reach(page, 'measures');
  const cells = await measures.locator('tr', { hasText: 'Fréchet distance' }).locator('td').allInnerTexts();
  const [digits, collapsed] = ['digits', 'cgan-mnist-tutorial'].map((name) =>
    card(name).metrics.find((/** @type {{ name: string }} */ metric) => metric.name === 'frechet_distance'));
  assert.deepEqual(cells.map(number), [Number(digits.real.toPrecision(3)), Number(digits.value.toPrecision(3)), Math.round(collapsed.value)]);
  await close();
});

test('a figure whose model is not on the page goes away, its caption in the console, and the others stay', async () => {
  const { page, notes, close } = await openArticle({
    before: (fresh) => fresh.route(`**/${built('models/index.json')}`, async (route) => {
      const models = await (await route.fetch()).json();
      await route.fulfill({ json: models.map((/** @type {object} */ model) => ({ ...model, discriminator: undefined })) });
    }),
  });
  const game = await reach(page, 'game');
  assert.ok(!(await game.isVisible()));
  assert.ok(notes.some((note) => /“game” is left out.*digits\.discriminator.*The game, with the real networks/.test(note)), notes.join('\n'));
  assert.ok(await (await reach(page, 'walk')).isVisible());
  await close();
});

test('a figure of which a part was lost on its way says so above its caption, and a retry, or the network, brings it', async (context) => {
  const lost = ['models/digits.discriminator.safetensors', 'article/measures.js'].map((file) => `/${built(file)}`);
  context.after(() => lost.forEach((file) => house.server.failing.delete(file)));
  for (const file of lost) house.server.failing.add(file);
  const { page, close } = await openArticle({ expectFaults: true });
  const game = await reach(page, 'game');
  const height = await game.evaluate((figure) => figure.clientHeight);
  assert.ok(height > 500, `its place is held: ${height}`);
  assert.ok(await game.locator('figcaption').isVisible());
  await game.getByRole('button', { name: 'Try again' }).click();  // too early
  await game.getByText('Did not arrive.').waitFor();
  house.server.failing.delete(lost[0]);
  await game.getByRole('button', { name: 'Try again' }).press('Enter');
  await page.waitForSelector('figure[data-figure="game"][data-state="live"] .board');
  assert.ok(await game.evaluate((figure) => figure === document.activeElement), 'the focus stays there');

  const measures = await reach(page, 'measures');
  await measures.getByText('Did not arrive.').waitFor();
  house.server.failing.delete(lost[1]);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForSelector('figure[data-figure="measures"][data-state="live"] table');
  await close();
});

test('a row of the family that did not arrive can be asked for again', async () => {
  const { page, close } = await openArticle({ expectFaults: true });
  await page.route('**/vanilla-mnist-*.safetensors', (route) => route.abort(), { times: 1 });
  const figure = await reach(page, 'family');
  const row = figure.locator('.family > li').first();
  await row.scrollIntoViewIfNeeded();
  await row.getByRole('button', { name: 'Try again' }).click();
  await page.waitForFunction(() => document.querySelector('.family > li .numbers')?.childElementCount);
  assert.equal((await pictures(row)).filter((picture) => hasInk(picture)).length, 10);
  assert.match(await row.innerText(), /parameters/);
  await close();
});

test('a link to a part goes there and leaves the address, which is the toy’s, alone', async () => {
  const { page, close } = await openArticle({ hash: '#model=digits&label=4&seed=2' });
  const address = page.url();
  await page.getByRole('navigation').getByRole('link', { name: 'Why does training fail?' }).click();
  await page.waitForFunction(() => Math.abs(document.getElementById('failures')?.getBoundingClientRect().top ?? 1e9) < 200);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'failures');
  assert.equal(page.url(), address);
  await close();
});
