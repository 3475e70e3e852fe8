// How long the engines draw. They take turns, round by round, so that a noisy machine disturbs all of them; what counts is
// the ratio of a round, and the median of these.
import { engineNames, engines, others } from './pages.mjs';

/** @typedef {import('./pages.mjs').EngineName} EngineName */
/**
 * `run` calls a function of pages/harness.js in the page of the timings.
 * @typedef {(name: 'ask' | 'load' | 'difference', ...values: unknown[]) => Promise<any>} Run
 * @typedef {{ median: number, p95: number }} Times in milliseconds
 * @typedef {{ median: number, lowest: number, highest: number }} Ratio
 * @typedef {{ model: string, batch: number, times: Record<EngineName, Times>, ratios: Record<EngineName, Ratio>,
 *   gflops: number, share: number, differences: Record<EngineName, number> }} Speed
 */

const tolerance = 1e-4; // of one number of a picture, between -1 and 1
const warmUp = 300; // milliseconds: a browser compiles twice, the second time for what turns out to be slow

/** @param {number[]} values @param {number} share */
const at = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** @param {number[]} values @returns {Ratio} */
export const ratio = (values) => ({ median: median(values), lowest: Math.min(...values), highest: Math.max(...values) });

/** @template T @param {readonly EngineName[]} names @param {(name: EngineName) => T} value */
const each = (names, value) => /** @type {Record<EngineName, T>} */ (Object.fromEntries(names.map((name) => [name, value(name)])));

/** Refuses to time an engine that draws something else. @param {Run} run @param {import('./pages.mjs').Model} model @param {number} batch */
async function compare(run, { name, facts }, batch) {
  const differences = /** @type {Record<EngineName, number>} */ ({});
  for (const other of others) {
    const found = await run('difference', ['ganvas', other], batch, facts.shape, engines[other].channelsLast);
    if (!(found <= tolerance)) throw new Error(`${name}, batch ${batch}: a number of ${engines[other].title}'s pictures differs by ${found} from Ganvas', allowed is ${tolerance}`);
    differences[other] = found;
  }
  return differences;
}

/**
 * @param {Run} run
 * @param {import('./pages.mjs').Model} model
 * @param {{ batches: number[], rounds: number, milliseconds: number }} options
 * @param {(speed: Speed) => void} report
 */
export async function measureSpeed(run, model, { batches, rounds, milliseconds }, report) {
  for (const engine of engineNames) await run('load', engine, `/${model.name}${engines[engine].weights}`, model.facts);
  const flops = 2 * (await run('ask', 'ganvas', { kind: 'cost', facts: model.facts }));
  for (const n of batches) {
    const differences = await compare(run, model, n);
    const time = (/** @type {EngineName} */ engine, /** @type {number} */ wanted) => run('ask', engine, { kind: 'time', n, milliseconds: wanted });
    for (const engine of engineNames) await time(engine, warmUp);
    const blocks = each(engineNames, () => /** @type {number[][]} */ ([]));
    const shares = [];
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < engineNames.length; turn++) {
        const engine = engineNames[(turn + round) % engineNames.length];
        blocks[engine].push(await time(engine, milliseconds));
        if (engine !== 'ganvas') continue;
        const peak = await run('ask', 'peak', { kind: 'peak', milliseconds: milliseconds / 4 });
        shares.push((flops * n) / median(blocks.ganvas[round]) / 1e6 / peak);
      }
    }
    const times = each(engineNames, (engine) => ({ median: median(blocks[engine].map(median)), p95: at(blocks[engine].flat(), 0.95) }));
    const ratios = each(others, (other) => ratio(blocks[other].map((round, i) => median(round) / median(blocks.ganvas[i]))));
    report({ model: model.name, batch: n, times, ratios, differences, gflops: (flops * n) / times.ganvas.median / 1e6, share: median(shares) });
  }
}
