// An example of the headers that a host should send, in the form that Netlify and Cloudflare Pages read. Other hosts (nginx,
// Apache, Caddy) want the same in their own words. The page plays without them: its policy stands in index.html too.

const forEver = 'public, max-age=31536000, immutable';

/** @param {string} policy the page's own */
export function headers(policy) {
  /** @type {[string, Record<string, string>][]} */
  const rules = [
    ['/*', {
      'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    }],
    // These keep their names from build to build: a browser asks each time whether they are still the same.
    ...['/', '/index.html', '/service_worker.js', '/manifest.webmanifest'].map(
      (name) => /** @type {[string, Record<string, string>]} */ ([name, { 'Cache-Control': 'no-cache' }])),
    ['/assets/*', { 'Cache-Control': forEver }],
    ['/models/*', { 'Cache-Control': forEver }],
    ['/preview/*', { 'Cache-Control': forEver }],
  ];
  return rules
    .map(([name, fields]) => `${name}\n${Object.entries(fields).map(([field, value]) => `  ${field}: ${value}\n`).join('')}`)
    .join('\n');
}
