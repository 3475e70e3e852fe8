// What the benchmark prints.
import { engineNames, engines, others, visited } from './pages.mjs';

const speedColumns = { model: 7, n: 3, times: 21, ratio: 24 };
const digits = (/** @type {number} */ value) => value.toFixed(value < 10 ? 3 : 1);
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} KB`;
/** @param {{ median: number, lowest: number, highest: number }} ratio */
const spread = ({ median, lowest, highest }) => `${median.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
/** @param {(string | number)[]} cells @param {number[]} widths */
const row = (cells, widths) => cells.map((cell, i) => (i ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i]))).join('  ').trimEnd();

const widths = [speedColumns.model, speedColumns.n, speedColumns.times, 9, 6, ...others.flatMap(() => [speedColumns.times, speedColumns.ratio])];

export const speedHead = () => [
  'milliseconds of a batch, one thread: what the thread computed, median (by the clock, 95th percentile)',
  'ratio: to Ganvas in the same round, median (lowest to highest); share: of the multiply-and-add peak of f32x4',
  row(['model', 'n', 'Ganvas', 'GFLOP/s', 'share', ...others.flatMap((name) => [engines[name].title, 'ratio'])], widths),
].join('\n');

/** @param {import('./speed.mjs').Speed} speed */
export function speedRow({ model, batch, times, ratios, gflops, share }) {
  const time = (/** @type {import('./speed.mjs').Times} */ { processor, p95 }) => `${digits(processor)} (${digits(p95)})`;
  return row([model, batch, time(times.ganvas), gflops.toFixed(1), `${(100 * share).toFixed(0)} %`,
    ...others.flatMap((name) => [time(times[name]), spread(ratios[name])])], widths);
}

/** @param {Record<string, import('./first_picture.mjs').Fetched>} fetched @param {string} model */
export function bytesTable(fetched, model) {
  const columns = [16, 11, 11, 11, 14, 11, 11, 11];
  const ratio = (/** @type {string} */ name) => `${(fetched[name].engine.brotli / fetched.ganvas.engine.brotli).toFixed(1)} times`;
  return [
    `fetched before the first picture: the engine (page, scripts, WebAssembly), then the weights of ${model} as float32`,
    row(['', 'raw', 'gzip -9', 'brotli 11', 'ratio, brotli', 'raw', 'gzip -9', 'brotli 11'], columns),
    ...engineNames.map((name) => {
      const { engine, weights } = fetched[name];
      return row([engines[name].title, kilobytes(engine.raw), kilobytes(engine.gzip), kilobytes(engine.brotli), ratio(name),
        kilobytes(weights.raw), kilobytes(weights.gzip), kilobytes(weights.brotli)], columns);
    }),
  ].join('\n');
}

/** @param {import('./first_picture.mjs').Visits} visits @param {string} where */
export function visitsTable({ model, visits, milliseconds, ratios }, where) {
  return [
    `from the navigation to the first picture (${model}), nothing cached, ${where}: median of ${visits}`,
    ...Object.entries(visited).map(([name, { title }]) => row(
      [title, `${milliseconds[name].toFixed(0)} ms`, name in ratios ? spread(ratios[name]) : ''], [16, 10, 24])),
  ].join('\n');
}

/** @param {import('./memory.mjs').Memory} memory */
export const memoryTable = ({ model, samples, batch, before, after, growth }) => [
  `memory of Ganvas' page and worker (${model}), before and after ${samples} samples in batches of ${batch}`,
  `WebAssembly ${kilobytes(before.wasm)} -> ${kilobytes(after.wasm)}, grown by ${growth.wasm} bytes`,
  `JavaScript  ${kilobytes(before.script)} -> ${kilobytes(after.script)}, grown by ${growth.script} bytes`,
].join('\n');
