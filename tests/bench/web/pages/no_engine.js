// The worker, the weights and the messages of the other engines, but a grey picture.
import { serveEngine } from './engine.js';

serveEngine((_, { shape }) => ({ draw: () => new Float32Array(shape.reduce((size, n) => size * n)) }));
