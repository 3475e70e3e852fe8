// The module's JSON: the host parses it, and leaves a table of the values in the module's memory, as shared/host_json.hpp
// describes it: 16 bytes a value, its kind, its size, and a number or where the rest lies.

const [nothing, no, yes, number, text, list, object, fault] = [0, 1, 2, 3, 4, 5, 6, 7];
const rowBytes = 16;

/**
 * @typedef {[kind: number, size: number, rest: number]} Row of a text `rest` counts bytes from the first text's on, of a
 *   list or an object rows
 */

/**
 * Breadth first, so that what one value holds lies in a row, and deep nesting costs no stack.
 * @param {Uint8Array} json
 * @returns {{ rows: Row[], texts: Uint8Array[] }} one row, of a fault, where the bytes are no JSON
 */
export function valuesOf(json) {
  try {
    return read(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch (error) {
    const message = new TextEncoder().encode(error instanceof Error ? error.message : String(error));
    return { rows: [[fault, message.length, 0]], texts: [message] };
  }
}

/** @param {string} json */
function read(json) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {Uint8Array[]} */
  const texts = [];
  let textBytes = 0, members = 0;
  const values = [JSON.parse(json)];
  for (const value of values) {
    if (typeof value === 'string') {
      if (/\p{Surrogate}/u.test(value)) throw new Error('half a surrogate pair');
      const bytes = new TextEncoder().encode(value);
      rows.push([text, bytes.length, textBytes]);
      texts.push(bytes);
      textBytes += bytes.length;
    } else if (typeof value === 'number') {
      rows.push([number, 0, value]);
    } else if (Array.isArray(value)) {
      rows.push([list, value.length, values.length]);
      for (const item of value) values.push(item);
    } else if (value instanceof Object) {
      const entries = Object.entries(value);
      rows.push([object, entries.length, values.length]);
      for (const entry of entries) values.push(...entry);
      members += entries.length;
    } else {
      rows.push([value === null ? nothing : value ? yes : no, 0, 0]);
    }
  }
  // Of two members of one name JSON.parse keeps the last; the text has a colon for each.
  if (json.replace(/"(\\.|[^"\\])*"/g, '').split(':').length - 1 > members) throw new Error('a key stands twice');
  return { rows, texts };
}

/**
 * @param {ReturnType<typeof valuesOf>} values
 * @param {(bytes: number) => number} allocate
 * @param {WebAssembly.Memory} memory
 * @returns {number} the address of the table
 */
export function writeValues({ rows, texts }, allocate, memory) {
  const textsAt = rows.length * rowBytes;
  const table = allocate(textsAt + texts.reduce((sum, { length }) => sum + length, 0));
  if (!table) throw new Error('Not enough memory for the model card');
  const view = new DataView(memory.buffer);
  rows.forEach(([kind, size, rest], i) => {
    const at = table + i * rowBytes;
    view.setUint32(at, kind, true);
    view.setUint32(at + 4, size, true);
    if (kind === number) view.setFloat64(at + 8, rest, true);
    else view.setUint32(at + 8, table + (kind === list || kind === object ? rest * rowBytes : textsAt + rest), true);
  });
  let at = table + textsAt;
  for (const bytes of texts) {
    new Uint8Array(memory.buffer).set(bytes, at);
    at += bytes.length;
  }
  return table;
}
