// The page of the timings: a worker for each engine, of which one computes at a time.

/** @type {Map<string, Worker>} */
const workers = new Map();

/** @param {string} name @param {object} request @returns {Promise<any>} */
function ask(name, request) {
  let worker = workers.get(name);
  if (!worker) workers.set(name, (worker = new Worker(`/${name}.js`, { type: 'module' })));
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ message) => reject(new Error(`${name}: ${message}`));
    worker.onerror = ({ message }) => fail(message || 'the worker did not load');
    worker.onmessage = ({ data }) => ('error' in data ? fail(data.error) : resolve(data.value));
    worker.postMessage(request);
  });
}

/** @param {string} name @param {string} address @param {import('./engine.js').Facts} facts */
async function load(name, address, facts) {
  return ask(name, { kind: 'load', bytes: await (await fetch(address)).arrayBuffer(), facts });
}

/** Where [c,h,w] has the number that [h,w,c] has at `i`. @param {number} i @param {number[]} shape */
function channelsFirst(i, [channels, height, width]) {
  const size = channels * height * width;
  const pixel = Math.floor((i % size) / channels);
  return i - (i % size) + (i % channels) * height * width + pixel;
}

/**
 * How far a number of two engines' pictures differs at most.
 * @param {[string, string]} names the second may give its channels last
 * @param {number} n
 * @param {number[]} shape
 * @param {boolean} channelsLast
 */
async function difference([first, second], n, shape, channelsLast) {
  const wanted = await ask(first, { kind: 'draw', n });
  const found = await ask(second, { kind: 'draw', n });
  if (found.length !== wanted.length) throw new Error(`${second}: drew ${found.length} numbers, ${first} ${wanted.length}`);
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    const one = Math.abs(found[i] - wanted[channelsLast ? channelsFirst(i, shape) : i]);
    if (!(one <= largest)) largest = one; // also when it is no number
  }
  return largest;
}

Object.assign(globalThis, { bench: { ask, load, difference } });
