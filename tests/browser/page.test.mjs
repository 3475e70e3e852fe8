// What a person does with the page, and what they see of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomes, changed, openPage, pixels, ready, settled, start } from './chromium.mjs';
import { withoutDirections } from './weights_file.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

const label = (/** @type {number} */ n) => `#labels button:nth-child(${n + 1})`;

test('the page opens on a digit that is no flat square', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const values = (await pixels(page)).split(' ').map(Number);
  assert.equal(values.length, 28 * 28);
  assert.ok(Math.max(...values) - Math.min(...values) > 60, 'the picture has ink and paper');
  assert.match((await page.textContent('#timing')) ?? '', /\d ms/);
  assert.equal(await page.locator('#labels button').count(), 10);
  await close();
});

test('a click on a label changes the digit, and marks the label', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const first = await pixels(page);
  await page.click(label(8));
  await changed(page, first);
  assert.equal(await page.getAttribute(label(8), 'aria-pressed'), 'true');
  assert.equal(await pixels(page), await pixels(page, `${label(8)} canvas`), 'the strip shows the same picture');
  await close();
});

test('a slider changes the pixels while the mouse is still down', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const box = await page.locator('#sliders input').first().boundingBox();
  assert.ok(box);
  const y = box.y + box.height / 2;
  let last = await pixels(page);
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  for (const share of [0.15, 0.4, 0.9]) {
    await page.mouse.move(box.x + box.width * share, y, { steps: 4 });
    last = await changed(page, last);
  }
  await page.mouse.up();
  await close();
});

test('a link with a state reproduces the same pixels', async () => {
  const first = await openPage(house);
  await ready(first.page);
  await first.page.click(label(5));
  await first.page.click('#shuffle');
  await first.page.locator('#sliders input').first().fill('1.5');
  await first.page.locator('#psi').fill('0.8');
  await first.page.waitForFunction(() => /psi=0\.8/.test(location.hash) && /d=/.test(location.hash));
  const wanted = await settled(first.page);
  const hash = new URL(first.page.url()).hash;
  await first.close();

  const second = await openPage(house, { hash });
  await ready(second.page);
  await becomes(second.page, wanted);
  await second.close();
});

test('Back undoes a choice, Forward repeats it', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const first = await pixels(page);
  await page.click(label(7));
  const seven = await changed(page, first);
  await page.click('#shuffle');
  const shuffled = await changed(page, seven);
  await page.goBack();
  await becomes(page, seven);
  await page.goBack();
  await becomes(page, first);
  await page.goForward();
  await page.goForward();
  await becomes(page, shuffled);
  await close();
});

test('by keyboard: digits choose the label, s shuffles, arrows move a slider, Delete puts it back', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  let last = await pixels(page);
  await page.keyboard.press('6');
  last = await changed(page, last);
  assert.equal(await page.getAttribute(label(6), 'aria-pressed'), 'true');
  assert.match((await page.textContent('#spoken')) ?? '', /6/);
  await page.keyboard.press('s');
  last = await changed(page, last);
  await page.locator('#sliders input').first().focus();
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight');
  await changed(page, last);
  await page.keyboard.press('Delete');
  await becomes(page, last);
  await close();
});

test('the keys of a single letter can be switched off, and stay so', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  assert.equal(await page.getAttribute('#shuffle', 'aria-keyshortcuts'), 's');
  await page.uncheck('#letters');
  for (let visit = 0; visit < 2; ++visit) {
    const address = page.url();
    for (const key of ['6', 's', 'Shift+s']) await page.keyboard.press(key);
    assert.equal(page.url(), address);
    assert.equal(await page.getAttribute('#shuffle', 'aria-keyshortcuts'), null);
    await page.reload();
    await ready(page);
  }
  await page.check('#letters');
  const last = await settled(page);
  await page.keyboard.press('6');
  await changed(page, last);
  await page.keyboard.press('Control+z');
  await becomes(page, last);
  await close();
});

test('by keyboard: Undo, Redo and Reset keep the focus when nothing is left for them to do', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  await page.locator('#sliders input').first().focus();
  await page.keyboard.press('End');
  await settled(page);
  for (const id of ['reset', 'undo', 'undo', 'redo', 'redo']) {
    await page.focus(`#${id}`);
    await page.keyboard.press('Enter');
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement?.id), id);
  }
  for (const id of ['reset', 'redo']) {
    assert.equal(await page.getAttribute(`#${id}`, 'aria-disabled'), 'true');
    const before = page.url();
    await page.focus(`#${id}`);
    await page.keyboard.press('Enter');
    assert.equal(page.url(), before, `${id} does nothing`);
  }
  await close();
});

test('every model of the picker opens and draws', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const names = await page.locator('#model option').evaluateAll((all) => all.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  for (const name of names.slice(1)) {
    const last = await pixels(page);
    await page.selectOption('#model', name);
    await changed(page, last);
    assert.match(page.url(), new RegExp(`model=${name}`));
  }
  await close();
});

test('a model keeps its own sliders when another is chosen before they are found, and called off by Back', async () => {
  const { page, close } = await openPage(house, {
    before: async (fresh) => {
      await fresh.route('**/lapgan-mnist-*', (route) => route.fulfill({ body: withoutDirections('lapgan-mnist.safetensors') }));
      await fresh.route('**/wgan-mnist-*', () => {});  // never comes
    },
  });
  await ready(page);
  await page.evaluate(async () => {
    const choose = (/** @type {string} */ name) => {
      const picker = /** @type {HTMLSelectElement} */ (document.getElementById('model'));
      picker.value = name;
      picker.dispatchEvent(new Event('change'));
    };
    choose('lapgan-mnist');
    while (!/LAPGAN/.test(document.title)) await new Promise(requestAnimationFrame);
    if (document.querySelector('#sliders #d-slant') === null) throw new Error('its sliders were found too soon to be overtaken');
    choose('wgan-mnist');
    history.back();
  });
  await page.waitForSelector('#sliders [id^=z]');
  assert.equal(await page.inputValue('#model'), 'lapgan-mnist');
  assert.match((await page.textContent('#sliders-heading')) ?? '', /telling numbers/);
  await close();
});

