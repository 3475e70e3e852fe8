// Draws site/preview.png, the picture that a shared link shows: digits of the built page in dist/.
//
//     node tests/browser/preview.mjs [FILE]
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fixed } from '../../site/messages.js';
import { openPage, ready, start } from './chromium.mjs';

const file = process.argv[2] ?? fileURLToPath(new URL('../../site/preview.png', import.meta.url));
const seeds = [1, 23, 5]; // three hands
const viewport = { width: 1200, height: 630 };
const [name, what] = fixed.pageTitle.split(': ');

/** Ten digits of one hand, as addresses of pictures. @param {Awaited<ReturnType<typeof start>>} house @param {number} seed */
async function tenOf(house, seed) {
  const { page, close } = await openPage(house, { hash: `#model=digits&seed=${seed}`, options: { colorScheme: 'light' } });
  await ready(page);
  const ten = await page.locator('#labels canvas').evaluateAll((all) => all.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL()));
  await close();
  return ten;
}

const house = await start();
try {
  const pictures = [];
  for (const seed of seeds) pictures.push(...(await tenOf(house, seed)));
  const page = await house.browser.newPage({ viewport });
  await page.setContent(`<style>
    body { margin: 0; padding: 72px 4px 4px; background: #faf9f6; color: #1b1c1e; font: 40px/1.3 system-ui, sans-serif; }
    h1 { margin: 0 0 8px 40px; font-size: 84px; line-height: 1; letter-spacing: -0.02em; }
    p { margin: 0 0 56px 40px; color: #0a7a6c; }
    p::first-letter { text-transform: uppercase; }
    div { display: grid; grid-template-columns: repeat(10, 112px); gap: 8px; }
    img { width: 112px; image-rendering: pixelated; filter: invert(1); }
  </style><h1>${name}</h1><p>${what}</p>
  <div>${pictures.map((picture) => `<img src="${picture}">`).join('')}</div>`);
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  fs.writeFileSync(file, await page.screenshot());
  console.log(`${file}: ${fs.statSync(file).size} bytes`);
} finally {
  await house.stop();
}
