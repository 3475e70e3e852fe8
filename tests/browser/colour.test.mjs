// A model of colour photographs, 32 × 32, without labels: nothing on the page takes for granted that pictures are digits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, ready, settled, start } from './chromium.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/** @param {string[]} panels */
async function opened(panels) {
  const opening = await openPage(house, { hash: `#model=upsample-cifar10&seed=7&open=${panels.join()}` });
  await ready(opening.page);
  for (const panel of panels) await opening.page.waitForSelector(`#panel-${panel} .panel-${panel}`);
  return opening;
}

/** Whether canvases show colours, as they are, and in which size. @param {import('playwright-core').Locator} place */
const colours = (place) => place.evaluateAll((all) => all.map((element) => {
  const canvas = /** @type {HTMLCanvasElement} */ (element);
  const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, canvas.width, canvas.height);
  const coloured = data.some((value, i) => i % 4 === 0 && (value !== data[i + 1] || value !== data[i + 2]));
  return `${canvas.width}x${canvas.height}${coloured ? ' colour' : ''}${getComputedStyle(canvas).filter === 'none' ? '' : ' inverted'}`;
}));

test('colour pictures are shown in their colours, whole pixels each, and are read and told as what they are', async () => {
  const { page, close } = await opened([]);
  assert.deepEqual([...new Set(await colours(page.locator('#digit, #labels canvas')))], ['32x32 colour']);
  const side = await page.locator('#digit').evaluate((canvas) => canvas.clientWidth);
  assert.equal(side % 32, 0, `${side} screen pixels for 32`);
  assert.match((await page.textContent('#lead')) ?? '', /^Shuffle, then drag a slider/);
  await page.locator('#panel-mix').waitFor({ state: 'hidden' });
  await page.click('#shuffle');
  await page.waitForFunction(() => /^reads as (airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck), \d+\s%$/.test(document.getElementById('reading')?.textContent ?? ''));
  await close();
});

test('photographs are drawn smooth and digits crisp, until somebody chooses', async () => {
  const { page, close } = await opened([]);
  const drawn = () => page.locator('#digit').evaluate((canvas) => getComputedStyle(canvas).imageRendering);
  const pick = async (/** @type {string} */ model) => {
    await page.selectOption('#model', model);
    await settled(page);
  };
  assert.equal(await drawn(), 'auto');
  assert.ok(await page.isChecked('#smooth'));
  await pick('digits');
  assert.equal(await drawn(), 'pixelated');
  await page.check('#smooth');
  await page.uncheck('#smooth');
  await pick('upsample-cifar10');
  assert.equal(await drawn(), 'pixelated', 'chosen');
  await close();
});

test('a label goes along to a model of the same pictures; other pictures begin with a label of their own', async () => {
  const { page, close } = await openPage(house, { hash: '#model=digits&label=7' });
  await ready(page);
  for (const [model, label] of [['acgan-mnist', 7], ['cifar10-small', 1], ['fashion', 3]]) {
    await page.selectOption('#model', /** @type {string} */ (model));
    await page.waitForURL((url) => url.hash.startsWith(`#model=${model}&`));
    await settled(page);
    assert.match(page.url(), new RegExp(`&label=${label}&`));
    assert.equal(await page.locator('#labels [aria-pressed="true"]').count(), 1);
  }
  await page.goBack();
  await page.waitForURL((url) => url.hash.startsWith('#model=cifar10-small&label=1&'));
  await close();
});

test('its discriminator judges it among real photographs, and the game asks for those', async () => {
  const { page, close } = await opened(['judge', 'game']);
  await page.waitForFunction(() => document.querySelectorAll('.scores .real').length === 200);
  assert.match((await page.textContent('.panel-game .verdict')) ?? '', /Round 1 of 10: is this a real photograph\?/);
  assert.match((await page.textContent('.panel-game')) ?? '', /CIFAR-10 test set/);
  const shown = [];
  for (let round = 1; round <= 10; ++round) {
    shown.push(...(await colours(page.locator('.exhibit'))));
    await page.click('.panel-game .real-choice');
    await page.click('.panel-game button:has-text("Next"):not([disabled])');
    if (round < 10) await page.waitForFunction((n) => document.querySelector('.panel-game .verdict')?.textContent?.includes(`Round ${n} of`), round + 1);
  }
  await page.waitForFunction(() => /You: \d+ of 10/.test(document.querySelector('.panel-game .verdict')?.textContent ?? ''));
  assert.ok(shown.every((one) => /^32x32( colour)?$/.test(one)), String(shown));
  assert.ok(shown.filter((one) => one.endsWith(' colour')).length >= 8, `but for a grey photograph among them: ${shown}`);
  await close();
});

