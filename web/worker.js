// The worker: the engine behind the messages of protocol.js, one at a time, in the order of their arrival.
import { Engine } from './engine.js';
import { startModule } from './module.js';
import { transferables } from './protocol.js';

/** @type {Promise<Engine> | undefined} */
let engine;

/** @type {(request: import('./protocol.js').Request) => Promise<unknown>} */
async function answer(request) {
  if (request.kind === 'start') {
    // It comes compiled from the page, which downloads it while this worker starts.
    engine = startModule(request.module).then((module) => new Engine(module));
    await engine;
    return null;
  }
  if (!engine) throw new Error('The worker was not started');
  const ready = await engine;
  switch (request.kind) {
    case 'load':
      return ready.load(new Uint8Array(request.bytes), request.fileName);
    case 'loadReader':
      return ready.loadReader(new Uint8Array(request.bytes), request.fileName);
    case 'sample':
      return ready.sample(request.model, request.latents, request.labels);
    case 'read':
      return ready.read(request.model, request.images, request.labels);
    case 'trace':
      return ready.trace(request.model, request.latent, request.labels, request.timed);
    case 'nearest': {
      const { model, image, latent, labels, steps, prior } = request;
      return ready.nearest(model, image, latent, labels, steps, prior);
    }
    case 'latent':
      return ready.latent(request.seed, request.index, request.size, request.distribution);
    case 'release':
      ready.release(request.model);
      return null;
  }
}

// A worker's `self`, which the type checker takes for a page's, as it reads all files at once.
const scope = /** @type {Worker} */ (/** @type {unknown} */ (self));

scope.onmessage = async (/** @type {MessageEvent} */ { data }) => {
  /** @type {import('./protocol.js').Reply} */
  let reply;
  try {
    reply = { id: data.id, ok: true, value: await answer(data) };
  } catch (error) {
    const ended = error instanceof WebAssembly.RuntimeError;
    reply = { id: data.id, ok: false, ended, message: error instanceof Error ? error.message : String(error) };
  }
  scope.postMessage(reply, reply.ok ? transferables(reply.value) : []);
};
