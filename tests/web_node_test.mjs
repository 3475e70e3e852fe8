// The WebAssembly build under Node gives the pixels of the native programs.
//
//     node tests/web_node_test.mjs --web build/web --sample build/release/runtime/tools/ganvas-sample --models site/models
//
// Also by the environment: GANVAS_WEB, GANVAS_SAMPLE, GANVAS_MODELS. Without --sample only the self-tests are compared.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const tolerance = 1e-5; // of one pixel: both sides compute in float32, in another order

/** @param {string} name @param {string} fallback */
function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : (process.env[`GANVAS_${name.toUpperCase()}`] ?? fallback);
}

const root = path.resolve(path.dirname(process.argv[1]), '..');
const packageFolder = path.join(path.resolve(option('web', path.join(root, 'build/web'))), 'web/package');
const sampleTool = option('sample', '');
const modelsFolder = option('models', path.join(root, 'site/models'));

let passed = 0;
let failed = 0;

/** @param {string} sentence @param {() => void | Promise<void>} check */
async function test(sentence, check) {
  try {
    await check();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED: ${sentence}\n  ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {Float32Array} found @param {Float32Array} wanted @param {number} most */
function compare(found, wanted, most) {
  if (found.length !== wanted.length) throw new Error(`${found.length} numbers, wants ${wanted.length}`);
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i] - wanted[i]);
    if (!(difference <= largest)) largest = difference; // also when it is no number
  }
  if (!(largest <= most)) throw new Error(`a number differs by ${largest}, allowed is ${most}`);
}

/** A tensor of a safetensors file, by name. @param {Buffer} file */
function tensorsOf(file) {
  const headerLength = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + headerLength).toString());
  return (/** @type {string} */ name) => {
    const [begin, end] = header[name].data_offsets.map((/** @type {number} */ at) => 8 + headerLength + at);
    return file.buffer.slice(file.byteOffset + begin, file.byteOffset + end);
  };
}

/** float32 numbers of an .npy file. @param {Buffer} file */
function npyFloats(file) {
  const headerLength = file.readUInt16LE(8);
  const header = file.subarray(10, 10 + headerLength).toString();
  if (!header.includes("'<f4'")) throw new Error(`the .npy file holds ${header}`);
  return new Float32Array(file.buffer.slice(file.byteOffset + 10 + headerLength, file.byteOffset + file.length));
}

const url = (/** @type {string} */ file) => pathToFileURL(path.join(packageFolder, file)).href;
const { default: createGanvas } = await import(url('ganvas_wasm.js'));
const { Engine } = await import(url('engine.js'));
const wasmBinary = fs.readFileSync(path.join(packageFolder, 'ganvas_wasm.wasm'));
const engine = new Engine(await createGanvas({ wasmBinary }));

await test('the latent numbers are those that the format states', () => {
  const z = engine.latent(7, 0, 4096, 'normal');
  const mean = z.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b) / z.length;
  if (Math.abs(mean) > 0.06) throw new Error(`their mean is ${mean}`);
  compare(engine.latent(7, 0, 16, 'normal'), z.slice(0, 16), 0);
});

await test('bytes that are no weights file are refused with a sentence that names the file', () => {
  let message = '';
  try {
    engine.load(new Uint8Array(100), 'broken.safetensors');
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  if (!message.startsWith('broken.safetensors')) throw new Error(`the message is "${message}"`);
});

const files = fs.existsSync(modelsFolder) ? fs.readdirSync(modelsFolder).filter((name) => name.endsWith('.safetensors')) : [];
for (const name of files.sort()) {
  const file = path.join(modelsFolder, name);
  const bytes = fs.readFileSync(file);
  const tensor = tensorsOf(bytes);
  const card = JSON.parse(JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()).__metadata__.ganvas);
  if (!['gan', 'conditional_gan', 'pyramid'].includes(card.kind)) continue;
  /** @type {import('../web/protocol.js').LoadedModel | undefined} */
  let loaded;

  await test(`${name} loads, and its self-test gives the trainer's pixels`, () => {
    const model = engine.load(new Uint8Array(bytes), name);
    loaded = model;
    const labels = model.labelCount ? Int32Array.from(new BigInt64Array(tensor('self_test.labels')), Number) : new Int32Array();
    const { images } = engine.sample(model.model, new Float32Array(tensor('self_test.inputs')), labels);
    compare(images, new Float32Array(tensor('self_test.outputs')), card.self_test.tolerance);
  });

  await test(`${name} refuses a label that it does not have`, () => {
    if (!loaded?.labelCount) return;
    let refused = false;
    try {
      engine.sample(loaded.model, new Float32Array(loaded.latentSize), Int32Array.of(loaded.labelCount));
    } catch {
      refused = true;
    }
    if (!refused) throw new Error('it drew something');
  });

  await test(`${name} draws nothing once it is released`, () => {
    const { model, latentSize } = engine.load(new Uint8Array(bytes), name);
    engine.release(model);
    engine.release(model);
    let refused = false;
    try {
      engine.sample(model, new Float32Array(latentSize), new Int32Array());
    } catch {
      refused = true;
    }
    if (!refused) throw new Error('it drew something');
  });

  if (!sampleTool) continue;
  await test(`${name} gives the pixels of ganvas-sample for the same seed and labels`, () => {
    if (!loaded) throw new Error('it did not load');
    const count = 20;
    const seed = 4711;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ganvas-'));
    try {
      const out = path.join(folder, 'images.npy');
      const labels = Int32Array.from({ length: loaded.labelCount ? count : 0 }, (_, i) => (7 * i) % (loaded?.labelCount ?? 1));
      const chosen = loaded.labelCount ? ['--labels', [...labels].join(',')] : [];
      execFileSync(sampleTool, ['--model', file, '--count', String(count), '--seed', String(seed), ...chosen, '--format', 'npy', '--out', out]);
      const latents = new Float32Array(count * loaded.latentSize);
      for (let i = 0; i < count; i++) {
        latents.set(engine.latent(seed, i, loaded.latentSize, card.latent.distribution ?? 'normal'), i * loaded.latentSize);
      }
      compare(engine.sample(loaded.model, latents, labels).images, npyFloats(fs.readFileSync(out)), tolerance);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
}

console.log(`${files.length} models, ${sampleTool ? 'compared with ganvas-sample' : 'no ganvas-sample given'}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
