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
import { directionKey, labelWeights, stack, walk } from '../site/latents.js';

const tolerance = 1e-5; // of one pixel: both sides compute in float32, in another order
// Far out, along all directions at once or with labels that add up to more than 1, rounding weighs more: a walked pixel of
// fashion is 1.2e-5 from its value in float64 under WebAssembly, 1.9e-5 in native code, 1e-5 in LibTorch's float32, where
// each is within 6e-6 on latents as they are drawn.
const toleranceFarOut = 2e-5;

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
const { startModule } = await import(url('module.js'));
const { Engine } = await import(url('engine.js'));
const wasm = fs.readFileSync(path.join(packageFolder, 'ganvas_wasm.wasm'));
const engine = new Engine(await startModule(new WebAssembly.Module(wasm)));

/** Wants a call to be refused, and gives the sentence. @param {() => unknown} call */
function refusal(call) {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it was not refused');
}

await test('the latent numbers are bit for bit those that the format states', () => {
  const format = fs.readFileSync(path.join(root, 'shared/weights_format.md'), 'utf8');
  const row = /^\| (\d+) \| (\d+) \| (\d+) \| `\w{16}` \| .* \| `(\w{8})` \| `(\w{8})` \|$/gm;
  // JavaScript has no larger whole numbers for a seed.
  const stated = [...format.matchAll(row)].filter(([, seed]) => Number.isSafeInteger(Number(seed)));
  if (stated.length < 6) throw new Error(`it states ${stated.length}`);
  for (const [line, seed, index, k, ...wanted] of stated) {
    const found = ['normal', 'uniform'].map((distribution) => {
      const z = engine.latent(Number(seed), Number(index), Number(k) + 1, distribution);
      return new DataView(z.buffer).getUint32(4 * Number(k), true).toString(16);
    });
    if (`${found}` !== `${wanted}`) throw new Error(`${line}: found ${found}`);
  }
});

await test('what is larger than all memory is refused, and the engine goes on', () => {
  // In bytes: 2^31, 2^32 - 4, and what 32 bits would take for 0 and for 4.
  for (const count of [2 ** 29, 2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1]) {
    const message = refusal(() => engine.latent(7, 0, count, 'normal'));
    if (message !== `Not enough memory for ${4 * count} bytes`) throw new Error(`${count} numbers: the message is "${message}"`);
  }
  engine.latent(7, 0, 4, 'normal');
});

await test('bytes that are no weights file are refused with a sentence that names the file', () => {
  const message = refusal(() => engine.load(new Uint8Array(100), 'broken.safetensors'));
  if (!message.startsWith('broken.safetensors')) throw new Error(`the message is "${message}"`);
});

