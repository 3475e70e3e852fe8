// Ganvas in a browser, beside onnxruntime-web and TensorFlow.js: speed, bytes, first picture, memory.
//
//     ./ganvas bench web [--generators G1,G3] [--batches 1,64] [--rounds N] [--out FILE] [--quick]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { browserFile, browserFlags, chromium } from '../../browser/chromium.mjs';
import { serve } from '../../browser/server.mjs';
import { measureBytes, measureVisits } from './first_picture.mjs';
import { measureMemory } from './memory.mjs';
import { buildPages, engineNames, writeModel } from './pages.mjs';
import { fast3g, slowLink } from './slow_link.mjs';
import { measureSpeed, startWorkers } from './speed.mjs';
import { bytesTable, memoryTable, speedHead, speedRow, visitsTable } from './table.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const firstModel = 'G3'; // what the pages show on this machine
const slowModel = 'digits'; // and over the slow link: the flagship's size
const help = `usage: ./ganvas bench web [options]
  --generators G1,…  of tests/bench/generators.json; default G1 to G5
  --batches 1,…      default 1,10,64
  --rounds N         default 5
  --out FILE         also writes JSON
  --quick            one generator, two rounds, no slow link: whether it works
All engines compute with one thread, in a worker. Where others compute on the machine too, the times count less than
the ratios, and the times to the first picture least.`;

/** @param {string} value @param {string} name */
function whole(value, name) {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new Error(`--${name} is '${value}', wants a whole number from 1 to 9999`);
  return Number(value);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      web: { type: 'string' }, models: { type: 'string' }, pages: { type: 'string' }, // from ./ganvas
      generators: { type: 'string' }, batches: { type: 'string' }, rounds: { type: 'string' },
      out: { type: 'string' }, quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const { web, models, pages, quick } = values;
  if (!web || !models || !pages) throw new Error('run it as ./ganvas bench web, which builds what it needs');
  /** @type {{ name: string }[]} */
  const listed = JSON.parse(fs.readFileSync(path.join(here, '../generators.json'), 'utf8'));
  const known = listed.map(({ name }) => name);
  const generators = (values.generators ?? (quick ? 'G3' : 'G1,G2,G3,G4,G5')).split(',');
  for (const name of generators) if (!known.includes(name)) throw new Error(`--generators names '${name}', known are ${known.join(', ')}`);
  return {
    web: path.resolve(web), models, pages, quick, generators, out: values.out,
    batches: (values.batches ?? '1,10,64').split(',').map((n) => whole(n, 'batches')),
    rounds: whole(values.rounds ?? (quick ? '2' : '5'), 'rounds'),
    milliseconds: quick ? 60 : 200,
  };
}

/** @param {import('playwright-core').Browser} browser @param {string} folder */
async function openHarness(browser, folder) {
  const server = await serve(folder, { compress: false });
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${server.address}harness.html`);
  /** @type {import('./speed.mjs').Run} */
  const run = (name, ...values) => page.evaluate(
    ([call, given]) => /** @type {any} */ (globalThis).bench[call](...given), /** @type {const} */ ([name, values]));
  return {
    page,
    run,
    async close() {
      await page.close();
      server.close();
    },
  };
}

/** @param {import('playwright-core').Browser} browser @param {ReturnType<typeof readOptions>} options */
async function measure(browser, options) {
  const folder = options.pages;
  const model = (/** @type {string} */ name) => writeModel(folder, path.join(options.models, `${name}.safetensors`));
  await buildPages(folder, options.web);
  const timing = await openHarness(browser, folder);
  /** @type {import('./speed.mjs').Speed[]} */
  const speeds = [];
  const clocks = await startWorkers(timing.run);
  console.log(speedHead());
  for (const name of options.generators) {
    await measureSpeed(timing.run, clocks, model(name), options, (speed) => {
      speeds.push(speed);
      console.log(speedRow(speed));
    });
  }
  await timing.close();

  const fresh = await openHarness(browser, folder);
  const memory = await measureMemory(fresh.page, fresh.run, model(firstModel), { samples: options.quick ? 1000 : 10_000, batch: 50 });
  console.log(`\n${memoryTable(memory)}`);
  await fresh.close();
  if (options.quick) return { speeds, memory };

  const server = await serve(folder);
  /** @type {Record<string, import('./first_picture.mjs').Fetched>} */
  const fetched = {};
  for (const engine of engineNames) fetched[engine] = await measureBytes(browser, server, engine, model(slowModel));
  console.log(`\n${bytesTable(fetched, slowModel)}`);
  await measureVisits(browser, server.address, model(firstModel), 1); // the server compresses each file once
  const loopback = await measureVisits(browser, server.address, model(firstModel), 7);
  console.log(`\n${visitsTable(loopback, 'from this machine')}`);
  const link = await slowLink(server.address, fast3g);
  const slow = await measureVisits(browser, link.address, model(slowModel), 3);
  console.log(`\n${visitsTable(slow, 'over fast 3G (1.6 Mbit/s, 150 ms)')}`);
  link.close();
  server.close();
  return { speeds, memory, fetched, visits: { loopback, slow } };
}

try {
  const options = readOptions();
  const flags = [...browserFlags, '--enable-blink-features=ForceEagerMeasureMemory']; // otherwise it measures when it likes
  const browser = await chromium.launch({ executablePath: browserFile, args: flags });
  const machine = { processor: os.cpus()[0]?.model, browser: browser.version(), load: os.loadavg()[0] };
  console.log(`${machine.processor}; Chromium ${machine.browser}; load average ${machine.load.toFixed(1)}`);
  try {
    const results = await measure(browser, options);
    if (options.out) fs.writeFileSync(options.out, `${JSON.stringify({ machine, ...results }, null, 1)}\n`);
  } finally {
    await browser.close();
  }
} catch (error) {
  console.error(`bench web: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
}
