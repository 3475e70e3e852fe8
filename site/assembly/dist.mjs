// The folder that is built: what was written, and which source became which name.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Ten hexadecimal digits: two files of a page share them once in a million million builds. @param {(Buffer | string)[]} parts */
export function contentHash(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 10);
}

/** A file's name as an address takes it, whatever a person called the file: `#`, `?` and `%` mean something there. @param {string} name */
export const plain = (name) => name.replace(/[^\w.-]+/g, '-');

export class Dist {
  /** What stands in the folder. @type {Map<string, Buffer>} */
  files = new Map();
  /** From a source's name, as the page's source writes it, to its name here. @type {Map<string, string>} */
  names = new Map();

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * @param {string} name from the folder's top, with slashes
   * @param {string | Buffer | Uint8Array} content
   * @param {string} [source] what it was made of
   */
  write(name, content, source = name) {
    const bytes = Buffer.from(content);
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
    this.files.set(name, bytes);
    this.names.set(source, name);
    return name;
  }

  /**
   * Under its own name and a hash: `icon.svg` becomes `assets/icon-0123456789.svg`.
   * @param {string} into a folder
   * @param {string} source
   * @param {string | Buffer | Uint8Array} content
   */
  writeHashed(into, source, content) {
    const { name, ext } = path.parse(source);
    return this.write(`${into}/${plain(name)}-${contentHash(Buffer.from(content))}${ext}`, content, source);
  }

  /** For tests, and for who wonders: which source became which file. */
  writeNames() {
    fs.writeFileSync(path.join(this.folder, '.ganvas'), `${JSON.stringify(Object.fromEntries(this.names), null, 1)}\n`);
  }
}
