// A page that shows one picture by another engine: in a worker too, and its weights come side by side with the engine.
import { asked, show } from './first_picture.js';

const { engine, bytes, facts } = asked();
const worker = new Worker(`/${engine}.js`, { type: 'module' });
/** @param {object} request @returns {Promise<any>} */
const ask = (request) => new Promise((resolve, reject) => {
  worker.onerror = ({ message }) => reject(new Error(message || 'the worker did not load'));
  worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.value));
  worker.postMessage(request);
});
await ask({ kind: 'load', bytes: await bytes, facts });
show(await ask({ kind: 'draw', n: 1 }), facts.shape, engine === 'tfjs');
