// What every engine's worker answers: load a generator, draw with it, and say how long drawing takes. All three engines
// are asked the same way: latent vectors in an array that JavaScript holds, pictures in another.

/**
 * `facts` is what a generator's user knows of it.
 * @typedef {{ latentSize: number, labelCount: number, shape: number[] }} Facts
 * @typedef {(latents: Float32Array, labels: Int32Array) => Float32Array | Promise<Float32Array>} Draw
 * @typedef {{ draw: Draw, release?: () => void }} Loaded
 */

/** Normal latent vectors and labels, the same ones in each worker. @param {number} n @param {Facts} facts */
export function inputs(n, { latentSize, labelCount }) {
  let state = 1;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const latents = Float32Array.from({ length: n * latentSize }, normal);
  const labels = Int32Array.from({ length: labelCount ? n : 0 }, (_, i) => i % labelCount);
  return { latents, labels };
}

/** Answers messages by their kind, one after the other; `hello` says that the worker is there. @param {Record<string, (request: any) => unknown>} answers */
export function serve(answers) {
  const scope = /** @type {Worker} */ (/** @type {unknown} */ (self));
  scope.onmessage = async (/** @type {MessageEvent} */ { data }) => {
    try {
      scope.postMessage({ value: data.kind === 'hello' ? null : await answers[data.kind](data) });
    } catch (error) {
      scope.postMessage({ error: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** Many drawings are timed as one block: a browser's clock is coarse. In milliseconds. */
const shortestBlock = 2;

/**
 * @param {() => unknown} draw
 * @param {number} repetitions
 */
async function block(draw, repetitions) {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) {
    const drawn = draw();
    if (drawn instanceof Promise) await drawn;
  }
  return performance.now() - start;
}

/**
 * The milliseconds of one drawing, block by block, until `milliseconds` are over; and how often it drew in all.
 * @param {() => unknown} draw
 * @param {number} milliseconds
 */
export async function time(draw, milliseconds) {
  const end = performance.now() + milliseconds;
  let drawings = 0;
  const next = (/** @type {number} */ repetitions) => {
    drawings += repetitions;
    return block(draw, repetitions);
  };
  let repetitions = 1;
  let took = await next(repetitions);
  while (took < shortestBlock) took = await next((repetitions *= 2));
  const blocks = [took / repetitions];
  while (performance.now() < end) blocks.push((await next(repetitions)) / repetitions);
  return { blocks, drawings };
}
/** @typedef {Awaited<ReturnType<typeof time>>} Timed */

/**
 * @param {(bytes: ArrayBuffer, facts: Facts) => Loaded | Promise<Loaded>} load
 * @param {Record<string, (request: any) => unknown>} [more] what only one engine is asked
 */
export function serveEngine(load, more = {}) {
  /** @type {Loaded | undefined} */
  let loaded;
  /** @type {Facts} */
  let facts;
  const draw = (/** @type {{ latents: Float32Array, labels: Int32Array }} */ { latents, labels }) => {
    if (!loaded) throw new Error('No generator is loaded');
    return loaded.draw(latents, labels);
  };
  serve({
    async load(request) {
      loaded?.release?.();
      facts = request.facts;
      loaded = await load(request.bytes, facts);
    },
    draw: ({ n }) => draw(inputs(n, facts)),
    time({ n, milliseconds }) {
      const given = inputs(n, facts);
      return time(() => draw(given), milliseconds);
    },
    ...more,
  });
}