test('layers, comparison and the drawing pad take a colour model: the last layer is the picture, real ones stand beside it', async () => {
  const { page, close } = await opened(['inside', 'compare', 'draw']);
  await page.waitForSelector('.steps li');
  await settled(page);
  assert.deepEqual(await colours(page.locator('.steps li:last-child canvas')), ['32x32 colour']);
  assert.ok((await page.locator('.steps li:last-child canvas').evaluate((canvas) => canvas.clientWidth)) < 150, 'no wider than a picture');
  await page.waitForFunction(() => /CIFAR-10 test set/.test(document.querySelector('.panel-compare')?.textContent ?? ''));
  assert.deepEqual([...new Set(await colours(page.locator('.panel-compare > .tiles').last().locator('canvas')))], ['32x32 colour']);
  assert.match((await page.textContent('.panel-compare .family')) ?? '', /The same idea in colour, on small photographs/);
  await page.selectOption('.panel-compare select', 'digits');
  await page.waitForFunction(() => /cannot be compared/.test(document.querySelector('.panel-compare')?.textContent ?? ''));
  assert.match((await page.textContent('.panel-draw')) ?? '', /in colour or of another size than the pad/);
  await close();
});

test('without labels a digit’s key takes the seed under the tile of that number, and the hint says so', async () => {
  const { page, close } = await openPage(house, { hash: '#model=dcgan-mnist&seed=100' });
  await ready(page);
  assert.match(await page.innerText('#keys'), /^Keys: 1 to 9 take the seed so much further, 0 the tenth, S shuffles, arrow/);
  let seed = 100;
  for (const [key, further] of /** @type {[string, number][]} */ ([['1', 1], ['9', 9], ['0', 10]])) {
    const wanted = await page.locator('#labels canvas').nth(further - 1).evaluate((one) => /** @type {HTMLCanvasElement} */ (one).toDataURL());
    await page.keyboard.press(key);
    seed += further;
    await page.waitForURL((url) => url.hash.includes(`seed=${seed}`));
    await settled(page);
    assert.equal(await page.locator('#digit').evaluate((one) => /** @type {HTMLCanvasElement} */ (one).toDataURL()), wanted);
  }
  await page.selectOption('#model', 'digits');
  await page.waitForFunction(() => /^Keys: 0 to 9 choose a label/.test(document.getElementById('keys')?.textContent ?? ''));
  await close();
});

test('a model whose discriminator was not kept names those that have theirs; real pictures are said to be its own', async () => {
  const { page, close } = await openPage(house, { hash: '#model=lapgan-mnist&open=judge,compare' });
  await ready(page);
  await page.getByText('These models have theirs: Digits; ').waitFor();
  assert.doesNotMatch(await page.innerText('.panel-judge'), /list above/);
  await page.getByText('What the model on the table learned from').waitFor();
  await close();
});

/** In the page: of the words in elements, those that are cut off or stand over those before them. @param {Element[]} all */
const crowded = (all) => {
  const shown = all.filter((one) => one.textContent && one.checkVisibility({ visibilityProperty: true }));
  const boxes = shown.map((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getBoundingClientRect();
  });
  return shown.filter((one, i) => {
    const [box, last] = [boxes[i], boxes[i - 1]];
    const cut = (getComputedStyle(one).overflow === 'hidden' && one.scrollWidth > one.clientWidth) || box.right > innerWidth;
    return cut || (last && box.top < last.bottom - 1 && box.left < last.right && box.right > last.left);
  }).map((one) => one.textContent);
};

for (const [width, height] of [[320, 640], [390, 844], [560, 800], [1366, 768], [1440, 900]]) {
  test(`at ${width} × ${height} the words under the ten have room, chosen or read, and no picture grows over another`, async () => {
    for (const [hash, longest] of [['#model=dcgan-cifar10&seed=1', 'automobile'], ['#model=cifar10-small&label=1&seed=1', 'automobile'], ['#model=fashion&label=9&seed=1', 'ankle boot'], ['#model=dcgan-mnist&seed=1', '8']]) {
      const { page, close } = await openPage(house, { hash, options: { viewport: { width, height } } });
      await ready(page);
      await page.click('#shuffle');
      await page.waitForFunction(() => /^reads as/.test(document.getElementById('reading')?.textContent ?? '') && document.querySelector('#labels small')?.textContent);
      assert.deepEqual(await page.locator('#labels span').evaluateAll(crowded), [], hash);
      assert.deepEqual(await page.locator('#labels small').evaluateAll(crowded), [], hash);
      // Chance chose the pictures: so each is read as what takes most room, too.
      await page.locator('#labels small').evaluateAll((all, word) => all.forEach((one) => (one.textContent = `as ${word}`)), longest);
      assert.deepEqual(await page.locator('#labels small').evaluateAll(crowded), [], hash);
      const boxes = await page.locator('#labels canvas').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
      boxes.slice(1).forEach((box, i) => assert.ok(box.left >= boxes[i].right || box.top >= boxes[i].bottom, `${hash}: picture ${i + 1} lies over ${i}`));
      assert.equal(new Set(boxes.map((box) => Math.round(box.width))).size, 1, `${hash}: all are of one size`);
      await close();
    }
  });
}

for (const width of [320, 390, 641, 1440]) {
  test(`at ${width} pixels what a classifier reads in ten photographs stands clear of each other`, async () => {
    const { page, close } = await openPage(house, { hash: '#model=cifar10-small&label=1&seed=1&open=judge', options: { viewport: { width, height: 800 } } });
    const texts = page.locator('.panel-judge .ten span');
    await texts.first().waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('.panel-judge .ten span')].every((one) => one.textContent !== ''));
    assert.deepEqual(await texts.evaluateAll(crowded), []);
    await close();
  });
}
