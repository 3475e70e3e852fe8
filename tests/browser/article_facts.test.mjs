// What the article says, held against the recipes, the weights files, the README and calculus. No browser needed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { ancestorHere, family, familyOrder } from '../../site/family.js';
import { blockMeans } from '../../site/block_means.js';
import { generatorLosses } from '../../site/article/losses.js';
import { parameterCount } from '../../site/layers.js';
import { play } from '../../site/article/orbit.js';
import { momentAt, spread } from '../../site/article/collapse.js';
import { words } from '../../site/article/words.js';
import { header } from './weights_file.mjs';

const root = new URL('../../', import.meta.url);
const read = (/** @type {string} */ path) => fs.readFileSync(new URL(path, root), 'utf8');
const article = read('site/article.html');
const figures = [...article.matchAll(/data-figure="(\w+)"/g)].map(([, name]) => name);

const recipes = new Map(fs.readdirSync(new URL('trainer/recipes', root)).map((file) => {
  const recipe = JSON.parse(read(`trainer/recipes/${file}`));
  return [recipe.name, recipe];
}));
const weights = fs.readdirSync(new URL('site/models', root)).filter((file) => file.endsWith('.safetensors'));

test('the models that the article names under a loss are those of the page whose recipes use it', () => {
  /** @type {Record<string, (loss: Record<string, unknown>) => boolean>} */
  const uses = { r1: (loss) => Number(loss.r1_gamma ?? 0) > 0, relativistic: (loss) => loss.relativistic === true };
  const sections = [...article.matchAll(/data-loss="(\w+)">(.*?)<\/p>/g)];
  assert.equal(sections.length, 7);
  for (const [, loss, text] of sections) {
    const named = [...text.matchAll(/<code>([a-z0-9-]+)<\/code>/g)].map(([, name]) => name).filter((name) => !name.startsWith('--'));
    const using = Object.keys(family).filter((name) => {
      const options = recipes.get(name)?.loss;
      const here = weights.includes(`${name}.safetensors`);
      return options && here && (uses[loss]?.(options) ?? (options.adversarial === loss && !options.relativistic));
    });
    assert.deepEqual(named.sort(), using.sort(), `under ${loss}`);
  }
});

test('every command of the article stands in the README', () => {
  const readme = read('README.md');
  const commands = [...article.matchAll(/<pre[^>]*><code>(.*?)<\/code>/gs)].flatMap(([, text]) => text.split('\n'));
  assert.ok(commands.length >= 5);
  for (const command of commands) assert.ok(readme.includes(command), `the README has no “${command}”`);
});

test('every citation has its reference, every reference is cited, in the order of the list', () => {
  const references = [...article.matchAll(/<li id="(ref-[\w-]+)"/g)].map(([, id]) => id);
  const cited = [...article.matchAll(/class="cite" href="#(ref-[\w-]+)">\[(\d+)\]/g)];
  for (const [, id, number] of cited) assert.equal(references[Number(number) - 1], id, `citation ${number}`);
  assert.deepEqual(references.filter((id) => !cited.some(([, other]) => other === id)), []);
});

test('the article asks nothing of another host and carries no style or script of its own', () => {
  assert.doesNotMatch(article, /<(?:img|script|iframe|link|object|video|audio)\b/);
  assert.doesNotMatch(article, /\s(?:style|on\w+|src)=/);
  for (const [, href] of article.matchAll(/href="([^"]+)"/g)) assert.match(href, /^(?:#[\w-]+|https:\/\/)/);
  for (const [, id] of article.matchAll(/href="#([\w-]+)"/g)) assert.ok(article.includes(` id="${id}"`), `#${id} leads nowhere`);
});

test('every figure of the article has a module, a caption and a reserved height', () => {
  const [list, styles] = [read('site/article/figures.js'), read('site/article.css')];
  for (const name of figures) {
    const [, file] = list.match(new RegExp(`^  ${name}: \\(\\) => import\\('\\./(.*)'\\)`, 'm')) ?? [];
    assert.ok(file && fs.existsSync(new URL(`site/article/${file}`, root)), `${name} has no module`);
    assert.match(article, new RegExp(`data-figure="${name}">\\s*<figcaption>.{40}`));
    assert.match(styles, new RegExp(`data-figure="${name}"\\] \\{ --height: \\d+px`));
  }
});

test('every recipe that draws pictures for the page has a place in the family tree, and only recipes have', () => {
  const forOthers = ['cifar10', 'lapgan-cifar10', 'images'];  // need a GPU or the reader's own pictures: not on the page
  const drawing = [...recipes.values()].filter(({ kind }) => !['classifier', 'encoder'].includes(kind)).map(({ name }) => name);
  assert.deepEqual(drawing.filter((name) => !family[name] && !forOthers.includes(name)), []);
  for (const [name, { parent }] of Object.entries(family)) {
    if (parent !== undefined) assert.ok(family[parent], `${name} descends from ${parent}, which is not in the tree`);
    assert.ok(recipes.has(name) || name === 'unstable-mnist', `${name} is no recipe`);
  }
});

