// What the benchmark measures Ganvas beside. A check of our own JavaScript doesn't wait for their download.
declare module 'onnxruntime-web/wasm';
declare module '@tensorflow/tfjs-core';
declare module '@tensorflow/tfjs-core/*';
declare module '@tensorflow/tfjs-backend-wasm/*';
declare module 'protobufjs';
