// What a link to the page shows where it is shared: a title, a sentence and, where the page's own address is known (a
// picture's must be whole there), preview.png, which tests/browser/preview.mjs made.
import fs from 'node:fs';
import path from 'node:path';
import { escaped } from './words.mjs';

const [width, height] = [1200, 630]; // of preview.png

/** A web address that the build was given, or nothing. @param {string | undefined} address @param {string} name of what gave it */
export function webAddress(address, name) {
  if (!address) return undefined;
  if (!/^https?:\/\/[^\s"<>?#]+$/.test(address)) throw new Error(`${name} is ${address}: give an address as https://example.org/ganvas/`);
  return address;
}

/**
 * @param {import('./dist.mjs').Dist} dist
 * @param {string} site
 * @param {Record<string, string>} words
 * @param {string | undefined} address of the page
 */
export function sharingTags(dist, site, { pageTitle, pageDescription, previewAlt }, address) {
  const tag = (/** @type {string} */ property, /** @type {string} */ content) => `<meta property="${property}" content="${escaped(content)}">`;
  const tags = [
    `<meta name="description" content="${escaped(pageDescription)}">`,
    tag('og:type', 'website'),
    tag('og:site_name', 'Ganvas'),
    tag('og:title', pageTitle),
    tag('og:description', pageDescription),
    `<meta name="twitter:card" content="${address ? 'summary_large_image' : 'summary'}">`,
  ];
  if (!address) return tags;
  const folder = address.replace(/\/*$/, '/');
  // Not in assets/: the service worker keeps what lies there, and no page shows this.
  const picture = dist.writeHashed('preview', 'preview.png', fs.readFileSync(path.join(site, 'preview.png')));
  return [
    ...tags,
    tag('og:url', folder),
    tag('og:image', folder + picture),
    tag('og:image:width', String(width)),
    tag('og:image:height', String(height)),
    tag('og:image:alt', previewAlt),
  ];
}
