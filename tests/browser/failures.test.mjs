// What the page says when something is missing, damaged or broken: one sentence, and a way on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { built, changed, dist, openPage, pixels, ready, settled, start } from './chromium.mjs';
import { endEngine, keepTwo, openPanels } from './panels.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/** @type {{ file: string, name: string }[]} */
const models = JSON.parse(fs.readFileSync(path.join(dist, built('models/index.json')), 'utf8'));

/**
 * Drops a file on the page, as the system's file manager does.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {Buffer} bytes
 */
async function drop(page, name, bytes) {
  const transfer = await page.evaluateHandle(([fileName, text]) => {
    const made = new DataTransfer();
    made.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], fileName));
    return made;
  }, [name, bytes.toString('base64')]);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** @param {import('playwright-core').Page} page */
async function notice(page) {
  await page.waitForSelector('#notice:not([hidden])');
  return (await page.textContent('#notice-text')) ?? '';
}

test('a damaged file dropped on the page is refused by name, and the digit stays', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const first = await pixels(page);
  const whole = fs.readFileSync(path.join(dist, 'models', models[0].file));
  await drop(page, 'damaged.safetensors', whole.subarray(0, whole.length - 100));
  assert.match(await notice(page), /^damaged\.safetensors: /);
  assert.equal(await pixels(page), first);
  await page.click('#dismiss');
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

test('what is wrong with a file is told where the reader is, far down the page', async () => {
  const { page, close } = await openPage(house, { options: { viewport: { width: 390, height: 844 } } });
  await ready(page);
  await page.locator('#choose').scrollIntoViewIfNeeded();
  await drop(page, 'notes.safetensors', Buffer.from('these are no weights at all'));
  assert.match(await notice(page), /^notes\.safetensors: /);
  const box = await page.locator('#notice').boundingBox();
  assert.ok(box && box.y >= 0 && box.y + box.height <= 844, JSON.stringify(box));
  await close();
});

test('weights whose numbers were changed are refused by the self-test', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const bytes = Buffer.from(fs.readFileSync(path.join(dist, 'models', models[0].file)));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString());
  const [begin, end] = header['self_test.outputs'].data_offsets;
  bytes.fill(0, 8 + headerLength + begin, 8 + headerLength + end);
  await drop(page, 'changed.safetensors', bytes);
  assert.match(await notice(page), /changed\.safetensors: self-test/);
  await close();
});

for (const [source, sentence] of /** @type {const} */ ([
  ['classifier-mnist', /^mine\.safetensors is a classifier: it reads pictures/],
  ['digits.discriminator', /^mine\.safetensors is a discriminator: it judges pictures/],
  ['encoder-digits', /^mine\.safetensors is an encoder: .*“Draw your own”/],
  ['srgan-mnist', /^mine\.safetensors enlarges small pictures/],
])) {
  test(`a dropped ${source} is told of as what it is, and where one is at work`, async () => {
    const { page, close } = await openPage(house);
    await ready(page);
    const first = await pixels(page);
    const bytes = fs.readFileSync(path.join(dist, built(`models/${source}.safetensors`)));
    await drop(page, 'mine.safetensors', bytes);
    assert.match(await notice(page), sentence);
    assert.equal(await pixels(page), first);
    await page.click('#dismiss');
    await drop(page, 'broken.safetensors', bytes.subarray(0, bytes.length - 100));
    assert.doesNotMatch(await notice(page), /is an?|enlarges/, 'a damaged one is told of as that');
    await close();
  });
}

/** A whole weights file of a megabyte, whose three levels unfold to 2.8 GB: a weight for each latent number and value. */
function vastWeights() {
  const levels = [[20480, 16], [8000, 32], [2000, 64]], channels = 32, side = 64;
  const networks = levels.map(([inputs, size], i) => ({
    name: i ? `generator_${i}` : 'generator', input: [inputs], ...(i && { image: [channels, size, size] }),
    layers: [
      { type: 'reshape', shape: [inputs, 1, 1] },
      { type: 'conv_transpose2d', in_channels: inputs, out_channels: channels, kernel_size: 1, stride: size, output_padding: size - 1, bias: false },
    ],
  }));
  const latent = levels.reduce((sum, [inputs]) => sum + inputs, 0), shape = [channels, side, side];
  const card = {
    version: 1, name: 'vast', kind: 'pyramid', networks, latent: { size: latent }, image: { shape, low: -1, high: 1 },
    self_test: { tolerance: 0.01 },
  };
  let size = 0;
  const tensor = (/** @type {string} */ dtype, /** @type {number} */ width, /** @type {number[]} */ ...axes) =>
    ({ dtype, shape: axes, data_offsets: [size, (size += axes.reduce((a, b) => a * b, width))] });
  const weights = networks.flatMap(({ name, input: [inputs] }) => [
    [`${name}.1.weight`, tensor('I8', 1, inputs, channels, 1, 1)], [`${name}.1.weight.scale`, tensor('F32', 4, inputs)]]);
  const header = JSON.stringify({
    __metadata__: { ganvas: JSON.stringify(card) },
    ...Object.fromEntries(weights),
    'self_test.inputs': tensor('F16', 2, 1, latent),
    'self_test.outputs': tensor('F16', 2, 1, ...shape),
  });
  const bytes = Buffer.alloc(8 + header.length + size);
  bytes.writeBigUInt64LE(BigInt(header.length));
  bytes.write(header, 8);
  return bytes;
}

