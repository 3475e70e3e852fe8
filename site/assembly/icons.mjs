// What makes the page installable: its manifest, and the icons that systems want as PNG, drawn from icon.svg.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { fixedTexts } from './words.mjs';

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {string} site
 */
export async function addManifest(dist, site) {
  const manifest = JSON.parse(fs.readFileSync(path.join(site, 'manifest.webmanifest'), 'utf8'));
  const icon = fs.readFileSync(path.join(site, 'icon.svg'), 'utf8');
  const require = createRequire(import.meta.url);
  await initWasm(fs.readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  /** @param {string} name @param {string} svg @param {number} side */
  const draw = (name, svg, side) =>
    dist.writeHashed('assets', name, new Resvg(svg, { fitTo: { mode: 'width', value: side } }).render().asPng());

  /** @type {{ src: string, sizes: string, type: string, purpose?: string }[]} */
  const icons = [{ src: dist.writeHashed('assets', 'icon.svg', icon), sizes: 'any', type: 'image/svg+xml' }];
  for (const side of [192, 512]) {
    icons.push({ src: draw(`icon-${side}.png`, icon, side), sizes: `${side}x${side}`, type: 'image/png' });
    const src = draw(`icon-maskable-${side}.png`, maskable(icon, manifest.theme_color), side);
    icons.push({ src, sizes: `${side}x${side}`, type: 'image/png', purpose: 'maskable' });
  }
  const words = await fixedTexts(site);
  dist.write('manifest.webmanifest', JSON.stringify({ ...manifest, name: words?.pageTitle, description: words?.pageDescription, icons }));
}

/**
 * Systems cut such an icon to a shape of theirs; only a circle of 80 % of its width is sure to stay.
 * @param {string} icon
 * @param {string} colour around it
 */
function maskable(icon, colour) {
  const inner = icon.replace('<svg ', '<svg x="20" y="20" width="60" height="60" ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="${colour}"/>${inner}</svg>`;
}