test('a model stands under its nearest ancestor that is on the page', () => {
  const names = ['fashion', 'vanilla-mnist', 'wgan-gp-mnist', 'digits', 'dcgan-mnist', 'no-relative'];
  assert.equal(ancestorHere('digits', new Set(names)), 'dcgan-mnist');  // ACGAN, its parent, is missing
  assert.deepEqual(familyOrder(names), [
    { name: 'vanilla-mnist', depth: 0 }, { name: 'dcgan-mnist', depth: 1 }, { name: 'digits', depth: 2 },
    { name: 'fashion', depth: 3 }, { name: 'wgan-gp-mnist', depth: 1 },
  ]);
});

test('the parameters that the page counts from a card are the learned numbers of the file', () => {
  for (const file of weights) {
    const { card, tensors } = header(file);
    const owners = card.networks.map((/** @type {{ name: string }} */ { name }) => `${name}.`);
    const learned = Object.entries(tensors).filter(([name]) =>
      owners.some((/** @type {string} */ owner) => name.startsWith(owner)) && /\.(weight|bias|embedding)$/.test(name));
    const numbers = learned.reduce((sum, [, { shape }]) => sum + shape.reduce((product, n) => product * n, 1), 0);
    assert.equal(parameterCount(card), numbers, file);
  }
});

test('each loss’s push is its slope, downhill', () => {
  const h = 1e-5;
  for (const [name, { loss, push }] of Object.entries(generatorLosses)) {
    for (const s of [-5.5, -4, -1, -0.2, 0.3, 2, 5]) {
      const slope = (loss(s + h) - loss(s - h)) / (2 * h);
      assert.ok(Math.abs(push(s) + slope) < 1e-6, `${name} at ${s}: push ${push(s)}, slope ${slope}`);
    }
  }
});

test('each loss is the trainer’s: its value by hand at a logit', () => {
  const sigma = 1 / (1 + Math.exp(1.5));  // σ(-1.5)
  const wanted = { minimax: Math.log(1 - sigma), nonSaturating: -Math.log(sigma), leastSquares: 3.125, hinge: 1.5 };
  for (const [name, value] of Object.entries(wanted)) {
    assert.ok(Math.abs(generatorLosses[/** @type {keyof typeof wanted} */ (name)].loss(-1.5) - value) < 1e-12, name);
  }
});

test('the smallest GAN takes gradient steps on the losses that the article gives', () => {
  const [r1, h, stepSize] = [0.3, 1e-6, 0.1];
  const lossD = (/** @type {number} */ g, /** @type {number} */ d) => d * g - d * 0 + (r1 / 2) * d ** 2;
  const lossG = (/** @type {number} */ g, /** @type {number} */ d) => -d * g;
  const path = play({ stepSize, r1, together: true });
  path.slice(0, -1).forEach(({ g, d }, i) => {
    const slopeD = (lossD(g, d + h) - lossD(g, d - h)) / (2 * h);
    const slopeG = (lossG(g + h, d) - lossG(g - h, d)) / (2 * h);
    assert.ok(Math.abs(path[i + 1].d - (d - stepSize * slopeD)) < 1e-8 && Math.abs(path[i + 1].g - (g - stepSize * slopeG)) < 1e-8);
  });
});

test('with R1 the smallest GAN arrives: at once, if γ is larger than the step size, in turns always', () => {
  const end = (/** @type {number} */ stepSize, /** @type {number} */ r1, /** @type {boolean} */ together) => {
    const { g, d } = play({ stepSize, r1, together })[150];
    return Math.hypot(g, d);
  };
  for (const h of [0.05, 0.15, 0.3]) {
    assert.ok(end(h, h - 0.05, true) > 1 && end(h, h + 0.1, true) < 1, `both at once, step size ${h}`);
    assert.ok(end(h, 0.05, false) < 1 && end(h, 0.5, false) < end(h, 0.05, false), `in turns, step size ${h}`);
  }
});

test('variety is the root mean square difference of two pictures', () => {
  const range = { low: -1, high: 1 };
  assert.equal(spread(Float32Array.of(1, -1, 1, -1, 1, -1), 3, range), 0);
  // Two pictures of two pixels that differ by 2 (white against black) in one: √(1² / 2 pixels)
  assert.ok(Math.abs(spread(Float32Array.of(1, 1, 1, -1), 2, range) - Math.sqrt(0.5)) < 1e-6);
});

test('a run shows the moment that was kept last before the one chosen, or first, and says which', () => {
  const kept = [2000, 50_000, 960_000].map((images) => ({ images }));
  const says = (/** @type {number} */ asked) => words.collapse.kept(momentAt(kept, asked).images, asked);
  assert.equal(says(64_000), 'after 50,000 pictures, the last kept before');
  assert.equal(says(50_000), 'after 50,000 pictures');
  assert.equal(says(1000), 'after 2,000 pictures, the first kept');
  assert.equal(momentAt(kept, 1_920_000).images, 960_000, 'a run that is over stays at its end');
});

test('a picture is made coarse by the mean over each block', () => {
  const picture = Float32Array.of(0, 2, 4, 4, 2, 4, 4, 4, 1, 1, 0, 0, 1, 1, 0, 8);
  assert.deepEqual([...blockMeans(picture, 4, 2)], [2, 4, 1, 2]);
});
