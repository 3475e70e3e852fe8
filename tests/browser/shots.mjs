// Pictures of the page, to look at it:
//
//     node tests/browser/shots.mjs FOLDER [--hash '#label=3'] [--click SELECTOR]... [--width N]... [--scheme dark]... [--screen]
//
// One PNG for each width (390, 820, 1440 unless told) and scheme (light and dark unless told), of the whole page, or with
// --screen of its first screen only. --click presses what a selector names (a panel's button, a summary), in that order.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openPage, ready, settled, start } from './chromium.mjs';

const heights = new Map([[390, 844], [820, 1180], [1440, 900]]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hash: { type: 'string', default: '' },
    click: { type: 'string', multiple: true, default: [] },
    width: { type: 'string', multiple: true, default: [...heights.keys()].map(String) },
    scheme: { type: 'string', multiple: true, default: ['light', 'dark'] },
    screen: { type: 'boolean', default: false },
  },
});
if (positionals.length !== 1) {
  console.error('usage: shots.mjs FOLDER [--hash H] [--click SELECTOR] [--width N] [--scheme light|dark] [--screen]');
  process.exit(2);
}
const [folder] = positionals;
fs.mkdirSync(folder, { recursive: true });

/** @param {import('playwright-core').Page} page what scrolling would bring up comes up */
async function scrollThrough(page) {
  for (let y = 0; y < (await page.evaluate(() => document.body.scrollHeight)); y += 600) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(50);
  }
  await page.evaluate(() => scrollTo(0, 0));
}

const house = await start();
try {
  for (const width of /** @type {string[]} */ (values.width).map(Number)) {
    for (const colorScheme of /** @type {('light' | 'dark')[]} */ (values.scheme)) {
      const viewport = { width, height: heights.get(width) ?? 900 };
      const { page, context } = await openPage(house, { hash: values.hash, options: { colorScheme, viewport, deviceScaleFactor: width < 500 ? 2 : 1 } });
      await ready(page);
      for (const selector of /** @type {string[]} */ (values.click)) await page.click(selector);
      if (!values.screen) await scrollThrough(page);
      await settled(page);
      await page.waitForTimeout(1000); // what follows the picture waits for the hand to rest
      const file = path.join(folder, `${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: !values.screen });
      console.log(file);
      await context.close();
    }
  }
} finally {
  await house.stop();
}
