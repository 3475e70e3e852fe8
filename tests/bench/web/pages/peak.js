// The most multiply-and-adds of four floats (f32x4) that this browser computes on this machine, fused where it can: fourteen
// chains that do not wait for each other, all in registers (fewer wait, more do not fit). Assembled here, as a compiler that
// has its own idea of registers spoils it.
import { canFuse, fuse } from '../../../../web/compile.js';
import { serve, time } from './engine.js';

const chains = 14;
const turns = 100_000;

const v128 = 0x7b, i32 = 0x7f;
const end = 0x0b, loop = 0x03, branchIf = 0x0d, emptyBlock = 0x40;
const localGet = 0x20, localSet = 0x21, localTee = 0x22, i32Const = 0x41, i32Subtract = 0x6b;
const f32x4Splat = [0xfd, 0x13], f32x4Add = [0xfd, 0xe4, 0x01], f32x4Multiply = [0xfd, 0xe6, 0x01], f32Const = 0x43;

/** A number as WebAssembly writes sizes. @param {number} size @returns {number[]} */
const leb = (size) => (size < 128 ? [size] : [(size & 127) | 128, ...leb(size >>> 7)]);
/** @param {number[]} bytes */
const sized = (bytes) => [...leb(bytes.length), ...bytes];
/** @param {number} id @param {number[]} bytes */
const section = (id, bytes) => [id, ...sized(bytes)];
/** @param {number} value */
const float = (value) => [f32Const, ...new Uint8Array(Float32Array.of(value).buffer)];

/** run(turns): x = x * factor + term in each chain, and the chains' sum, so that nothing is left out. */
function module() {
  const chain = Array.from({ length: chains }, (_, i) => 1 + i); // local 0 counts the turns
  const factor = chains + 1, term = chains + 2;
  const code = [
    ...float(0.999), ...f32x4Splat, localSet, factor, ...float(0.001), ...f32x4Splat, localSet, term,
    loop, emptyBlock,
    ...chain.flatMap((x) => [localGet, x, localGet, factor, ...f32x4Multiply, localGet, term, ...f32x4Add, localSet, x]),
    localGet, 0, i32Const, 1, i32Subtract, localTee, 0, branchIf, 0, end,
    localGet, 1, ...chain.slice(1).flatMap((x) => [localGet, x, ...f32x4Add]), 0xfd, 0x1f, 0, // f32x4.extract_lane 0
    end,
  ];
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 1, i32, 1, 0x7d]), // one type: (i32) -> f32
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, [1, ...sized([1, chains + 2, v128, ...code])]),
  ]);
}

const bytes = module();
if (canFuse()) fuse(bytes);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
const run = /** @type {(turns: number) => number} */ (exports.run);

const flops = turns * chains * 4 * 2;

serve({
  /** @param {{ milliseconds: number }} request */
  time: async ({ milliseconds }) => ({ flops, ...(await time(() => run(turns), milliseconds)) }),
});
