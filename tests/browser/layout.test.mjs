// The page at the sizes of screens: what is in sight, whole, and stays where it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, ready, start } from './chromium.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/** What is said or to be pressed under the picture, and has less room than its text. @param {import('playwright-core').Page} page */
const cutTexts = (page) => page.locator('.stage :is(.timing, button)').evaluateAll((all) => all.filter((one) => {
  const text = document.createRange();
  text.selectNodeContents(one);
  const { paddingLeft, paddingRight } = getComputedStyle(one);
  return text.getBoundingClientRect().width > one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + 1;
}).map((one) => one.textContent));

for (const [name, width, height] of /** @type {const} */ ([['phone', 390, 844], ['desktop', 1440, 900]])) {
  test(`on a ${name} the first screen holds the toy, and nothing scrolls sideways`, async () => {
    const { page, close } = await openPage(house, { options: { viewport: { width, height } } });
    await ready(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scroll');
    for (const selector of ['.lead', '#digit', '#labels button:last-child', '#shuffle', '#copy', '#sliders > :nth-child(3)']) {
      const box = await page.locator(selector).boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= height && box.x + box.width <= width, `${selector} is on the first screen`);
    }
    await close();
  });
}

for (const [width, height] of [[1280, 600], [1366, 650], [1440, 900], [1920, 1080]]) {
  test(`at ${width}×${height} the picture and the controls stand side by side without a gap, and what is pressed in one row`, async () => {
    const { page, close } = await openPage(house, { options: { viewport: { width, height } } });
    await ready(page);
    const [digit, stage, controls, shuffle, seed] = await page.evaluate(() => ['#digit', '.stage', '.controls', '#shuffle', '#seed'].map((one) =>
      /** @type {DOMRect} */ (document.querySelector(one)?.getBoundingClientRect().toJSON())));
    assert.ok(controls.left - stage.right < 90, `${controls.left - stage.right} pixels between them`);
    assert.ok(Math.abs(digit.left - stage.left - (stage.right - digit.right)) < 2, 'the picture stands in the middle of what is under it');
    assert.ok(stage.width - digit.width < 96, `the picture is ${digit.width} pixels wide, its place ${stage.width}`);
    assert.equal(seed.bottom, shuffle.bottom);
    assert.ok(seed.bottom <= height);
    await close();
  });
}

test('on a phone that lies on its side the link can be copied without scrolling, and what is said under the picture is whole', async () => {
  const { page, close } = await openPage(house, { options: { viewport: { width: 844, height: 390 } } });
  await ready(page);
  const copy = await page.locator('#copy').boundingBox();
  assert.ok(copy && copy.y + copy.height <= 390, JSON.stringify(copy));
  assert.deepEqual(await cutTexts(page), []);
  await close();
});

test('with the text spacing that a reader may set (WCAG 1.4.12) nothing under the picture is cut, or touches its frame', async () => {
  const { page, close } = await openPage(house, { options: { viewport: { width: 390, height: 844 } } });
  await ready(page);
  await page.evaluate(() => {
    const style = new CSSStyleSheet();
    style.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }');
    document.adoptedStyleSheets = [style];
  });
  assert.deepEqual(await cutTexts(page), []);
  await close();
});

test('from 360 pixels on, phones and tablets have no field of letters below 16 pixels, for which iOS would enlarge the page', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  for (const width of [820, 430, 390, 360]) {
    await page.setViewportSize({ width, height: 844 });
    const sizes = await page.locator('#model, #seed').evaluateAll((fields) => fields.map((field) => parseFloat(getComputedStyle(field).fontSize)));
    assert.deepEqual(sizes, [16, 16], `at ${width} pixels`);
    await page.fill('#seed', '888888');
    assert.ok(await page.$eval('#seed', (seed) => seed.scrollWidth <= seed.clientWidth), `six digits of a seed fit at ${width} pixels`);
  }
  await close();
});

for (const width of [390, 1440]) {
  test(`at ${width} pixels each panel gives its reason in one line`, async () => {
    const { page, close } = await openPage(house, { options: { viewport: { width, height: 900 } } });
    await ready(page);
    const lines = await page.locator('.panel > summary span').evaluateAll((reasons) => reasons.map((reason) =>
      ({ text: reason.textContent, lines: Math.round(reason.getBoundingClientRect().height / parseFloat(getComputedStyle(reason).lineHeight)) })));
    assert.equal(lines.length, 13);
    assert.deepEqual(lines.filter((reason) => reason.lines !== 1), []);
    await close();
  });
}

for (const [width, height] of [[1440, 900], [1366, 650], [390, 844], [320, 640]]) {
  test(`while the model is on its way, at ${width}×${height}, the places of labels and sliders are marked, and nothing moves when they come`, async () => {
    /** @type {(() => void) | undefined} */
    let arrive;
    const arrival = new Promise((resolve) => (arrive = () => resolve(undefined)));
    const { page, close } = await openPage(house, {
      options: { viewport: { width, height } },
      before: (one) => one.route('**/models/digits-*', async (route) => {
        await arrival;
        await route.continue();
      }),
    });
    await page.waitForFunction(() => /Fetching/.test(document.getElementById('timing')?.textContent ?? ''));
    const tops = () => page.evaluate(() => ['#labels', '#sliders', '#psi', '#panels'].map((one) => document.querySelector(one)?.getBoundingClientRect().top));
    assert.equal(await page.locator('#labels .blank:visible').count(), 10);
    assert.equal(await page.locator('#sliders .blank:visible').count(), 3);
    assert.match((await page.textContent('#sliders-heading')) ?? '', /Drag one/);
    const waiting = await tops();
    arrive?.();
    await ready(page);
    assert.deepEqual(await tops(), waiting);
    assert.equal(await page.locator('.blank').count(), 0);
    await close();
  });
}

test('the page’s words stand in it before any script runs, so that nothing jumps when one does', async () => {
  const { page, close } = await openPage(house, { options: { javaScriptEnabled: false } });
  assert.equal(await page.textContent('#shuffle'), 'Shuffle');
  assert.match((await page.textContent('#lead')) ?? '', /drag a slider/);
  await close();
});
