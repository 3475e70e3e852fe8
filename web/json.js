// The module's JSON: the host parses it, and leaves a table of the values in the module's memory, as shared/host_json.hpp
// describes it: 16 bytes a value, its kind, its size, and a number or where the rest lies.

// The kinds; before them null, false and true. A fault is a text that says why there is no other value.
const simple = [null, false, true];
const [number, text, list, object, fault] = [3, 4, 5, 6, 7];
const rowBytes = 16;
const halfPair = /\p{Surrogate}/gu;

/**
 * A JSON text as such a table.
 * @param {Uint8Array} json
 * @param {(bytes: number) => number} allocate
 * @param {WebAssembly.Memory} memory
 * @returns {number} where the table lies; of what is no JSON one row, of a fault
 */
export function parse(json, allocate, memory) {
  /** @type {ReturnType<typeof tableOf>} */
  let read;
  try {
    read = tableOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch (error) {
    // V8 quotes the text, and may cut a pair in two. A fault in saying what is wrong would end the engine.
    const message = error instanceof Error ? error.message : String(error);
    read = tableOf(JSON.stringify(message.replace(halfPair, '?')));
    read.rows[0] = fault;
  }
  const textsAt = (read.rows.length / 3) * rowBytes;
  const table = allocate(textsAt + read.texts.length);
  if (!table) throw new WebAssembly.RuntimeError('Not enough memory for the model card');
  new Uint8Array(memory.buffer).set(read.texts, table + textsAt);
  const view = new DataView(memory.buffer, table);
  for (let i = 0, at = 0; at < textsAt; i += 3, at += rowBytes) {
    const [kind, size, rest] = [read.rows[i], read.rows[i + 1], read.rows[i + 2]];
    view.setUint32(at, kind, true);
    view.setUint32(at + 4, size, true);
    if (kind === number) view.setFloat64(at + 8, rest, true);
    else view.setUint32(at + 8, table + (kind === list || kind === object ? rest * rowBytes : textsAt + rest), true);
  }
  return table;
}

/**
 * Breadth first, so that what one value holds lies in a row, and deep nesting costs no stack.
 * @param {string} json
 * @returns {{ rows: number[], texts: Uint8Array }} three numbers a row: kind, size, and of a number itself, of a text how
 *   many bytes lie before it, of a list or an object the first of its rows
 */
function tableOf(json) {
  /** @type {number[]} */
  const rows = [];
  /** @type {string[]} */
  const texts = [];
  let bytes = 0, members = 0;
  const values = [JSON.parse(json)];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'string') {
      const size = bytesOf(value);
      rows.push(text, size, bytes);
      texts.push(value);
      bytes += size;
    } else if (typeof value === 'number') {
      rows.push(number, 0, value);
    } else if (Array.isArray(value)) {
      rows.push(list, value.length, values.length);
      for (const item of value) values.push(item);
    } else if (simple.includes(value)) {
      rows.push(simple.indexOf(value), 0, 0);
    } else {
      const keys = Object.keys(value);
      rows.push(object, keys.length, values.length);
      for (const key of keys) values.push(key, value[key]);
      members += keys.length;
    }
  }
  // Of two members of one name JSON.parse keeps the last; the text has a colon for each. (A regular expression of a whole
  // text would overflow its stack: texts may have megabytes.)
  for (let i = 0, inside = false; i < json.length; i++) {
    if (json[i] === '\\') i++;
    else if (json[i] === '"') inside = !inside;
    else if (json[i] === ':' && !inside) members--;
  }
  if (members < 0) throw new Error('a key stands twice');
  return { rows, texts: new TextEncoder().encode(texts.join('')) };
}

/** @param {string} value */
function bytesOf(value) {
  if (!/[^\0-\x7f]/.test(value)) return value.length;
  if (value.search(halfPair) >= 0) throw new Error('half a surrogate pair');
  return new TextEncoder().encode(value).length;
}
