// A change draws what depends on it, bit for bit what drawing everything gives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './chromium.mjs';
import { openEngine } from './engine_page.mjs';

/** @type {Awaited<ReturnType<typeof start>>} */
let house;
before(async () => (house = await start()));
after(() => house.stop());

/** @typedef {Partial<{ label: number, seed: number, psi: number, mix: number[][], edits: number[][], open: string[] }>} Changes */

/**
 * In a page of the engine alone: the player's drawings of one state after the other.
 * @param {{ model: string, states: Changes[], repeats?: number }} wish
 * @returns for each state how many images the network drew, whether all pictures are those of a player that had drawn
 *   nothing before, and the median of the engine's milliseconds for both
 */
async function draw({ model, states, repeats = 1 }) {
  const paths = ['/web/ganvas.js', '/site/player.js']; // a variable, so that the type checker looks for no file
  const [{ Ganvas }, { Player }] = await Promise.all(paths.map((path) => import(path)));
  const ganvas = await Ganvas.start();
  const generator = await ganvas.load(await (await fetch(`/site/models/${model}.safetensors`)).arrayBuffer(), model);
  let asked = 0;
  const sample = generator.sample.bind(generator);
  generator.sample = (/** @type {Float32Array} */ latents, /** @type {Float32Array} */ labels) => {
    asked += latents.length / generator.latentSize;
    return sample(latents, labels);
  };
  const fresh = () => {
    const player = new Player(ganvas, async () => generator, () => {}, (/** @type {unknown} */ error) => { throw error; });
    player.use(generator);
    return player;
  };
  const median = (/** @type {number[]} */ values) => values.sort((a, b) => a - b)[values.length >> 1];
  const map = (/** @type {any} */ pairs) => new Map(pairs);
  const found = [];
  const player = fresh();
  for (const { mix, edits, ...rest } of states) {
    const state = { model, label: 3, seed: 7, psi: 1, walk: new Map(), at: 0, open: [], ...rest, mix: map(mix), edits: map(edits) };
    const times = { some: /** @type {number[]} */ ([]), all: /** @type {number[]} */ ([]) };
    const last = player.drawing;
    for (let i = 0; i < repeats; ++i) {
      player.drawing = last;
      asked = 0;
      await player.draw(state);
      times.some.push(asked ? player.drawing.milliseconds : 0);
      const drawn = asked;
      const whole = fresh();
      await whole.draw(state);
      times.all.push(whole.drawing.milliseconds);
      const same = ['main', 'strip'].every((key) => player.drawing[key] === whole.drawing[key])
        && player.drawing.images.length === whole.drawing.images.length
        && player.drawing.images.every((/** @type {number} */ x, /** @type {number} */ at) => x === whole.drawing.images[at]);
      if (i === repeats - 1) found.push({ drawn, same, some: median(times.some), all: median(times.all) });
    }
  }
  ganvas.stop();
  return found;
}

test('of ten labels none is drawn again when one is picked, all are when the latent vector moves, and a mixture is one picture more', async () => {
  const { page, close } = await openEngine(house.browser);
  const found = await page.evaluate(draw, {
    model: 'digits',
    states: [{}, { label: 8 }, { label: 8, open: ['travel'] }, { mix: [[3, 0.5], [8, 0.5]] }, { mix: [[3, 0.6], [8, 0.4]] }, {},
      { edits: [[4, 1.5]] }, { edits: [[4, 1.5]], psi: 0.5 }],
  });
  assert.deepEqual(found.map(({ drawn }) => drawn), [10, 0, 0, 1, 1, 0, 10, 10]);
  assert.ok(found.every(({ same }) => same), JSON.stringify(found));
  await close();
});

test('a slider of a model without labels draws one picture, at least 1.5 times as fast as it and its ten neighbours', async () => {
  const { page, close } = await openEngine(house.browser);
  const found = await page.evaluate(draw, {
    model: 'vanilla-mnist', repeats: 60, states: [{}, { edits: [[4, 1.5]] }, { edits: [[4, 1.6]] }, { seed: 8 }],
  });
  assert.deepEqual(found.map(({ drawn }) => drawn), [11, 1, 1, 11]);
  assert.ok(found.every(({ same }) => same), JSON.stringify(found));
  const [, moved] = found;
  console.log(`# one number of vanilla-mnist moved: ${moved.some.toFixed(3)} ms, all anew ${moved.all.toFixed(3)} ms, ${(moved.all / moved.some).toFixed(1)} times as fast`);
  assert.ok(moved.all > 1.5 * moved.some);
  await close();
});
