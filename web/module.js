// Starts the compiled module: the functions that it wants of its surroundings, and its memory as arrays.
import { parse } from './json.js';

/**
 * @typedef {Record<string, (...numbers: number[]) => number>} Functions those of exports.cpp, malloc and free
 * @typedef {{ functions: Functions, bytes: Uint8Array, ints: Int32Array, floats: Float32Array, doubles: Float64Array }}
 *   StartedModule the arrays are views of all memory, taken anew by each use, as growth detaches them
 */

/**
 * @param {WebAssembly.Module} module
 * @returns {Promise<StartedModule>}
 */
export async function startModule(module) {
  const { exports } = await WebAssembly.instantiate(module, {
    env: {
      emscripten_notify_memory_growth() {},
      ganvas_now: () => performance.now(),
      /** @type {(text: number, size: number) => number} */
      ganvas_parse_json(text, size) {
        return parse(new Uint8Array(memory.buffer, text, size), functions.malloc, memory);
      },
    },
    wasi_snapshot_preview1: {
      proc_exit() {
        // Whatever else goes wrong is said by ganvas_message. This is an error like a trap's, which runs no destructor
        // either: the worker tells both from what is only refused.
        const size = memory.buffer.byteLength >> 20;
        throw new WebAssembly.RuntimeError(`the engine has ${size} MB of memory and wants more`);
      },
    },
  });
  const memory = /** @type {WebAssembly.Memory} */ (exports.memory);
  const functions = /** @type {Functions} */ (/** @type {unknown} */ (exports));
  functions._initialize();
  return {
    functions,
    get bytes() {
      return new Uint8Array(memory.buffer);
    },
    get ints() {
      return new Int32Array(memory.buffer);
    },
    get floats() {
      return new Float32Array(memory.buffer);
    },
    get doubles() {
      return new Float64Array(memory.buffer);
    },
  };
}
