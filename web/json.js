// The module's JSON: the host parses it, and leaves a table of the values in the module's memory, as shared/host_json.hpp
// describes it: 16 bytes a value, its kind, its size, and a number or where the rest lies.

const [nothing, no, yes, number, text, list, object, fault] = [0, 1, 2, 3, 4, 5, 6, 7];
const rowBytes = 16;

/**
 * A JSON text as such a table.
 * @param {Uint8Array} json
 * @param {(bytes: number) => number} allocate
 * @param {WebAssembly.Memory} memory
 * @returns {number} where the table lies; of what is no JSON one row, of a fault
 */
export function parse(json, allocate, memory) {
  /** @type {Table} */
  let read;
  try {
    read = tableOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch (error) {
    read = tableOf(JSON.stringify(error instanceof Error ? error.message : String(error)));
    read.kinds[0] = fault;
  }
  const { kinds, sizes, rests, texts } = read;
  const textsAt = kinds.length * rowBytes;
  const bytes = new TextEncoder().encode(texts.join(''));
  const table = allocate(textsAt + bytes.length);
  if (!table) throw new Error('Not enough memory for the model card');
  new Uint8Array(memory.buffer).set(bytes, table + textsAt);
  const view = new DataView(memory.buffer, table);
  for (let i = 0, at = 0; i < kinds.length; i++, at += rowBytes) {
    view.setUint32(at, kinds[i], true);
    view.setUint32(at + 4, sizes[i], true);
    if (kinds[i] === number) view.setFloat64(at + 8, rests[i], true);
    else view.setUint32(at + 8, table + (kinds[i] === text || kinds[i] === fault ? textsAt + rests[i] : rests[i] * rowBytes), true);
  }
  return table;
}

/**
 * @typedef {{ kinds: number[], sizes: number[], rests: number[], texts: string[] }} Table a row each; `rests` are
 *   numbers, of texts bytes from the first one on, of lists and objects rows
 */

/**
 * Breadth first, so that what one value holds lies in a row, and deep nesting costs no stack.
 * @param {string} json
 * @returns {Table}
 */
function tableOf(json) {
  /** @type {number[]} */
  const kinds = [];
  /** @type {number[]} */
  const sizes = [];
  /** @type {number[]} */
  const rests = [];
  /** @type {string[]} */
  const texts = [];
  let bytes = 0, members = 0;
  const values = [JSON.parse(json)];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let kind = nothing, size = 0, rest = 0;
    if (typeof value === 'string') {
      [kind, size, rest] = [text, bytesOf(value), bytes];
      texts.push(value);
      bytes += size;
    } else if (typeof value === 'number') {
      [kind, rest] = [number, value];
    } else if (Array.isArray(value)) {
      [kind, size, rest] = [list, value.length, values.length];
      for (const item of value) values.push(item);
    } else if (value) {
      if (value === true) {
        kind = yes;
      } else {
        [kind, rest] = [object, values.length];
        for (const key of Object.keys(value)) {
          values.push(key, value[key]);
          size++;
        }
        members += size;
      }
    } else if (value === false) {
      kind = no;
    }
    kinds.push(kind);
    sizes.push(size);
    rests.push(rest);
  }
  // Of two members of one name JSON.parse keeps the last; the text has a colon for each.
  if (json.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1 > members) throw new Error('a key stands twice');
  return { kinds, sizes, rests, texts };
}

/** @param {string} value */
function bytesOf(value) {
  if (!/[^\0-\x7f]/.test(value)) return value.length;
  if (/\p{Surrogate}/u.test(value)) throw new Error('half a surrogate pair');
  return new TextEncoder().encode(value).length;
}