test('when a file is too much for the engine, the page says so, and a retry brings the digit back', async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  const first = await pixels(page);
  await drop(page, 'vast.safetensors', vastWeights());
  assert.match(await notice(page), /^The drawing engine stopped: the engine has \d+ MB of memory and wants more\. Try again/);
  await page.click('#retry');
  assert.equal(await settled(page), first);
  await page.click('#shuffle');
  await changed(page, first);
  await close();
});

test("the player's own file opens, and stands in the picker", async () => {
  const { page, close } = await openPage(house);
  await ready(page);
  await drop(page, 'mine.safetensors', fs.readFileSync(path.join(dist, 'models', models[0].file)));
  await page.waitForFunction(() => /file%3Amine|file:mine/.test(location.hash));
  await page.waitForFunction(() => document.querySelector('#model option:checked')?.textContent?.includes('mine'));
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

for (const [what, file] of [['weights', `/models/${models[0].file}`], ['engine', `/${built('web/ganvas_wasm.wasm')}`], ['list of models', `/${built('models/index.json')}`], ['worker', `/${built('web/worker.js')}`]]) {
  test(`when the ${what} cannot be downloaded, the page says so, and a retry mends it`, async (context) => {
    context.after(() => house.server.failing.delete(file));
    house.server.failing.add(file);
    const { page, close } = await openPage(house, { expectFaults: true });
    const sentence = await notice(page);
    assert.match(sentence, /[Tt]ry again/);
    house.server.failing.delete(file);
    await page.click('#retry');
    await ready(page);
    assert.equal(await page.isVisible('#notice'), false);
    await close();
  });
}

test('when a panel’s script cannot be downloaded, the panel says so in the page’s words, and a retry mends it', async () => {
  const { page, close } = await openPage(house, { expectFaults: true });
  await page.route(`**/${built('panels/dials.js')}`, (route) => route.abort(), { times: 1 });
  await ready(page);
  await page.click('#panel-dials summary');
  assert.equal(await page.textContent('#panel-dials [role=alert]'), 'A part of the page did not arrive (Every dial). Check the connection, then try again.');
  await page.click('#panel-dials .panel-body button');
  await page.waitForSelector('.panel-dials');
  await close();
});

test('a panel that breaks says so in its place, and no other stops with it', async () => {
  const broken = "export const start = () => ({ show() { throw new Error('broken'); } });";
  const { page, close } = await openPanels(house, ['mix'], ',dials', {
    before: (/** @type {import('playwright-core').Page} */ fresh) =>
      fresh.route(`**/${built('panels/dials.js')}`, (route) => route.fulfill({ contentType: 'text/javascript', body: broken })),
  });
  await page.waitForSelector('#panel-dials [role=alert]:text("broken")');
  const first = await settled(page);
  const mixed = await pixels(page, '.panel-mix canvas');
  await page.click('#shuffle');
  await changed(page, first);
  await changed(page, mixed, '.panel-mix canvas');
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

test('when the engine stops while panels are at work, the page says so, panels open and close, and a retry mends all', async () => {
  const { page, close } = await openPanels(house, ['travel', 'inside', 'judge', 'game', 'take'], '', { expectFaults: true });
  /** @type {Error[]} */
  const unheard = [];
  page.on('pageerror', (error) => unheard.push(error));
  await keepTwo(page);
  await page.click('.panel-travel button:text-is("Play")');
  await endEngine(page);
  assert.match(await notice(page), /^The drawing engine stopped: .*out of memory/);
  assert.equal(await page.isVisible('#dismiss'), false);
  await page.waitForSelector('.panel-travel button:text-is("Play")');
  await page.click('.panel-game .real-choice');
  for (const panel of ['travel', 'inside']) {
    await page.click(`#panel-${panel} summary`);
    await page.click(`#panel-${panel} summary`);
  }
  await page.locator('.panel-travel .walks input[type=range]').press('ArrowRight');
  await page.click('.panel-travel .primary');
  await page.click('#retry');
  await ready(page);
  await page.waitForSelector('.panel-game .verdict');
  await page.locator('.panel-game .real-choice').press('r');
  await page.waitForSelector('.panel-game figure');
  assert.deepEqual(unheard, []);
  await close();
});

test('when the article’s script cannot be downloaded, it is asked for again with the next model', async () => {
  const { page, close } = await openPage(house, {
    expectFaults: true,
    before: (fresh) => fresh.route(`**/${built('article/figures.js')}`, (route) => route.abort(), { times: 1 }),
  });
  await ready(page);
  await page.selectOption('#model', 'fashion');
  await settled(page);
  await page.locator('figure[data-figure=game]').scrollIntoViewIfNeeded();
  await page.waitForSelector('figure[data-state=live]');
  await close();
});

test('without WebAssembly the page names the browsers that have it', async () => {
  const { page, close } = await openPage(house, {
    expectFaults: true,
    before: (fresh) => fresh.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly')),
  });
  assert.match(await notice(page), /WebAssembly with SIMD/);
  await close();
});

test('when another model cannot be downloaded, the one on show stays, in the picker and in the address, and a retry brings the other', async () => {
  const { page, close } = await openPage(house, { hash: '#model=digits&label=4&seed=9&d=slant:1.2', expectFaults: true });
  await ready(page);
  const first = await settled(page);
  await page.route('**/fashion-*', (route) => route.abort());
  await page.selectOption('#model', 'fashion');
  assert.match(await notice(page), /did not arrive .*“Digits” is still on show/);
  assert.equal(await settled(page), first);
  assert.equal(await page.inputValue('#model'), 'digits');
  assert.equal(await page.evaluate(() => location.hash), '#model=digits&label=4&seed=9&d=slant:1.2');
  assert.equal(await page.getAttribute('#undo', 'aria-disabled'), 'true', 'there is nothing to undo');
  await page.click('#dismiss');
  assert.equal(await page.isVisible('#notice'), false);

  await page.selectOption('#model', 'fashion');
  await notice(page);
  await page.unroute('**/fashion-*');
  await page.click('#retry');
  await page.waitForFunction(() => document.title.includes('Fashion'));
  await changed(page, first);
  assert.match(await page.evaluate(() => location.hash), /^#model=fashion&/);
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

test('a link to a model that is not here opens another one, says which, and so does the address', async () => {
  const { page, close } = await openPage(house, { hash: '#model=nonesuch&label=4&seed=9' });
  assert.match(await notice(page), /“nonesuch” here; this is “Digits”/);
  await ready(page);
  assert.equal(await page.evaluate(() => location.hash), '#model=digits&label=4&seed=9');
  assert.equal(await page.getAttribute('#undo', 'aria-disabled'), 'true', 'there is nothing to undo');
  await page.click('#shuffle');
  assert.match(await page.evaluate(() => location.hash), /^#model=digits&label=4&seed=\d+$/);
  await page.click('#dismiss');
  await close();
});

test('a link that needs a file of its author shows the same picture once that file is dropped', async () => {
  const { page, close } = await openPage(house, { hash: '#model=file%3Amine.safetensors&label=4&seed=9&d=slant:1.2' });
  assert.match(await notice(page), /its author, mine\.safetensors\. .* this is “Digits”/);
  await ready(page);
  await page.click('#shuffle');
  assert.match(await page.evaluate(() => location.hash), /^#model=digits&/);
  await drop(page, 'mine.safetensors', fs.readFileSync(path.join(dist, 'models', models[0].file)));
  await page.waitForFunction(() => location.hash === '#model=file%3Amine.safetensors&label=4&seed=9&d=slant:1.2');
  await settled(page);
  assert.equal(await page.isVisible('#notice'), false);
  await close();
});

test('a link with nonsense in it opens as if the nonsense were not there', async () => {
  const { page, close } = await openPage(house, { hash: '#label=-4&seed=x&psi=2&z=a:b,,3:NaN,5:0.5&more=%E0' });
  await ready(page);
  assert.equal(await page.inputValue('#seed'), '1');
  assert.equal(await page.textContent('#psi-value'), '1.00', 'ψ goes no further than its slider');
  await close();
});
