// The weights beside the page. What site/index_models.py lists is copied, under names with a hash; what it does not list,
// no page can find, so it stays behind.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { contentHash, plain } from './dist.mjs';

/** @typedef {{ index: string, flagship: string | undefined }} Models `index`: the list; `flagship`: what the page opens with */

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {string} folder of the weights
 * @param {string} site
 * @returns {Models}
 */
export function addModels(dist, folder, site) {
  const listed = execFileSync('python3', [path.join(site, 'index_models.py'), folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {Record<string, unknown>[]} */
  const entries = JSON.parse(listed);
  const renamed = entries.map((entry) =>
    Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, typeof value === 'string' ? added(dist, folder, value) : value])));
  const index = dist.writeHashed('models', 'models/index.json', JSON.stringify(renamed));
  const flagship = renamed.length ? `models/${renamed[0].file}` : undefined;
  return { index, flagship };
}

/**
 * A text that names a file of the folder becomes its name with a hash; any other text stays. A file in a folder of its
 * own (a history) takes the whole folder along, hashed as one, as its files name each other.
 * @param {import('./dist.mjs').Dist} dist
 * @param {string} folder
 * @param {string} name
 */
function added(dist, folder, name) {
  const file = path.join(folder, name);
  if (!/\.\w+$/.test(name) || !fs.existsSync(file)) return name;
  const beside = path.dirname(name);
  if (beside === '.') return dist.writeHashed('models', `models/${name}`, fs.readFileSync(file)).slice('models/'.length);
  const all = fs.readdirSync(path.dirname(file)).sort();
  const contents = all.map((one) => fs.readFileSync(path.join(folder, beside, one)));
  const hashed = `${beside.split('/').map(plain).join('/')}-${contentHash(...contents)}`;
  all.forEach((one, i) => dist.write(`models/${hashed}/${one}`, contents[i], `models/${beside}/${one}`));
  return `${hashed}/${path.basename(name)}`;
}
