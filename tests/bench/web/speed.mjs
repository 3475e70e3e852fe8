// How long the engines draw. They take turns, round by round, so that a noisy machine disturbs all of them; what counts is
// the ratio of a round, and the median of these. A drawing's time is what its thread computed, where that is known.
import { engineNames, engines, others } from './pages.mjs';
import { clockOfNewWorker, workerThreads } from './thread_clock.mjs';

/** @typedef {import('./pages.mjs').EngineName} EngineName */
/**
 * `run` calls a function of pages/harness.js in the page of the timings.
 * @typedef {(name: 'ask' | 'load' | 'difference', ...values: unknown[]) => Promise<any>} Run
 * @typedef {Map<string, () => number | undefined>} Clocks of the workers
 * @typedef {{ processor: number, median: number, p95: number }} Times of a drawing in milliseconds: what its thread
 *   computed, the median of the rounds; and by the browser's clock
 * @typedef {{ median: number, lowest: number, highest: number }} Ratio
 * @typedef {{ model: string, batch: number, times: Record<EngineName, Times>, ratios: Record<EngineName, Ratio>,
 *   gflops: number, peak: number, share: number, differences: Record<EngineName, number> }} Speed
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

/**
 * Refuses to time an engine that draws something else.
 * @param {Run} run
 * @param {import('./pages.mjs').Model} model
 * @param {number} batch
 */
async function compare(run, { name, facts }, batch) {
  const differences = /** @type {Record<EngineName, number>} */ ({});
  for (const other of others) {
    const found = await run('difference', ['ganvas', other], batch, facts.shape, engines[other].channelsLast);
    if (!(found <= tolerance)) {
      throw new Error(`${name}, batch ${batch}: a number of ${engines[other].title}'s pictures differs by ${found} from Ganvas', ` +
        `allowed is ${tolerance}: tests/bench/web/weights.mjs, onnx.mjs or tfjs.mjs converts it wrongly`);
    }
    differences[other] = found;
  }
  return differences;
}

/**
 * Starts a worker for each engine and one for the peak, one after the other, so that each one's thread is known.
 * @param {Run} run
 */
export async function startWorkers(run) {
  /** @type {Clocks} */
  const clocks = new Map();
  for (const name of [...engineNames, 'peak']) {
    const before = workerThreads();
    await run('ask', name, { kind: 'hello' });
    clocks.set(name, clockOfNewWorker(before));
  }
  return clocks;
}

/**
 * @param {Run} run
 * @param {Clocks} clocks
 * @param {string} name of the worker
 * @param {{ n?: number, milliseconds: number }} wish
 */
async function time(run, clocks, name, wish) {
  const clock = () => clocks.get(name)?.() ?? NaN;
  const start = clock();
  /** @type {import('./pages/engine.js').Timed & { flops?: number }} */
  const { blocks, drawings, flops = 0 } = await run('ask', name, { kind: 'time', ...wish });
  const computed = (clock() - start) / drawings;
  return { blocks, flops, processor: Number.isNaN(computed) ? median(blocks) : computed };
}
/** @typedef {Awaited<ReturnType<typeof time>>} Timed */

/** @param {Timed[]} rounds @returns {Times} */
const summary = (rounds) => ({
  processor: median(rounds.map(({ processor }) => processor)),
  median: median(rounds.map(({ blocks }) => median(blocks))),
  p95: at(rounds.flatMap(({ blocks }) => blocks), 0.95),
});

/**
 * @param {Run} run
 * @param {Clocks} clocks
 * @param {import('./pages.mjs').Model} model
 * @param {{ batches: number[], rounds: number, milliseconds: number }} options
 * @param {(speed: Speed) => void} report
 */
export async function measureSpeed(run, clocks, model, { batches, rounds, milliseconds }, report) {
  for (const engine of engineNames) await run('load', engine, `/${model.name}${engines[engine].weights}`, model.facts);
  const flops = 2 * (await run('ask', 'ganvas', { kind: 'cost', facts: model.facts }));
  for (const n of batches) {
    const differences = await compare(run, model, n);
    for (const engine of engineNames) await time(run, clocks, engine, { n, milliseconds: warmUp });
    const timed = each(engineNames, () => /** @type {Timed[]} */ ([]));
    const peaks = /** @type {number[]} */ ([]);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < engineNames.length; turn++) {
        const engine = engineNames[(turn + round) % engineNames.length];
        timed[engine].push(await time(run, clocks, engine, { n, milliseconds }));
        if (engine !== 'ganvas') continue;
        const peak = await time(run, clocks, 'peak', { milliseconds: milliseconds / 4 });
        peaks.push(peak.flops / peak.processor / 1e6);
      }
    }
    const speeds = timed.ganvas.map(({ processor }) => (flops * n) / processor / 1e6); // GFLOP/s
    report({
      model: model.name, batch: n, differences,
      times: each(engineNames, (engine) => summary(timed[engine])),
      ratios: each(others, (other) => ratio(timed[other].map(({ processor }, i) => processor / timed.ganvas[i].processor))),
      gflops: median(speeds), peak: median(peaks), share: median(speeds.map((speed, i) => speed / peaks[i])),
    });
  }
}
