// onnxruntime-web's WASM execution provider with one thread: the smallest of its builds that needs no graphics card.
import * as ort from 'onnxruntime-web/wasm';
import { serveEngine } from './engine.js';

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: new URL('/ort-wasm-simd-threaded.wasm', self.location.href).href };

serveEngine(async (bytes, { latentSize, labelCount }) => {
  const session = await ort.InferenceSession.create(new Uint8Array(bytes), { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  return {
    async draw(latents, labels) {
      const z = new ort.Tensor('float32', latents, [latents.length / latentSize, latentSize]);
      const { x } = await session.run(labelCount ? { z, labels: new ort.Tensor('int32', labels, [labels.length]) } : { z });
      return /** @type {Float32Array} */ (x.data);
    },
    release: () => void session.release(),
  };
});