test('while another model is on its way the picker shows it and a keyboard gets past it, the line says that it comes, and no reader is fetched', async () => {
  /** @type {(() => void) | undefined} */
  let arrive;
  const arrival = new Promise((resolve) => (arrive = () => resolve(undefined)));
  const { page, requests, close } = await openPage(house, {
    hash: '#model=digits&label=3&seed=7',
    before: (one) => one.route(/models\/(?!digits-|classifier-).*safetensors$/, async (route) => {
      await arrival;
      await route.continue();
    }),
  });
  await ready(page);
  const names = await page.locator('#model option').evaluateAll((all) => all.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  const last = await pixels(page);
  await page.focus('#model');
  for (const name of names.slice(1, 4)) {
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.inputValue('#model'), name);
  }
  const title = await page.locator('#model option:checked').textContent();
  await page.locator('#sliders input').first().fill('1.5');
  await changed(page, last);
  await page.waitForTimeout(1000); // the reader would come once the hand rests
  assert.equal(await page.inputValue('#model'), names[3]);
  assert.ok((await page.textContent('#timing'))?.startsWith(`Fetching ${title}, `), (await page.textContent('#timing')) ?? '');
  assert.deepEqual(requests.filter((url) => /classifier-/.test(url)), []);
  arrive?.();
  await page.waitForFunction((wanted) => document.title.startsWith(String(wanted)), title);
  await ready(page);
  assert.match((await page.textContent('#timing')) ?? '', /\d ms$/);
  assert.equal(await page.inputValue('#model'), names[3]);
  await close();
});

test('a run that failed says so on the first screen, in the two lines that are kept for it', async () => {
  for (const model of ['cgan-mnist-tutorial', 'unstable-mnist']) {
    const { page, close } = await openPage(house, { hash: `#model=${model}`, options: { viewport: { width: 390, height: 844 } } });
    await ready(page);
    assert.match((await page.textContent('#lead')) ?? '', /kept to show that/);
    const lines = await page.locator('#lead').evaluate((lead) => lead.getBoundingClientRect().height / parseFloat(getComputedStyle(lead).lineHeight));
    assert.ok(lines < 2.1, `${lines} lines`);
    const [first, second] = [await pixels(page, '#labels button:nth-child(1) canvas'), await pixels(page, '#labels button:nth-child(9) canvas')];
    const [a, b] = [first, second].map((picture) => picture.split(' ').map(Number));
    assert.ok(a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length < 10, 'and what it says is so');
    await close();
  }
});

test('a half-trained generator is told of in the line above the picture, which leads back to the finished one, as Reset does', async () => {
  const { page, close } = await openPage(house, { hash: '#model=digits&label=3&seed=1&at=5000' });
  await ready(page);
  const early = await pixels(page);
  const told = /after 5k of 1\.28M images/;
  const [lead, name] = [page.locator('#lead'), page.locator('#digit')];
  const top = (await name.boundingBox())?.y;
  for (const end of ['#lead button', '#reset']) {
    assert.match(await lead.innerText(), told);
    assert.match((await name.getAttribute('aria-label')) ?? '', told);
    assert.match(await page.title(), told);
    await page.focus(end);
    await page.keyboard.press('Enter');
    const finished = await changed(page, early);
    assert.doesNotMatch(page.url(), /at=/);
    for (const text of [await lead.innerText(), await name.getAttribute('aria-label'), await page.title()]) assert.doesNotMatch(text ?? '', /after/);
    assert.equal(await page.getAttribute('#reset', 'aria-disabled'), 'true');
    assert.equal((await name.boundingBox())?.y, top, 'nothing moved');
    assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'the focus stays near');
    await page.click('#undo');
    await changed(page, finished);
  }
  await close();
});

test('copy link puts the address of this very picture on the clipboard', async () => {
  const { page, context, close } = await openPage(house);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ready(page);
  await page.click(label(2));
  await page.click('#copy');
  await page.waitForFunction(() => document.getElementById('copy')?.textContent === 'Link copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  assert.match(link, /label=2/);
  await close();
});

test('each slider of the first screen says its name, range and value, and shows at both ends what it leads to', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  for (const [row, name, reach, value] of /** @type {const} */ ([
    [page.locator('.slider:has(#d-slant)'), 'slant', '±3', '0.00'], [page.locator('.slider.psi'), 'Wildness ψ', '0 … 1.5', '1.00'],
  ])) {
    assert.equal(await row.locator('label').textContent(), name);
    assert.equal(await row.locator('.reach').innerText(), reach);
    assert.equal(await row.locator('output').textContent(), value);
  }
  const here = await pixels(page);
  const ends = await page.locator('.slider.psi .end').evaluateAll((all) => all.map(({ id }) => id));
  for (const id of ends) {
    await page.waitForFunction((end) => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`#${end} canvas`));
      return canvas.getContext('2d')?.getImageData(0, 0, 28, 28).data.some((value, i) => i % 4 !== 3 && value > 128);
    }, id);
    const promised = await pixels(page, `#${id} canvas`);
    await page.click(`#${id}`);
    await becomes(page, promised);
    assert.notEqual(promised, here);
    await page.click('#undo');
    await becomes(page, here);
  }
  await close();
});
