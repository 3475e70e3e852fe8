// The package's whole face, through its worker: what web_node_test.mjs checks of the numbers, a page gets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './chromium.mjs';
import { openEngine } from './engine_page.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

test('a page gets mixtures, directions, traces, readings and nearest latent vectors from the worker', async () => {
  const { page, close } = await openEngine(house.browser);
  const found = await page.evaluate(async () => {
    const path = '/web/ganvas.js'; // a variable, so that the type checker looks for no file
    /** @type {typeof import('../../web/ganvas.js')} */
    const { Ganvas } = await import(path);
    const ganvas = await Ganvas.start();
    const bytes = async (/** @type {string} */ name) => (await fetch(`/site/models/${name}`)).arrayBuffer();
    const generator = await ganvas.load(await bytes('digits.safetensors'), 'digits');
    const reader = await ganvas.loadReader(await bytes('classifier-mnist.safetensors'), 'classifier');
    const z = () => ganvas.latent(7, 0, generator.latentSize, 'normal');
    const { images } = await generator.sample(await z(), Int32Array.of(3));
    const mixture = new Float32Array(generator.labelCount);
    mixture[3] = 1;
    const mixed = (await generator.sample(await z(), mixture)).images;
    const { outputs } = await reader.read(images.slice());
    const { image, steps } = await generator.trace(await z(), Int32Array.of(3));
    const again = await generator.trace(await z(), Int32Array.of(3), { timed: false });
    const elsewhere = await ganvas.latent(8, 0, generator.latentSize, 'normal');
    const near = await generator.nearest(images.slice(), elsewhere, { labels: Int32Array.of(3) });
    const refused = await ganvas.load(await bytes('classifier-mnist.safetensors'), 'wrong').catch((error) => error.message);
    await reader.release();
    ganvas.stop();
    return {
      same: images.every((x, i) => x === mixed[i] && x === image[i]),
      directions: generator.directions.length === (generator.card.directions?.length ?? 0) * generator.latentSize,
      reads: outputs.indexOf(Math.max(...outputs)),
      sizes: [reader.inputSize, reader.outputSize, reader.labelCount],
      last: steps.at(-1)?.values.length,
      times: steps.map((step) => step.milliseconds),
      kept: again.steps.every((step, i) => step.milliseconds === steps[i].milliseconds),
      near: [near.latent.length, near.image.length, near.error, near.errorBefore, near.milliseconds],
      refused,
    };
  });
  assert.ok(found.same, 'a weight of 1, a trace and a sample show the same pixels');
  assert.ok(found.directions);
  assert.equal(found.reads, 3);
  assert.deepEqual(found.sizes, [784, 10, 0]);
  assert.equal(found.last, 784);
  assert.ok(Math.max(...found.times) > 0 && found.kept);
  const [latent, image, error, errorBefore, milliseconds] = found.near;
  assert.deepEqual([latent, image], [64, 784]);
  assert.ok(error < 0.5 * errorBefore, `from ${errorBefore} to ${error}`);
  assert.match(found.refused, /^wrong: of kind classifier/);
  console.log(`# nearest: ${milliseconds.toFixed(0)} ms, error ${errorBefore.toFixed(4)} -> ${error.toFixed(4)}`);
  console.log(`# a trace's milliseconds: ${found.times.map((time) => time.toFixed(3)).join(' ')}`);
  await close();
});

test('an engine that does not arrive whole is a failed download', async () => {
  const { page, close } = await openEngine(house.browser);
  const [other, cut] = await page.evaluate(async () => {
    const path = '/web/ganvas.js';
    /** @type {typeof import('../../web/ganvas.js')} */
    const { Ganvas } = await import(path);
    const start = () => Ganvas.start(undefined, new URL('/index.html', location.href)).catch((error) => `${error.code} ${error.message}`);
    const found = [await start()];
    const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) });
    globalThis.fetch = async () => new Response(broken);
    return [...found, await start()].map(String);
  });
  assert.match(other, /^download \/index\.html: .*magic word/);
  assert.match(cut, /^download \/index\.html: /);
  await close();
});

test('an array that was given away is refused when it is given again, and the worker goes on', async () => {
  const { page, close } = await openEngine(house.browser);
  const [message, images] = await page.evaluate(async () => {
    const path = '/web/ganvas.js';
    /** @type {typeof import('../../web/ganvas.js')} */
    const { Ganvas } = await import(path);
    const ganvas = await Ganvas.start();
    const generator = await ganvas.load(await (await fetch('/site/models/digits.safetensors')).arrayBuffer(), 'digits');
    const z = await ganvas.latent(7, 0, generator.latentSize, 'normal');
    const draw = () => generator.sample(z, Int32Array.of(3)).then(({ images }) => images.length, (error) => `${error.code} ${error.message}`);
    return [await draw(), await draw()].reverse();
  });
  assert.match(String(message), /^refused sample: its arrays cannot move to the worker, give each only once/);
  assert.equal(images, 784);
  await close();
});

test('a worker that fails, or cannot be understood, is ended with all that was asked of it', async () => {
  const { page, close } = await openEngine(house.browser);
  const found = await page.evaluate(async () => {
    const path = '/web/ganvas.js';
    /** @type {typeof import('../../web/ganvas.js')} */
    const { Ganvas } = await import(path);
    return Promise.all(['onerror', 'onmessageerror'].map(async (fault) => {
      let alive = true;
      const worker = /** @type {any} */ ({ postMessage() {}, terminate: () => (alive = false) });
      const asked = new Ganvas(worker).latent(7, 0, 4, 'normal').catch((error) => error.code);
      worker[fault](new Event('fault'));
      return [await asked, alive];
    }));
  });
  assert.deepEqual(found, [['worker', false], ['worker', false]]);
  await close();
});

test('after a trap the worker is gone, every request says so, and another one can be started', async () => {
  const { page, close } = await openEngine(house.browser);
  const codes = await page.evaluate(async () => {
    const path = '/web/ganvas.js';
    /** @type {typeof import('../../web/ganvas.js')} */
    const { Ganvas } = await import(path);
    const ganvas = await Ganvas.start();
    const latent = (/** @type {number} */ size) => ganvas.latent(7, 0, size, 'normal').catch((error) => error.code);
    const [trapped, behind] = await Promise.all([latent(-1), latent(4)]);
    const { length } = await (await Ganvas.start()).latent(7, 0, 4, 'normal');
    return [trapped, behind, await latent(4), length];
  });
  assert.deepEqual(codes, ['worker', 'worker', 'worker', 4]);
  await close();
});
