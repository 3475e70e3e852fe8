// How the page behaves towards its visitors: it talks to nobody else, runs nothing that was slipped in, and can be used by
// everybody, at every width, in the light and in the dark.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { changed, dist, openPage, pixels, ready, settled, start } from './chromium.mjs';
import { readHeaders, serve } from './server.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8');

test('a visit that plays with all there is asks no other host for anything', async () => {
  const { page, requests, close } = await openPage(house);
  await ready(page);
  await page.click('#labels button:nth-child(5)');
  await page.click('#shuffle');
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  const last = await settled(page);
  const names = await page.locator('#model option').evaluateAll((all) => all.map((one) => /** @type {HTMLOptionElement} */ (one).value));
  await page.selectOption('#model', names[1]);
  await changed(page, last);
  assert.ok(requests.length > 5, `the test sees the requests: ${requests.length}`);
  await close(); // fails if one went elsewhere
});

test('the policy lets nothing in but the page itself, in its text and in the headers', async () => {
  const inPage = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  const inHeaders = readHeaders(fs.readFileSync(path.join(dist, '_headers'), 'utf8')).find(({ path: rule }) => rule === '/*')?.headers ?? [];
  const header = new Map(inHeaders).get('Content-Security-Policy') ?? '';
  assert.match(inPage, /^default-src 'none';/);
  assert.ok(header.startsWith(inPage), 'the headers say what the page says');
  assert.doesNotMatch(header, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  assert.doesNotMatch(html, /<[^>]+\s(style|on[a-z]+)="|<style|<script(?![^>]*\bsrc=)/, 'nothing inline is there to be blocked');
});

test('a script that was slipped into the page does not run, and a picture from elsewhere is not fetched', async (context) => {
  const elsewhere = await serve(dist);
  context.after(elsewhere.close);
  const { page, context: visit } = await openPage(house, { expectFaults: true });
  await ready(page);
  const blocked = await page.evaluate(async (address) => {
    /** @type {Set<string>} page and headers both block, and both say so */
    const directives = new Set();
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => directives.add(effectiveDirective));
    const script = Object.assign(document.createElement('script'), { textContent: 'globalThis.slippedIn = true' });
    const image = Object.assign(new Image(), { src: `${address}icon.png` });
    document.body.append(script, image);
    for (let i = 0; i < 1000 && directives.size < 2; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    return { directives: [...directives], ran: 'slippedIn' in globalThis };
  }, elsewhere.address);
  assert.equal(blocked.ran, false);
  assert.deepEqual(blocked.directives.sort(), ['img-src', 'script-src-elem']);
  assert.deepEqual(elsewhere.served, []);
  await visit.close();
});

test('every name but the few that must stay carries a hash, and the headers let browsers keep just those for ever', () => {
  const rules = readHeaders(fs.readFileSync(path.join(dist, '_headers'), 'utf8'));
  const stay = ['_headers', 'index.html', 'licenses.txt', 'manifest.webmanifest', 'service_worker.js'];
  for (const name of /** @type {string[]} */ (fs.readdirSync(dist, { recursive: true }))) {
    if (name === '.ganvas' || fs.statSync(path.join(dist, name)).isDirectory()) continue;
    const forEver = rules.some(({ path: rule, headers }) =>
      rule.endsWith('*') && `/${name}`.startsWith(rule.slice(0, -1)) && headers.some(([, value]) => value.includes('immutable')));
    assert.equal(forEver, !stay.includes(name), `${name} may be kept for ever`);
    if (forEver) assert.match(name, /-([0-9a-f]{10}|[0-9A-Z]{8})(\.|\/)/, `${name} carries a hash`);
  }
});

test('the page plays in a folder of a host that sends no headers of its own, as on GitHub Pages', async (context) => {
  const host = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-host-'));
  fs.symlinkSync(dist, path.join(host, 'ganvas'));
  const server = await serve(host);
  context.after(() => {
    server.close();
    fs.rmSync(host, { recursive: true });
  });
  const { page, close } = await openPage({ ...house, server }, { hash: 'ganvas/#label=4', options: { serviceWorkers: 'allow' } });
  await ready(page);
  await page.waitForSelector('html[data-offline=kept]', { state: 'attached' });
  assert.deepEqual(server.served.filter(({ path: asked, status }) => status !== 200 || !asked.startsWith('/ganvas/')), []);
  await close();
});

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const width of [390, 1440]) {
    test(`axe finds no barrier in ${colorScheme}, ${width} pixels wide, with everything unfolded`, async () => {
      const { page, close } = await openPage(house, { options: { colorScheme, viewport: { width, height: 900 } } });
      await ready(page);
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      // Each panel has its own element once it has started.
      await page.waitForFunction(() => [...document.querySelectorAll('.panel')].every(({ id }) => document.querySelector(`.${id}`)));
      await settled(page);
      await page.evaluate(axeSource);
      const found = await page.evaluate(async () => {
        const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
        return violations.map((/** @type {any} */ { id, help, nodes }) =>
          `${id}: ${help}: ${nodes.map((/** @type {any} */ node) => `${node.target} (${node.failureSummary})`).slice(0, 3).join('; ')}`);
      });
      assert.deepEqual(found, []);
      await close();
    });
  }
}

