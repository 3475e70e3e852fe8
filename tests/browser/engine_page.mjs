// The web package by itself, as somebody else's page would use it: unbundled, with the weights beside it. Nothing of our
// page is on it but the sources that a test asks for by their path in site/.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from './server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const webPackage = path.resolve(process.env.GANVAS_WEB_PACKAGE ?? path.join(root, 'build/web/web/package'));

/**
 * A page of the folder `web/` (the package) and `site/`; its scripts say `import('/web/ganvas.js')`.
 * @param {import('playwright-core').Browser} browser
 */
export async function openEngine(browser) {
  assert.ok(fs.existsSync(path.join(webPackage, 'ganvas_wasm.wasm')), `${webPackage}/ganvas_wasm.wasm is missing: run "./ganvas site" first`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-engine-'));
  fs.symlinkSync(webPackage, path.join(folder, 'web'));
  fs.symlinkSync(path.join(root, 'site'), path.join(folder, 'site'));
  fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>The engine alone</title><link rel="icon" href="data:,">');
  const server = await serve(folder);
  const page = await browser.newPage();
  await page.goto(server.address);
  return {
    page,
    async close() {
      await page.close();
      server.close();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
