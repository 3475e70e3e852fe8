// What site/assembly makes of a page's sources: names, chunks, the article, and what it refuses. The page here is a small one
// with an engine of a few bytes; the real one is what all other tests open.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const realSite = fileURLToPath(new URL('../../site', import.meta.url));
/** @type {string} */
let scratch;
const at = (/** @type {string[]} */ ...names) => path.join(scratch, ...names);
before(() => (scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-page-'))));
after(() => fs.rmSync(scratch, { recursive: true }));

/** @type {Record<string, string>} */
const sources = {
  'site/index.html': `<!doctype html><html lang="en"><head><title>Small</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; manifest-src 'self'">
<link rel="stylesheet" href="style.css"><script type="module" src="main.js"></script></head><body>
<!-- article -->
</body></html>`,
  'site/style.css': "@import 'uplot/dist/uPlot.min.css'; body { color: #123456; }",
  'site/main.js': `import { start } from './web/ganvas.js';
start(new URL('./models/index.json', import.meta.url));
document.onclick = async () => (await import('./panel.js')).open();`,
  'site/panel.js': "import uPlot from 'uplot'; export const open = () => new uPlot({ width: 1, height: 1, series: [] }); // only in the panel",
  'site/article.html': '<p id="written">The article</p><img src="picture.png" alt="">',
  'site/picture.png': 'a picture',
  'package/ganvas.js': `export function start() {
  new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  fetch(new URL('./ganvas_wasm.wasm', import.meta.url));
}`,
  'package/worker.js': "import './engine.js';",
  'package/engine.js': "postMessage('the engine speaks');",
  'package/ganvas_wasm.wasm': 'wasm',
};

/** @param {string} name @param {string} content */
function write(name, content) {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), content);
}

/** The smallest weights file that the list of models reads. @param {string} name @param {string} numbers */
function weights(name, numbers) {
  const card = JSON.stringify({ name, kind: 'gan', networks: [{ input: [2] }] });
  const header = Buffer.from(JSON.stringify({ __metadata__: { ganvas: card } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.from(numbers)]).toString('latin1');
}

beforeEach(() => {
  for (const folder of ['site', 'package', 'models', 'dist']) fs.rmSync(at(folder), { recursive: true, force: true });
  for (const [name, content] of Object.entries(sources)) write(name, content);
  for (const name of ['assembly', 'index_models.py', 'icon.svg', 'manifest.webmanifest', 'service_worker.js']) {
    fs.cpSync(path.join(realSite, name), at('site', name), { recursive: true });
  }
  fs.symlinkSync(path.join(realSite, 'node_modules'), at('site/node_modules'));
  write('models/digits.safetensors', weights('digits', 'first'));
  write('models/history/digits/history.json', '{}');
  write('models/history/digits/1000.safetensors', 'early');
});

/** @param {Record<string, string>} [environment] @returns {Record<string, string>} from sources to their names in dist/ */
function build(environment) {
  fs.rmSync(at('dist'), { recursive: true, force: true });
  const run = ['site/assembly/build.mjs', 'dist', 'package', 'models'].map((name) => at(name));
  execFileSync(process.execPath, run, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GANVAS_ADDRESS: '', GANVAS_SOURCES: '', ...environment } });
  return JSON.parse(fs.readFileSync(at('dist/.ganvas'), 'utf8'));
}

/** @param {RegExp} sentence */
const refused = (sentence, environment = {}) => assert.throws(() => build(environment), (/** @type {{ stderr: Buffer }} */ error) => sentence.test(String(error.stderr)));

const read = (/** @type {string} */ name) => fs.readFileSync(at('dist', name), 'utf8');

test('what is imported later becomes a file of its own, which the page does not ask for at once', () => {
  const names = build();
  const html = read('index.html');
  const main = read(names['main.js']);
  const chunk = fs.readdirSync(at('dist/assets')).find((name) => name.startsWith('panel-'));
  assert.ok(chunk && main.includes(chunk), 'main.js imports the panel by its built name');
  assert.ok(!html.includes(chunk), 'the page does not fetch the panel');
  assert.ok(main.length < 1500, `the chart's library is not in main.js: ${main.length} bytes`);
  assert.match(read(names['style.css']), /uplot/, "the library's style is bundled");
  assert.match(read('licenses.txt'), /^uplot\n[^]*Permission is hereby granted/);
});

test('the page asks at once for the parts that its script runs with, and not for what only later parts share', () => {
  write('site/main.js', `${sources['site/main.js']} import { first } from './first.js'; document.title = first;
document.ondblclick = async () => (await import('./other.js')).open();`);
  write('site/panel.js', "import { first } from './first.js'; import { late } from './late.js'; export const open = () => first + late;");
  write('site/other.js', "import { late } from './late.js'; export const open = () => late;");
  write('site/first.js', "export const first = 'wanted at once';");
  write('site/late.js', "export const late = 'wanted by panels';");
  build();
  const asked = [...read('index.html').matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, name]) => read(name)).join('');
  assert.match(asked, /wanted at once/);
  assert.doesNotMatch(asked, /wanted by panels/);
});

