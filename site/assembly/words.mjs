// The message table's fixed texts, for what stands in the page before any script runs.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param {string} site @returns {Promise<Record<string, string> | undefined>} there may be no table */
export async function fixedTexts(site) {
  const file = path.join(site, 'messages.js');
  return fs.existsSync(file) ? (await import(pathToFileURL(file).href)).fixed : undefined;
}

/** A text as HTML's text and attributes take it. @param {string} text */
export const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
