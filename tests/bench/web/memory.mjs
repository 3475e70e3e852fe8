// How much more memory a page holds after it has drawn for a while: WebAssembly's, and JavaScript's in page and worker.
import { engines } from './pages.mjs';

/**
 * @param {import('playwright-core').Page} page pages/harness.js
 * @param {import('./speed.mjs').Run} run
 * @param {import('./pages.mjs').Model} model
 * @param {{ samples: number, batch: number }} wish
 */
export async function measureMemory(page, run, model, { samples, batch }) {
  await run('load', 'ganvas', `/${model.name}${engines.ganvas.weights}`, model.facts);
  const draw = (/** @type {number} */ times) => page.evaluate(async ([n, count]) => {
    for (let i = 0; i < count; i++) await /** @type {any} */ (globalThis).bench.ask('ganvas', { kind: 'draw', n });
  }, [batch, times]);
  // The browser's own measure of page and worker; it collects garbage first, and leaves WebAssembly's memory out.
  const now = async () => ({
    wasm: /** @type {number} */ (await run('ask', 'ganvas', { kind: 'memory' })),
    script: /** @type {number} */ (
      await page.evaluate(async () => (await /** @type {any} */ (performance).measureUserAgentSpecificMemory()).bytes)),
  });
  await draw(3);
  const before = await now();
  await draw(samples / batch);
  const after = await now();
  const growth = { wasm: after.wasm - before.wasm, script: after.script - before.script };
  return { model: model.name, samples, batch, before, after, growth };
}
/** @typedef {Awaited<ReturnType<typeof measureMemory>>} Memory */
