// Links into the article: an address that leads to a part of it, and those that its headings offer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, ready, settled, start } from './chromium.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/** Without smooth scrolling. @type {{ options: import('playwright-core').BrowserContextOptions }} */
const withoutMotion = { options: { reducedMotion: 'reduce' } };

test('an address that names a part of the article leads there, and leaves the toy as it is', async () => {
  const { page, close } = await openPage(house, { hash: '#losses', ...withoutMotion });
  await ready(page);
  const atTop = (/** @type {string} */ id) => page.waitForFunction((part) => {
    const { top } = /** @type {Element} */ (document.getElementById(part)).getBoundingClientRect();
    return top > -5 && top < 60;
  }, id);
  await page.waitForURL((url) => url.hash.startsWith('#model=digits&'));
  await atTop('losses');
  await page.click('#labels button:nth-child(8)');
  await page.waitForURL((url) => url.hash.includes('label=7'));
  const seven = await settled(page);
  await page.evaluate(() => (location.hash = '#failures'));
  await atTop('failures');
  assert.equal(await settled(page), seven);
  assert.equal(await page.getAttribute('#labels button:nth-child(8)', 'aria-pressed'), 'true');
  await page.goBack();
  await page.waitForURL((url) => url.hash.includes('label=7'));
  assert.equal(await settled(page), seven);
  await close();
});

test('each heading of the article has a link to it, which is copied', async () => {
  const { page, context, close } = await openPage(house, withoutMotion);
  await ready(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.waitForSelector('.to-part', { state: 'attached' });
  assert.equal(await page.locator('.to-part').count(), await page.locator('.article > section[id]').count());
  const link = page.getByLabel('Copy a link to “Why does training fail?”');
  await link.click();
  await page.waitForSelector('.to-part:text("Link copied")');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), new URL('#failures', house.server.address).href);
  assert.match(page.url(), /#model=digits&/, 'the address is the toy’s');
  await close();
});

/** How far a part of the article is from the top of the screen. @param {import('playwright-core').Page} page @param {string} id */
const topOf = (page, id) => page.locator(`#${id}`).evaluate((part) => part.getBoundingClientRect().top);

/** Waits until nothing has moved for a second. @param {import('playwright-core').Page} page */
const still = (page) => page.evaluate(() => new Promise((/** @type {(_: void) => void} */ done) => {
  let [place, height, frames] = [NaN, NaN, 0];
  const look = () => {
    frames = scrollY === place && document.body.scrollHeight === height ? frames + 1 : 0;
    [place, height] = [scrollY, document.body.scrollHeight];
    if (frames < 60) requestAnimationFrame(look);
    else done();
  };
  look();
}));

/** Waits until nothing above it grows any more. @param {import('playwright-core').Page} page @param {string} id */
async function hasCome(page, id) {
  await page.waitForFunction((part) => {
    const target = /** @type {Element} */ (document.getElementById(part));
    const before = Array.from(document.querySelectorAll('figure[data-figure]')).filter((figure) => target.compareDocumentPosition(figure) & 2);
    const rows = Array.from(document.querySelectorAll('.family > li')).filter((row) => row.getBoundingClientRect().bottom > -innerHeight / 2);
    return before.at(-1)?.hasAttribute('data-state') && rows.every((row) => row.querySelector('.numbers')?.childElementCount);
  }, id);
  await still(page);
}

for (const [width, height] of [[390, 844], [1440, 900]]) {
  const size = { viewport: { width, height } };
  test(`at ${width} pixels links into the last third of the article lead there, though figures above grow meanwhile`, async () => {
    const { page, close } = await openPage(house, { hash: '#how-good', options: { ...size, reducedMotion: 'reduce' } });
    await ready(page);
    await hasCome(page, 'how-good');
    assert.ok(Math.abs(await topOf(page, 'how-good') - 24) < 5, `${await topOf(page, 'how-good')} from the top, by its address`);
    await close();

    // Smoothly, and all that comes alive on the way is slow.
    const fresh = await openPage(house, { options: size });
    await ready(fresh.page);
    await fresh.page.route('**/*.safetensors', (route) => setTimeout(() => route.continue(), 300));
    await fresh.page.getByRole('navigation').getByRole('link', { name: 'How good is it' }).click();
    await hasCome(fresh.page, 'how-good');
    assert.ok(Math.abs(await topOf(fresh.page, 'how-good') - 24) < 5, `${await topOf(fresh.page, 'how-good')} from the top, by the contents`);
    await fresh.close();
  });
}

test('a reader who moves on is not called back by figures that come alive', async () => {
  const { page, close } = await openPage(house, withoutMotion);
  await ready(page);
  await page.route('**/*.safetensors', (route) => setTimeout(() => route.continue(), 500));
  await page.getByRole('navigation').getByRole('link', { name: 'How good is it' }).click();
  await page.waitForFunction(() => scrollY > 3000);
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -2500);
  await page.waitForSelector('figure[data-figure="family"][data-state]', { state: 'attached' });
  await still(page);
  assert.ok(await topOf(page, 'how-good') > 1000, String(await topOf(page, 'how-good')));
  await close();
});

test('Back after a citation leads to where the reader was, and the toy neither draws nor counts it', async () => {
  const { page, close } = await openPage(house, { hash: '#model=digits&label=4&seed=2', ...withoutMotion });
  await ready(page);
  await page.waitForSelector('.to-part', { state: 'attached' });
  const cite = page.locator('#loss-hinge .cite');
  await cite.evaluate((link) => link.scrollIntoView({ block: 'center' }));
  await page.waitForSelector('figure[data-figure="losses"][data-state]', { state: 'attached' });
  await still(page);
  const [place, drawn, address] = [await page.evaluate(() => scrollY), await page.getAttribute('html', 'data-drawn'), page.url()];
  await cite.click();
  await page.waitForFunction(() => (document.getElementById('ref-hinge')?.getBoundingClientRect().top ?? 1e9) < innerHeight);
  assert.equal(page.url(), address);
  await page.goBack();
  await page.waitForFunction((before) => Math.abs(scrollY - before) < 60, place);
  assert.ok(Math.abs((await cite.boundingBox())?.y ?? 1e9) < 900, 'the citation is on the screen again');
  assert.equal(page.url(), address);
  assert.equal(await page.getAttribute('html', 'data-drawn'), drawn);
  assert.equal(await page.getAttribute('#undo', 'aria-disabled'), 'true', 'there is nothing to undo');
  await close();
});
