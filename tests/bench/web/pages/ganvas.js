// Ganvas' engine in the benchmark's worker, where the other engines are too; its own worker is web/worker.js.
import createGanvas from '../../../../web/ganvas_wasm.js';
import { Engine } from '../../../../web/engine.js';
import { serveEngine } from './engine.js';

const start = async () => {
  const wasmBinary = await (await fetch('/ganvas_wasm.wasm')).arrayBuffer();
  return new Engine(await createGanvas({ wasmBinary }));
};
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
  memory: async () => (await engine).module.HEAPU8.length,
});
