// index.html as it is served: with the article in its place, the built names, what a shared link shows, and what the first
// digit needs asked for at once.
import fs from 'node:fs';
import path from 'node:path';
import { webAddress, sharingTags } from './sharing.mjs';
import { escaped, fixedTexts } from './words.mjs';

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {{ site: string, bundled: import('./bundle.mjs').Bundled, models: import('./models.mjs').Models,
 *   address: string | undefined, sources: string | undefined }} parts `address`: the page's own on the web; `sources`: where
 *   its source can be read
 * @returns {Promise<{ html: string, policy: string }>} the page and its Content-Security-Policy
 */
export async function buildPage(dist, { site, bundled, models, address, sources }) {
  const words = await fixedTexts(site);
  const bare = withTexts(fs.readFileSync(path.join(site, 'index.html'), 'utf8'), words);
  const source = withSources(withArticle(bare, path.join(site, 'article.html')), words, webAddress(sources, 'GANVAS_SOURCES'));
  const sharing = words ? sharingTags(dist, site, words, webAddress(address, 'GANVAS_ADDRESS')) : [];
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(source)?.[1];
  if (!policy) throw new Error('index.html has no Content-Security-Policy');
  if (!/manifest-src 'self'/.test(policy)) throw new Error("the policy of index.html lacks manifest-src 'self', which an installable page needs");

  const html = source
    .replace(/^[ \t]*<link\b[^>]*\brel="(?:modulepreload|preload|manifest)"[^>]*>\n/gm, '') // those of the built page follow
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/(<(?:script|link|img|source)\b[^>]*?\b(?:src|href)=")([^"#]+)(")/g, (whole, before, name, after) =>
      /^(?:[a-z]+:|\/\/)/.test(name) ? whole : before + builtName(dist, site, name) + after)
    .replace('</head>', `${[...sharing, ...preloads(bundled, models), ...installation(dist)].join('\n')}\n</head>`);
  return { html, policy };
}

/**
 * The fixed texts of the message table where the page names them, so that nothing jumps when the scripts fill them in.
 * @param {string} html
 * @param {Record<string, string> | undefined} words
 */
function withTexts(html, words) {
  if (!words) return html;
  return html.replace(/(<(\w+)\b[^>]*\bdata-message="(\w+)"[^>]*>)(<\/\2>)/g, (_, open, tag, key, close) => {
    if (!(key in words)) throw new Error(`index.html names the message ${key}, which messages.js lacks`);
    return open + escaped(words[key]) + close;
  });
}

/** A link to the source, where one knows it. @param {string} html @param {Record<string, string> | undefined} words @param {string | undefined} address */
const withSources = (html, words, address) =>
  html.replace('<!-- sources -->', () => (words && address ? `<footer><a href="${escaped(address)}">${escaped(words.sources)}</a></footer>` : ''));

/** @param {string} html @param {string} file of the article; there may be none */
function withArticle(html, file) {
  if (!fs.existsSync(file)) return html;
  if (!html.includes('<!-- article -->')) throw new Error('index.html has no place for article.html: put <!-- article --> where it belongs');
  return html.replace('<!-- article -->', () => fs.readFileSync(file, 'utf8'));
}

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {string} site
 * @param {string} name as index.html writes it
 */
function builtName(dist, site, name) {
  const known = dist.names.get(name);
  if (known) return known;
  const file = path.join(site, name);
  if (!fs.existsSync(file)) throw new Error(`index.html names ${name}, which is not there`);
  return dist.writeHashed('assets', name, fs.readFileSync(file));
}

/**
 * What the scripts would ask for only once they run.
 * @param {import('./bundle.mjs').Bundled} bundled
 * @param {import('./models.mjs').Models} models
 */
function preloads({ outputs, scripts, engine }, { index }) {
  /** @type {Set<string>} */
  const imported = new Set();
  /** @param {string} name */
  const follow = (name) => {
    for (const { path: next, kind } of outputs[name].imports) {
      if (kind !== 'import-statement' || imported.has(next)) continue;
      imported.add(next);
      follow(next);
    }
  };
  scripts.forEach(follow);
  const fetched = [index, engine];
  return [
    ...[...imported].map((name) => `<link rel="modulepreload" href="${name}">`),
    ...fetched.map((name) => `<link rel="preload" as="fetch" crossorigin href="${name}">`),
  ];
}

/** @param {import('./dist.mjs').Dist} dist */
const installation = (dist) => [
  '<link rel="manifest" href="manifest.webmanifest">',
  `<link rel="apple-touch-icon" href="${dist.names.get('icon-192.png')}">`,
];
