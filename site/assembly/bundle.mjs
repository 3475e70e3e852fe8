// The page's scripts and styles, bundled by esbuild: what main.js imports becomes one file, what it imports later, by
// import(), becomes files of their own that are fetched when they are first needed.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

/**
 * `outputs`: esbuild's account of what it wrote. `scripts`: the built names of those that index.html names.
 * `engine`: the WebAssembly module's name.
 * @typedef {{ outputs: import('esbuild').Metafile['outputs'], scripts: string[], engine: string }} Bundled
 * @typedef {{ site: string, packageFolder: string, index: string }} Places `index`: the built list of the models
 */

const common = /** @satisfies {import('esbuild').BuildOptions} */ ({
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome91', 'firefox89', 'safari16.4'], // the first with WebAssembly SIMD, as the page's messages say
  legalComments: 'none', // licenses.txt has them
  logLevel: 'silent',
  write: false,
  metafile: true,
});

/** `new URL('file', import.meta.url)`: how a module names a file beside it. */
const namedFile = /new URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {Places} places
 * @returns {Promise<Bundled>}
 */
export async function bundle(dist, places) {
  const { site } = places;
  const named = entryPoints(site);
  const result = await esbuild.build({
    ...common,
    absWorkingDir: site,
    entryPoints: named,
    outdir: dist.folder,
    splitting: true,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    loader: { '.svg': 'file', '.png': 'file', '.woff2': 'file' },
    plugins: [modules(dist, places)],
  });
  for (const { path: file, contents } of result.outputFiles) dist.write(path.relative(dist.folder, file), contents);
  if (!dist.names.has('web/ganvas_wasm.wasm')) {
    throw new Error("no module names the engine: web/ganvas.js wants new URL('./ganvas_wasm.wasm', import.meta.url)");
  }
  /** @type {import('esbuild').Metafile['outputs']} */
  const outputs = {};
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    const name = path.relative(dist.folder, path.resolve(site, file));
    outputs[name] = output;
    for (const one of output.imports) if (!one.external) one.path = path.relative(dist.folder, path.resolve(site, one.path));
    if (output.entryPoint) dist.names.set(output.entryPoint, name);
  }
  const built = (/** @type {string} */ source) => /** @type {string} */ (dist.names.get(source));
  const scripts = named.filter((file) => file.endsWith('.js')).map((file) => built(path.relative(site, file)));
  return { outputs, scripts, engine: built('web/ganvas_wasm.wasm') };
}

/** The scripts and styles that index.html names. @param {string} site */
function entryPoints(site) {
  const html = fs.readFileSync(path.join(site, 'index.html'), 'utf8');
  const names = [
    ...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g),
    ...html.matchAll(/<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="([^"]+)"/g),
  ];
  return names.map(([, name]) => path.join(site, name));
}

/**
 * Finds the web package where the build put it, and gives the files that modules name by `new URL` their built names:
 * a worker is bundled by itself, any other file is copied.
 * @param {import('./dist.mjs').Dist} dist
 * @param {Places} places
 * @returns {import('esbuild').Plugin}
 */
function modules(dist, places) {
  const { site, packageFolder, index } = places;
  const indexSource = path.join(site, 'models/index.json');
  /** @param {string} file */
  const sourceName = (file) => (file.startsWith(packageFolder) ? `web/${path.relative(packageFolder, file)}` : path.relative(site, file));

  /** @param {string} file @returns {Promise<string>} its address from a script in assets/ */
  async function built(file) {
    if (file === indexSource) return `../${index}`;
    const source = sourceName(file);
    const known = dist.names.get(source);
    if (known) return `./${path.basename(known)}`;
    const contents = file.endsWith('.js') ? await bundledWorker(file) : fs.readFileSync(file);
    return `./${path.basename(dist.writeHashed('assets', source, contents))}`;
  }

  /** @param {string} file */
  async function bundledWorker(file) {
    const { outputFiles } = await esbuild.build({ ...common, absWorkingDir: site, entryPoints: [file], plugins: [plugin] });
    return /** @type {import('esbuild').OutputFile[]} */ (outputFiles)[0].contents;
  }

  /** @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'modules of the page',
    setup(run) {
      run.onResolve({ filter: /^\.{1,2}\/web\// }, ({ path: name }) => ({ path: path.join(packageFolder, name.replace(/^\.{1,2}\/web\//, '')) }));
      run.onLoad({ filter: /\.js$/ }, async ({ path: file }) => {
        if (file.includes('/node_modules/')) return undefined;
        let contents = fs.readFileSync(file, 'utf8');
        for (const [text, , name] of contents.matchAll(namedFile)) {
          const named = path.resolve(path.dirname(file), name);
          if (named !== indexSource && !fs.statSync(named, { throwIfNoEntry: false })?.isFile()) {
            return { errors: [{ text: `${sourceName(file)} names ${name} by new URL, which is no file there` }] };
          }
          contents = contents.replace(text, `new URL('${await built(named)}', import.meta.url)`);
        }
        return { contents };
      });
    },
  };
  return plugin;
}

/**
 * The licenses of the packages whose code the page holds.
 * @param {Bundled} bundled
 * @param {string} site
 */
export function licenses({ outputs }, site) {
  const packages = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const input of Object.keys(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name) packages.add(name);
    }
  }
  const texts = [...packages].sort().map((name) => {
    const folder = path.join(site, 'node_modules', name);
    const file = fs.readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`the package ${name} has no license file`);
    return `${name}\n\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.length ? texts.join('\n\n') : 'The page holds no code of others.\n';
}
