// Links into the article: an address that leads to a part of it, and those that its headings offer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, ready, settled, start } from './chromium.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/** Without smooth scrolling. @type {{ options: import('playwright-core').BrowserContextOptions }} */
const still = { options: { reducedMotion: 'reduce' } };

test('an address that names a part of the article leads there, and leaves the toy as it is', async () => {
  const { page, close } = await openPage(house, { hash: '#losses', ...still });
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
  const { page, context, close } = await openPage(house, still);
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
