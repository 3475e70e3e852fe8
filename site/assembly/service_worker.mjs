// Bundles service_worker.js with the list of the files that it keeps.
import { createHash } from 'node:crypto';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { contentHash } from './dist.mjs';

/**
 * After all else: the list is of what was built.
 * @param {import('./dist.mjs').Dist} dist
 * @param {string} site
 * @param {import('./models.mjs').Models} models
 */
export async function addServiceWorker(dist, site, { index, flagship }) {
  const all = [...dist.files.keys()];
  const firstPlay = [index, flagship].filter((name) => name !== undefined);
  const shell = [
    ...['index.html', 'manifest.webmanifest'].map((name) => ({
      url: name === 'index.html' ? './' : name, // hosts redirect index.html to its folder
      integrity: `sha256-${createHash('sha256').update(/** @type {Buffer} */ (dist.files.get(name))).digest('base64')}`,
    })),
    ...[...all.filter((name) => name.startsWith('assets/')), ...firstPlay].map((url) => ({ url })),
  ];
  const later = all.filter((name) => name.startsWith('models/') && !firstPlay.includes(name));
  const version = contentHash(JSON.stringify(shell));
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(site, 'service_worker.js')],
    bundle: true,
    minify: true,
    target: 'es2020',
    write: false,
    logLevel: 'silent',
    define: { GANVAS_BUILD: JSON.stringify({ version, shell, later }) },
  });
  dist.write('service_worker.js', outputFiles[0].contents);
}
