// index.html as it is served: with the article in its place, the built names, and what the first digit needs asked for
// at once.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {{ site: string, bundled: import('./bundle.mjs').Bundled, models: import('./models.mjs').Models }} parts
 * @returns {Promise<{ html: string, policy: string }>} the page and its Content-Security-Policy
 */
export async function buildPage(dist, { site, bundled, models }) {
  const bare = await withTexts(fs.readFileSync(path.join(site, 'index.html'), 'utf8'), path.join(site, 'messages.js'));
  const source = withArticle(bare, path.join(site, 'article.html'));
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(source)?.[1];
  if (!policy) throw new Error('index.html has no Content-Security-Policy');
  if (!/manifest-src 'self'/.test(policy)) throw new Error("the policy of index.html lacks manifest-src 'self', which an installable page needs");

  const html = source
    .replace(/^[ \t]*<link\b[^>]*\brel="(?:modulepreload|preload|manifest)"[^>]*>\n/gm, '') // those of the built page follow
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/(<(?:script|link|img|source)\b[^>]*?\b(?:src|href)=")([^"#]+)(")/g, (whole, before, name, after) =>
      /^(?:[a-z]+:|\/\/)/.test(name) ? whole : before + builtName(dist, site, name) + after)
    .replace('</head>', `${[...preloads(bundled, models), ...installation(dist)].join('\n')}\n</head>`);
  return { html, policy };
}

/**
 * The fixed texts of the message table where the page names them, so that nothing jumps when the scripts fill them in.
 * @param {string} html
 * @param {string} file of the message table; there may be none
 */
async function withTexts(html, file) {
  if (!fs.existsSync(file)) return html;
  const { fixed } = await import(pathToFileURL(file).href);
  return html.replace(/(<(\w+)\b[^>]*\bdata-message="(\w+)"[^>]*>)(<\/\2>)/g, (_, open, tag, key, close) => {
    if (!(key in fixed)) throw new Error(`index.html names the message ${key}, which messages.js lacks`);
    return open + fixed[key].replace(/[&<>]/g, (/** @type {string} */ one) => `&#${one.charCodeAt(0)};`) + close;
  });
}

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
