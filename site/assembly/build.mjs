// Builds the page: node site/assembly/build.mjs DIST PACKAGE MODELS
//
// DIST becomes a folder of static files for any host. All names but the page's own carry a hash of what they hold, so a
// host may let browsers keep them for ever, and a page can never meet a part of another build.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, licenses } from './bundle.mjs';
import { Dist } from './dist.mjs';
import { headers } from './headers.mjs';
import { addManifest } from './icons.mjs';
import { addModels } from './models.mjs';
import { buildPage } from './page.mjs';
import { addServiceWorker } from './service_worker.mjs';

const site = fileURLToPath(new URL('..', import.meta.url));

/** @param {string[]} folders */
async function build([folder, packageFolder, modelsFolder]) {
  const dist = new Dist(folder);
  const models = addModels(dist, modelsFolder, site);
  const bundled = await bundle(dist, { site, packageFolder, index: models.index });
  await addManifest(dist, site);
  const page = await buildPage(dist, { site, bundled, models });
  dist.write('index.html', page.html);
  dist.write('licenses.txt', licenses(bundled, site));
  await addServiceWorker(dist, site, models);
  dist.write('_headers', headers(page.policy));
  dist.writeNames();
}

if (process.argv.length !== 5) {
  console.error(`usage: ${path.basename(process.argv[1])} DIST PACKAGE MODELS`);
  process.exit(2);
}
for (const folder of process.argv.slice(3)) {
  if (!fs.existsSync(folder)) {
    console.error(`${folder} is missing: "./ganvas site" builds all that the page needs`);
    process.exit(2);
  }
}
try {
  await build(process.argv.slice(2).map((folder) => path.resolve(folder)));
} catch (error) {
  console.error(`the page was not built: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
}
