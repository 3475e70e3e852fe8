// Compiles the engine, with fused multiply-adds where the browser has them. These belong to relaxed SIMD, which not every
// browser knows: a module that names one instruction of it compiles nowhere else, and two modules could not both be asked
// for while the page's scripts are still on their way. So the one module says "multiply, then add", and is rewritten here.

// The smallest module with f32x4.relaxed_madd in it, of three times i32.const 0, i8x16.splat.
const relaxedModule = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0,
  10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
);

const [localGet, prefix] = [0x20, 0xfd];
const multiply = [prefix, 0xe6, 0x01], add = [prefix, 0xe4, 0x01]; // f32x4.mul, f32x4.add
const multiplyAdd = [prefix, 0x85, 0x02]; // f32x4.relaxed_madd: the third operand is added to the product of the first two
const nothing = [0x01, 0x01, 0x01];

/**
 * Turns `f32x4.mul, local.get x, f32x4.add` into `local.get x, f32x4.relaxed_madd` and as many nops as keep every length.
 * These are eight bytes that nothing else in the engine spells: tests/browser/engine.test.mjs holds it to that.
 * @param {Uint8Array} module is changed
 * @returns {number} how many were fused
 */
export function fuse(module) {
  let count = 0;
  const wanted = [...multiply, localGet, -1, ...add];
  for (let at = module.indexOf(prefix); at >= 0; at = module.indexOf(prefix, at + 1)) {
    const local = module[at + 4];
    if (!wanted.every((byte, i) => byte === module[at + i] || byte < 0) || local > 0x7f) continue; // one byte names it
    module.set([localGet, local, ...multiplyAdd, ...nothing], at);
    count++;
  }
  return count;
}

/** Whether this browser has relaxed SIMD. */
export const canFuse = () => WebAssembly.validate(relaxedModule);

/** @param {Response} response the engine's module, arriving */
export async function compile(response) {
  if (!canFuse()) {
    // Compiling while it arrives wants the right media type, which not every static host sends.
    if (response.headers.get('Content-Type')?.startsWith('application/wasm')) return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
  }
  const module = new Uint8Array(await response.arrayBuffer());
  fuse(module);
  return WebAssembly.compile(module);
}