test('the worker is bundled whole, and the engine and the list of models are asked for at once', () => {
  const names = build();
  const main = read(names['main.js']);
  assert.ok(main.includes(path.basename(names['web/worker.js'])));
  assert.match(read(names['web/worker.js']), /the engine speaks/);
  for (const source of ['web/ganvas_wasm.wasm', 'models/index.json']) {
    assert.ok(read('index.html').includes(`<link rel="preload" as="fetch" crossorigin href="${names[source]}">`), source);
    assert.ok(main.includes(path.basename(names[source])), `main.js knows ${source} by its built name`);
  }
});

test('the article stands where the page has a place for it, with its pictures', () => {
  const names = build();
  assert.match(read('index.html'), /<p id="written">The article<\/p>/);
  assert.ok(read('index.html').includes(`src="${names['picture.png']}"`));
  write('site/index.html', sources['site/index.html'].replace('<!-- article -->', ''));
  refused(/no place for article\.html/);
});

test('the same sources give the same names, and a change gives a new name to all that hold it', () => {
  const first = build();
  assert.deepEqual(build(), first);
  write('package/engine.js', "postMessage('the engine speaks otherwise');");
  write('models/history/digits/1000.safetensors', 'another early');
  const second = build();
  for (const source of ['web/worker.js', 'main.js', 'models/index.json', 'models/history/digits/history.json']) {
    assert.notEqual(second[source], first[source], `${source} has a new name`);
  }
  for (const source of ['style.css', 'models/digits.safetensors', 'web/ganvas_wasm.wasm']) {
    assert.equal(second[source], first[source], `${source} keeps its name`);
  }
});

test('the list of models names the files as they are called in the built page', () => {
  const names = build();
  const [digits] = JSON.parse(read(names['models/index.json']));
  assert.equal(digits.name, 'digits');
  assert.equal(`models/${digits.file}`, names['models/digits.safetensors']);
  assert.equal(`models/${digits.history}`, names['models/history/digits/history.json']);
  assert.equal(path.dirname(names['models/history/digits/1000.safetensors']), path.dirname(names['models/history/digits/history.json']));
});

test('a model may have any name that a file may have, and the built page finds it', () => {
  const name = 'my flöwers #1? 5%2F';
  write(`models/${name}.safetensors`, weights('flowers', 'third'));
  write(`models/history/${name}/history.json`, '{}');
  const names = build();
  const own = JSON.parse(read(names['models/index.json'])).find((/** @type {{ name: string }} */ one) => one.name === name);
  assert.equal(`models/${own.file}`, names[`models/${name}.safetensors`]);
  for (const file of [own.file, own.history]) {
    const { pathname, search, hash } = new URL(`models/${file}`, 'http://page/');
    assert.deepEqual([pathname, search, hash], [`/models/${file}`, '', ''], 'an address takes it as it is');
    assert.ok(fs.existsSync(at('dist/models', file)));
    assert.equal(decodeURIComponent(file), file);
  }
});

test('a shared link has the page’s title and sentence from the message table, and its picture where the page’s address is known', () => {
  write('site/index.html', sources['site/index.html'].replace('<title>Small</title>', '<title data-message="pageTitle"></title>').replace('</body>', '<!-- sources --></body>'));
  write('site/messages.js', `export const fixed = { pageTitle: 'Small & "dear"', pageDescription: 'Draws.', previewAlt: 'Digits', sources: 'Source' };`);
  write('site/preview.png', 'a preview');
  const content = (/** @type {string} */ name) => new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)">`).exec(read('index.html'))?.[1];
  build();
  assert.match(read('index.html'), /<title [^>]*>Small &#38; &#34;dear&#34;<\/title>/);
  assert.deepEqual(['og:title', 'og:description', 'description', 'og:type', 'twitter:card', 'og:image', 'og:url'].map(content),
    ['Small &#38; &#34;dear&#34;', 'Draws.', 'Draws.', 'website', 'summary', undefined, undefined]);
  assert.doesNotMatch(read('index.html'), /<footer|sources/);
  const { name, description } = JSON.parse(read('manifest.webmanifest'));
  assert.deepEqual([name, description], ['Small & "dear"', 'Draws.']);

  const names = build({ GANVAS_ADDRESS: 'https://example.org/ganvas', GANVAS_SOURCES: 'https://example.org/source' });
  assert.deepEqual(['og:url', 'og:image', 'og:image:alt', 'twitter:card'].map(content),
    ['https://example.org/ganvas/', `https://example.org/ganvas/${names['preview.png']}`, 'Digits', 'summary_large_image']);
  assert.match(read('index.html'), /<footer><a href="https:\/\/example\.org\/source">Source<\/a><\/footer>/);
  assert.doesNotMatch(read('service_worker.js'), /preview/, 'nobody who plays is sent the preview');
  refused(/GANVAS_ADDRESS is ganvas\.example: give an address as https:/, { GANVAS_ADDRESS: 'ganvas.example' });
});

test('the picture of a shared link has the size that its tags say, and is light', () => {
  const picture = fs.readFileSync(path.join(realSite, 'preview.png'));
  assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [1200, 630]);
  assert.ok(picture.length < 60_000, `${picture.length} bytes`);
});

test('a file that is named and is not there stops the build, with both names', () => {
  write('site/main.js', `${sources['site/main.js']} new URL('./missing.png', import.meta.url);`);
  refused(/main\.js names \.\/missing\.png/);
});

test('a page whose policy does not allow the manifest is refused', () => {
  write('site/index.html', sources['site/index.html'].replace("manifest-src 'self'", ''));
  refused(/lacks manifest-src/);
});
