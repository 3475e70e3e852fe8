// Builds the page: [GANVAS_ADDRESS=ADDRESS] [GANVAS_SOURCES=ADDRESS] node site/assembly/build.mjs DIST PACKAGE MODELS
//
// DIST becomes a folder of static files for any host. All names but the page's own carry a hash of what they hold, so a
// host may let browsers keep them for ever, and a page can never meet a part of another build. GANVAS_ADDRESS is where the
// page will be found on the web, for the picture of a shared link; GANVAS_SOURCES where its source is, for a link to it.
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
  const { GANVAS_ADDRESS: address, GANVAS_SOURCES: sources } = process.env;
  const page = await buildPage(dist, { site, bundled, models, address, sources });
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