/** A weights file of this header and as many zeros. @param {string | Uint8Array} header @param {number} data */
function withHeader(header, data = 0) {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const oneTensor = (/** @type {string} */ members) => `{"t":{${members}}}`;

// The page's JSON is its host's; these are hostile_test.cpp's files, with the words that either reader has for them.
/** @type {[header: string | Uint8Array, data: number, words: string][]} */
const hostile = [
  ['{"t":', 0, 'not valid JSON'],
  ['{} x', 0, 'not valid JSON'],
  ['{"t":NaN}', 0, 'not valid JSON'],
  [Uint8Array.of(123, 34, 255, 34, 58, 49, 125), 0, 'not valid JSON'], // {"\xff":1}
  ['{"t\0":1}', 0, 'not valid JSON'],
  ['{"\\ud800":1}', 0, 'not valid JSON'],
  ['{"a":😀}', 0, 'not valid JSON'], // V8 quotes half of it
  [`{"a":"${'x'.repeat(16e6)}"}`, 0, "tensor 'a' must be an object"],
  [`{"a":"${'\\n'.repeat(16e6)}"}`, 0, "tensor 'a' must be an object"],
  ['{"a":1,"b":{"a":1,"\\u0061":2}}', 0, 'stands twice'],
  ['{"t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"t":1}', 0, 'stands twice'],
  [`{"a":${'['.repeat(1e6)}`, 0, 'not valid JSON'],
  [`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 0, "tensor 'a' must be an object, found a list"],
  ['{"__proto__":1}', 0, "tensor '__proto__' must be an object, found 1"],
  ['{"a:b\\\\":1,"c":2,"c":":"}', 0, 'stands twice'],
  ['{"a:b\\"{":true}', 0, `tensor 'a:b"{' must be an object, found true`],
  ['{"a\\u0000b":null}', 0, "tensor 'a"], // the page's texts end in a zero
  ['{"__metadata__":1}', 0, '__metadata__ must be an object, found 1'],
  ['{"__metadata__":{"a":1}}', 0, "__metadata__ 'a' must be a text, found 1"],
  ['{"__metadata__":{"ä":-1.5}}', 0, "__metadata__ 'ä' must be a text, found -1.5"],
  [oneTensor('"shape":[],"data_offsets":[0,4]'), 4, "tensor 't' lacks 'dtype'"],
  [oneTensor('"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1'), 4, "unknown key 'x'"],
  [oneTensor('"dtype":"BF16","shape":[2],"data_offsets":[0,4]'), 4, 'dtype "BF16", this reader knows F32'],
  [oneTensor('"dtype":5,"shape":[2],"data_offsets":[0,4]'), 4, 'dtype 5'],
  [oneTensor('"dtype":"F32","shape":[-1],"data_offsets":[0,4]'), 4, 'must be at least 0'],
  [oneTensor('"dtype":"F32","shape":[1.5],"data_offsets":[0,4]'), 4, 'must be a whole number, found 1.5'],
  [oneTensor('"dtype":"F32","shape":[1e400],"data_offsets":[0,4]'), 4, 'must be a whole number, found inf'],
  [oneTensor('"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,4]'), 4, 'must be a whole number, found 9.22337204e+18'],
  [oneTensor('"dtype":"F32","shape":[9007199254740992,9007199254740992],"data_offsets":[0,4]'), 4, 'more bytes than 64 bits count'],
  [oneTensor(`"dtype":"F32","shape":[1${',1'.repeat(1 << 16)}],"data_offsets":[0,4]`), 4, 'has 65537 items, must have at most 65536'],
  [oneTensor('"dtype":"F32","shape":[1],"data_offsets":[4,0]'), 4, 'data_offsets [4,0]'],
  [oneTensor('"dtype":"F32","shape":[2],"data_offsets":[0,4]'), 4, 'has 4 bytes, F32 [2] wants 8'],
  ['{}', 0, "without Ganvas' model card"],
];
for (const [header, data, words] of hostile) {
  const shown = typeof header === 'string' ? header.slice(0, 60) : `bytes ${header}`;
  await test(`a header of ${shown} is refused, naming the file`, () => {
    const message = refusal(() => engine.load(withHeader(header, data), 'evil.safetensors'));
    if (!message.startsWith('evil.safetensors: ') || !message.includes(words)) throw new Error(`the message is "${message}"`);
  });
}

const drawing = ['gan', 'conditional_gan', 'pyramid'];

/** A weights file's model card. @param {Buffer} bytes */
const cardOf = (bytes) => JSON.parse(JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()).__metadata__.ganvas);

/** F32 or F16 numbers. @param {ArrayBufferLike} data @param {number} count */
function floatsOf(data, count) {
  if (data.byteLength === 4 * count) return new Float32Array(data);
  return Float32Array.from(new Uint16Array(data), (half) => {
    const exponent = (half >> 10) & 31;
    const size = exponent ? 2 ** (exponent - 25) * (1024 + (half & 1023)) : 2 ** -24 * (half & 1023);
    return half >> 15 ? -size : size;
  });
}

/** @typedef {import('../web/protocol.js').LoadedModel} LoadedModel */

/** A model that reads images. @param {string} name @param {Buffer} bytes @param {any} card */
async function testReader(name, bytes, card) {
  const tensor = tensorsOf(bytes);
  await test(`${name} reads images as the trainer did`, () => {
    const loaded = engine.loadReader(new Uint8Array(bytes), name);
    const labels = loaded.labelCount ? Int32Array.from(new BigInt64Array(tensor('self_test.labels')), Number) : new Int32Array();
    const images = new Float32Array(tensor('self_test.inputs'));
    const { outputs } = engine.read(loaded.model, images, labels);
    compare(outputs, new Float32Array(tensor('self_test.outputs')), card.self_test.tolerance);
    if (outputs.length !== (images.length / loaded.inputSize) * loaded.outputSize) throw new Error('its sizes are wrong');
    refusal(() => engine.read(loaded.model, images.slice(1), labels));
    refusal(() => engine.trace(loaded.model, images.slice(0, loaded.inputSize), labels, false));
    engine.release(loaded.model);
    refusal(() => engine.read(loaded.model, images, labels));
  });
  await test(`${name} is refused as a generator`, () => {
    const message = refusal(() => engine.load(new Uint8Array(bytes), name));
    if (!message.includes("give a generator's weights file")) throw new Error(`the message is "${message}"`);
  });
}

/**
 * Mixtures of labels, directions, a trace, the way back to a latent vector.
 * @param {string} name @param {Buffer} bytes @param {any} card @param {LoadedModel} loaded
 */
async function testInsight(name, bytes, card, loaded) {
  const { model, inputSize, outputSize, labelCount } = loaded;
  const z = engine.latent(3, 1, inputSize, card.latent.distribution ?? 'normal');
  const label = Int32Array.from(labelCount ? [labelCount - 1] : []);
  const { images: sampled } = engine.sample(model, z, label);

  if (labelCount) {
    await test(`${name} draws a label's very pixels from its weight of 1, others from a mixture`, () => {
      const weights = new Float32Array(labelCount);
      weights[label[0]] = 1;
      compare(engine.sample(model, z, weights).images, sampled, 0);
      weights[0] = 0.5;
      weights[label[0]] = 0.5;
      const { images } = engine.sample(model, z, weights);
      if (images.every((/** @type {number} */ x, /** @type {number} */ i) => x === sampled[i])) throw new Error('the mixture is the label');
      refusal(() => engine.sample(model, z, new Float32Array(labelCount - 1)));
      refusal(() => engine.sample(model, z, weights.fill(NaN)));
    });
  }

  await test(`${name} has the directions of its file`, () => {
    const count = (card.directions?.length ?? 0) * inputSize;
    const wanted = count ? floatsOf(tensorsOf(bytes)('directions'), count) : new Float32Array();
    compare(loaded.directions, wanted, 0);
  });

  await test(`${name} shows what each of its steps computes`, () => {
    const { image, steps } = engine.trace(model, z, label, true);
    compare(image, sampled, 0);
    compare(steps[steps.length - 1].values, sampled, 0);
    for (const { network, first, last, shape, milliseconds, multiplyAdds, values, picture } of steps) {
      const layers = card.networks[network].layers.length;
      if (!(first <= last && last < layers)) throw new Error(`layers ${first} to ${last} of ${layers}`);
      compare(values, new Float32Array(values), 0); // no NaN
      if (values.length !== shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b)) throw new Error(`${values.length} numbers of ${shape}`);
      if (multiplyAdds > 0 && !(milliseconds > 0)) throw new Error('a step took no time');
      if (picture !== (card.kind === 'pyramid' && first === 0 && last === layers - 1 && network > 0)) throw new Error('no picture');
    }
    if (steps[steps.length - 1].last !== card.networks[steps[steps.length - 1].network].layers.length - 1) throw new Error('layers are left');
    const again = engine.trace(model, z, label, false).steps;
    if (again.some((/** @type {any} */ step, /** @type {number} */ i) => step.milliseconds !== steps[i].milliseconds)) throw new Error('other times');
    refusal(() => engine.trace(model, z.slice(1), label, false));
  });

  await test(`${name} finds nearer latent numbers to a picture, and never further ones`, () => {
    const start = engine.latent(4, 1, inputSize, card.latent.distribution ?? 'normal');
    const found = engine.nearest(model, sampled, start, label, 6, 0.01);
    // A collapsed model draws the same picture wherever the search begins.
    if (!(found.error < 0.2 * found.errorBefore || found.error < 1e-9)) throw new Error(`from ${found.errorBefore} to ${found.error}`);
    compare(engine.sample(model, found.latent, label).images, found.image, 0);
    const at = engine.nearest(model, sampled, z, label, 1, 0.01);
    if (!(at.errorBefore < 1e-9 && at.error <= at.errorBefore)) throw new Error('it left the very latent');
    refusal(() => engine.nearest(model, sampled.slice(1), start, label, 1, 0));
    refusal(() => engine.nearest(model, sampled, start, Int32Array.of(99), 1, 0));
    const { error, errorBefore, milliseconds } = found;
    console.log(`${name}: 6 steps of ${inputSize} latents ${milliseconds.toFixed(0)} ms, error ${errorBefore.toFixed(4)} -> ${error.toFixed(4)} (${outputSize} pixels)`);
  });
}

