// Fused multiply-adds: the engine that a browser with relaxed SIMD runs is not byte for byte the one that was built.
// Chromium has them, Firefox's long-term release (firefox.test.mjs) and Node (tests/web_node_test.mjs) run it as built.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import startWabt from 'wabt';
import { fuse } from '../../web/compile.js';
import { built, dist, start } from './chromium.mjs';
import { openEngine } from './engine_page.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

test('what is fused are instructions, all that the text of the module shows, and nothing else changes', async () => {
  const wabt = await startWabt();
  const features = { simd: true, relaxed_simd: true, sat_float_to_int: true, sign_extension: true, mutable_globals: true };
  const text = (/** @type {Uint8Array} */ bytes) => {
    const module = wabt.readWasm(bytes, features);
    const lines = module.toText({}).split('\n').map((line) => line.trim()).filter((line) => line !== 'nop');
    module.destroy();
    return lines.join('\n');
  };
  const plain = new Uint8Array(fs.readFileSync(path.join(dist, built('web/ganvas_wasm.wasm'))));
  const fused = plain.slice();
  const count = fuse(fused);
  let inText = 0;
  const wanted = text(plain).replace(/f32x4\.mul\n(local\.get \d+)\nf32x4\.add/g, (_, third) => {
    inText++;
    return `${third}\nf32x4.relaxed_madd`;
  });
  console.log(`# fused multiply-adds: ${count}`);
  assert.equal(count, inText);
  assert.ok(count >= 50, 'the products of tiles, columns and rows are among them'); // 8, 8 or more, and 15 sums, in one loop or two each
  assert.equal(text(fused), wanted);
});

test('fused, the engine draws the same pictures to 1e-5, the same latent numbers, and an image of a batch as alone', async () => {
  const { page, close } = await openEngine(house.browser);
  const found = await page.evaluate(async () => {
    const [compiler, starter, face] = ['/web/compile.js', '/web/module.js', '/web/engine.js']; // variables: the type checker looks for no file
    /** @type {typeof import('../../web/compile.js')} */
    const { canFuse, compile } = await import(compiler);
    /** @type {typeof import('../../web/module.js')} */
    const { startModule } = await import(starter);
    /** @type {typeof import('../../web/engine.js')} */
    const { Engine } = await import(face);
    const url = '/web/ganvas_wasm.wasm';
    const [plain, fused] = [
      new Engine(await startModule(await WebAssembly.compileStreaming(fetch(url)))),
      new Engine(await startModule(await compile(await fetch(url)))),
    ];
    const models = [];
    for (const name of ['digits', 'cgan-mnist', 'dcgan-mnist']) {
      const bytes = await (await fetch(`/site/models/${name}.safetensors`)).arrayBuffer();
      const [a, b] = [plain, fused].map((engine) => engine.load(new Uint8Array(bytes.slice(0)), name));
      const size = a.inputSize, n = 10;
      const z = fused.latent(7, 0, n * size, 'normal');
      const labels = Int32Array.from({ length: a.labelCount ? n : 0 }, (_, i) => i);
      const images = plain.sample(a.model, z, labels).images.slice();
      const others = fused.sample(b.model, z, labels).images.slice();
      const last = fused.sample(b.model, z.slice(-size), labels.slice(-1)).images;
      models.push({
        name,
        sameLatent: plain.latent(7, 0, n * size, 'normal').every((x, i) => x === z[i]),
        difference: images.reduce((most, x, i) => Math.max(most, Math.abs(x - others[i])), 0),
        alone: last.every((x, i) => x === others[others.length - last.length + i]),
      });
    }
    return { canFuse: canFuse(), models };
  }).finally(close);
  assert.ok(found.canFuse, 'this Chromium has relaxed SIMD');
  for (const { name, sameLatent, difference, alone } of found.models) {
    console.log(`# ${name}: fused and not, a pixel differs by ${difference.toExponential(1)} at most`);
    assert.ok(sameLatent && alone, name);
    assert.ok(difference > 0 && difference < 1e-5, `${name}: ${difference}`); // 0: nothing was fused
  }
});
