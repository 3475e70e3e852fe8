// Ganvas' engine in the benchmark's worker, where the other engines are too; its own worker is web/worker.js.
import { compile } from '../../../../web/compile.js';
import { Engine } from '../../../../web/engine.js';
import { startModule } from '../../../../web/module.js';
import { serveEngine } from './engine.js';

const start = async () => new Engine(await startModule(await compile(await fetch('/ganvas_wasm.wasm'))));
const engine = start();
let model = 0;

serveEngine(async (bytes) => {
  const ready = await engine;
  const loaded = ready.load(new Uint8Array(bytes), 'benchmark');
  model = loaded.model;
  return {
    draw: (latents, labels) => ready.sample(loaded.model, latents, labels).images,
    release: () => ready.release(loaded.model),
  };
}, {
  /** Multiply-adds of one image. */
  async cost({ facts }) {
    const label = Int32Array.from({ length: facts.labelCount ? 1 : 0 }, () => 0);
    const { steps } = (await engine).trace(model, new Float32Array(facts.latentSize), label, true);
    return steps.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  },
  /** Bytes of the WebAssembly memory. */
  memory: async () => (await engine).module.bytes.length,
});