for (const width of [320, 360, 820]) {
  test(`at ${width} pixels nothing scrolls sideways, with everything unfolded`, async () => {
    const { page, close } = await openPage(house, { options: { viewport: { width, height: 740 } } });
    await ready(page);
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok((await sideways()) <= 0, `by ${await sideways()} pixels at first`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    await page.waitForFunction(() => [...document.querySelectorAll('.panel')].every(({ id }) => document.querySelector(`.${id}`)));
    await page.waitForSelector('.steps li');
    await page.click('.panel-travel button:text-is("Two at random")');
    await page.waitForSelector('.walks:not([hidden])');
    await settled(page);
    assert.ok((await sideways()) <= 0, `by ${await sideways()} pixels with all panels open`);
    await close();
  });
}

test('the picker stands in groups, the runs that failed last, and every screen has room for each name', async () => {
  const { page, close } = await openPage(house, { hash: '#model=cifar10-small', options: { viewport: { width: 320, height: 640 } } });
  await ready(page);
  const groups = await page.locator('#model optgroup').evaluateAll((all) => all.map((group) =>
    ({ label: /** @type {HTMLOptGroupElement} */ (group).label, models: [...group.children].map((one) => /** @type {HTMLOptionElement} */ (one).value) })));
  assert.deepEqual(groups.map(({ label }) => label), ['Digits', 'Clothes', 'Small photographs', 'Runs that failed']);
  assert.equal(groups[0].models[0], 'digits');
  assert.deepEqual(groups[1].models, ['fashion']);
  assert.deepEqual(groups[2].models.sort(), ['cifar10-small', 'dcgan-cifar10', 'upsample-cifar10']);
  assert.deepEqual(groups[3].models.sort(), ['cgan-mnist-tutorial', 'unstable-mnist']);
  assert.equal(await page.getByRole('combobox', { name: 'Model', exact: true }).inputValue(), 'cifar10-small');
  const room = () => page.locator('#model').evaluate((select) => {
    const style = getComputedStyle(select);
    const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
    context.font = style.font;
    const arrow = 20;
    const widest = Math.max(...[.../** @type {HTMLSelectElement} */ (select).options].map(({ text }) => context.measureText(text).width));
    return select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow - widest;
  });
  for (const width of [320, 360, 390, 1440]) {
    await page.setViewportSize({ width, height: 640 });
    assert.ok((await room()) >= 0, `at ${width} pixels ${-(await room())} are missing`);
  }
  await close();
});

test('in colours that the system forces, what is chosen stands out, and locks, bars and legends can be seen', async () => {
  const { page, close } = await openPage(house, { hash: '#model=fashion&label=3', options: { forcedColors: 'active' } });
  await ready(page);
  await page.locator('[data-figure=game]').scrollIntoViewIfNeeded();
  await page.waitForSelector('[data-figure=game][data-state=live] .level', { state: 'attached' });
  await page.locator('[data-figure=losses]').scrollIntoViewIfNeeded();
  await page.waitForSelector('.swatch.loss-minimax');
  await page.locator('button.lock').first().click();
  const colour = (/** @type {string} */ selector, /** @type {'backgroundColor' | 'borderTopColor'} */ of, pseudo = '') =>
    page.locator(selector).first().evaluate((element, [property, part]) => getComputedStyle(element, part)[/** @type {'color'} */ (property)], [of, pseudo]);
  const paper = await colour('body', 'backgroundColor');
  assert.notEqual(await colour('#labels [aria-pressed=true]', 'borderTopColor'), await colour('#labels [aria-pressed=false]', 'borderTopColor'));
  assert.notEqual(await colour('#labels [aria-pressed=true]', 'backgroundColor'), await colour('#labels [aria-pressed=false]', 'backgroundColor'));
  const [locked, open] = await Promise.all(['true', 'false'].map((pressed) => colour(`button.lock[aria-pressed=${pressed}]`, 'backgroundColor', '::before')));
  assert.equal(new Set([paper, locked, open]).size, 3);
  assert.notEqual(await colour('.article .level', 'backgroundColor'), paper);
  assert.notEqual(await colour('.swatch.loss-minimax', 'borderTopColor'), await colour('.swatch.loss-nonSaturating', 'borderTopColor'));
  await close();
});

test('the manifest and its icons are what an installable page needs', async () => {
  const { page, close } = await openPage(house, { options: { serviceWorkers: 'allow' } });
  await ready(page);
  const chromium = await page.context().newCDPSession(page);
  const { errors, data } = await chromium.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  /** @type {{ icons: { src: string, sizes: string, type: string, purpose?: string }[] }} */
  const manifest = JSON.parse(data ?? '{}');
  for (const [side, purpose] of /** @type {const} */ ([['192', undefined], ['512', undefined], ['192', 'maskable'], ['512', 'maskable']])) {
    const icon = manifest.icons.find((one) => one.sizes === `${side}x${side}` && one.purpose === purpose);
    assert.ok(icon, `an icon of ${side} pixels${purpose ? `, ${purpose}` : ''}`);
    const bytes = fs.readFileSync(path.join(dist, icon.src));
    assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
    assert.equal(bytes.readUInt32BE(16), Number(side));
  }
  await page.waitForSelector('html[data-offline=kept]', { state: 'attached' });
  const { installabilityErrors } = await chromium.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
  assert.ok((await pixels(page)).length > 0);
  await close();
});