const files = fs.existsSync(modelsFolder) ? fs.readdirSync(modelsFolder).filter((name) => name.endsWith('.safetensors')) : [];

await test('a model that is opened, played and released fifty times, and a damaged file that is refused as often, leave no memory behind', () => {
  const all = files.map((name) => fs.readFileSync(path.join(modelsFolder, name))).filter((bytes) => drawing.includes(cardOf(bytes).kind));
  const largest = all.reduce((a, b) => (b.length > a.length ? b : a));
  const play = () => {
    const { model, inputSize, labelCount } = engine.load(largest, 'largest');
    engine.sample(model, new Float32Array(inputSize), new Int32Array(labelCount ? 1 : 0));
    engine.release(model);
    refusal(() => engine.load(largest.subarray(0, largest.length - 1), 'damaged'));
  };
  for (let i = 0; i < 3; ++i) play(); // what comes first finds the memory in other pieces
  const before = engine.module.bytes.length;
  for (let i = 0; i < 50; ++i) play();
  if (engine.module.bytes.length !== before) throw new Error(`the memory grew from ${before} to ${engine.module.bytes.length} bytes`);
});

for (const name of files.sort()) {
  const file = path.join(modelsFolder, name);
  const bytes = fs.readFileSync(file);
  const tensor = tensorsOf(bytes);
  const card = cardOf(bytes);
  if (!drawing.includes(card.kind)) {
    await testReader(name, bytes, card);
    continue;
  }
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
    const { model, inputSize, labelCount } = /** @type {LoadedModel} */ (loaded);
    if (labelCount) refusal(() => engine.sample(model, new Float32Array(inputSize), Int32Array.of(labelCount)));
  });

  await test(`${name} draws nothing once it is released, though the next model takes its place`, () => {
    const load = () => engine.load(new Uint8Array(bytes), name);
    const { model, inputSize, labelCount } = load();
    engine.release(model);
    const next = load().model;
    engine.release(model);
    const draw = (/** @type {number} */ which) => engine.sample(which, new Float32Array(inputSize), new Int32Array(labelCount ? 1 : 0));
    const message = refusal(() => draw(model));
    if (message !== 'This model was released') throw new Error(`the message is "${message}"`);
    draw(next);
    engine.release(next);
  });

  if (loaded) await testInsight(name, bytes, card, loaded);
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
      const latents = new Float32Array(count * loaded.inputSize);
      for (let i = 0; i < count; i++) {
        latents.set(engine.latent(seed, i, loaded.inputSize, card.latent.distribution ?? 'normal'), i * loaded.inputSize);
      }
      compare(engine.sample(loaded.model, latents, labels).images, npyFloats(fs.readFileSync(out)), tolerance);
      // Walked as the page walks.
      if (card.directions?.length) {
        const amounts = card.directions.map((/** @type {{ name: string }} */ { name }, /** @type {number} */ i) =>
          /** @type {[string, number]} */ ([directionKey(name), i % 2 ? -2 : 1.5]));
        const options = amounts.flatMap((/** @type {[string, number]} */ [key, amount]) => ['--walk', `${key}=${amount}`]);
        execFileSync(sampleTool, ['--model', file, '--count', String(count), '--seed', String(seed), ...chosen, ...options, '--format', 'npy', '--out', out]);
        const walked = latents.slice();
        const generator = /** @type {import('../web/ganvas.js').Generator} */ (
          { card, latentSize: loaded.inputSize, distribution: card.latent.distribution ?? 'normal', directions: loaded.directions });
        for (let i = 0; i < count; i++) walk(generator, { walk: new Map(amounts) }, walked.subarray(i * loaded.inputSize, (i + 1) * loaded.inputSize));
        compare(engine.sample(loaded.model, walked, labels).images, npyFloats(fs.readFileSync(out)), toleranceFarOut);
      }
      // What the page gives for taking away: the numbers themselves, and labels that are mixed.
      const { inputSize, labelCount } = loaded;
      const mix = (/** @type {number} */ i) => new Map(Array.from({ length: labelCount }, (_, label) => [label, (i + label) % 3]));
      const generator = /** @type {import('../web/ganvas.js').Generator} */ ({ labelCount });
      const mixed = stack(Array.from({ length: count }, (_, i) => labelWeights(generator, { label: 0, mix: mix(i) })));
      const rows = (/** @type {Float32Array} */ all, /** @type {number} */ width) =>
        width ? Array.from({ length: count }, (_, i) => Array.from(all.subarray(i * width, (i + 1) * width))) : [];
      const json = path.join(folder, 'latents.json');
      const beyondOne = mixed.map((weight) => 1.25 * weight); // which no page gives, but a file may
      for (const [weights, most] of /** @type {[Float32Array, number][]} */ ([[mixed, tolerance], [beyondOne, toleranceFarOut]])) {
        fs.writeFileSync(json, JSON.stringify({ model: name, seed, psi: 1, latents: rows(latents, inputSize), label_weights: rows(weights, labelCount) }));
        execFileSync(sampleTool, ['--model', file, '--latents', json, '--format', 'npy', '--out', out]);
        compare(engine.sample(loaded.model, latents, weights).images, npyFloats(fs.readFileSync(out)), most);
      }
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
}

if (!files.length) console.log(`FAILED: ${modelsFolder} holds no weights files`);
console.log(`${files.length} models, ${sampleTool ? 'compared with ganvas-sample' : 'no ganvas-sample given'}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !files.length ? 1 : 0);
