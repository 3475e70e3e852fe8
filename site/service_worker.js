// Keeps the page for playing without a network. The page's own files are fetched when this worker is installed, weights
// when somebody first plays with them. All files but the page itself carry a hash of their content in their name: whatever
// page is shown, old or new, what it asks for by name is what it was built with.

/**
 * What site/assembly/service_worker.mjs puts in place of GANVAS_BUILD.
 * @typedef {{ version: string, shell: { url: string, integrity?: string }[], later: string[] }} Build
 */
const { version, shell, later } = /** @type {Build} */ (GANVAS_BUILD);

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const home = scope.registration.scope;

// A host may hold other pages beside this one, and they share its caches: ours bear the page's address.
const shells = `${home} shell `;
const ownShell = shells + version;
const weights = `${home} weights`;
const notes = `${home} notes`;
const atWork = `${home}at-work`; // a note of the shell whose worker is; there is no such file

const patience = 3000; // milliseconds for a slow network to bring the page before the kept one is shown

async function install() {
  const isNew = !(await caches.has(ownShell)); // or a page of it may be open still: this build was there before
  try {
    const cache = await caches.open(ownShell);
    await Promise.all(shell.map((part) => fetchInto(cache, part)));
  } catch (error) {
    if (isNew) await caches.delete(ownShell);
    throw error;
  }
  await scope.skipWaiting(); // nothing to wait for, as an open page of before finds its own files by their names
}

/** @param {Cache} cache @param {Build['shell'][0]} part */
async function fetchInto(cache, { url, integrity }) {
  const address = new URL(url, home).href;
  const known = integrity ? undefined : await caches.match(address); // by name, so by content
  // A page that changed hands in the midst of this fails its integrity: then the old worker stays, until the next visit.
  const response = known ?? (await fetch(address, integrity ? { integrity, cache: 'no-cache' } : {}));
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  await cache.put(address, response);
}

/** Drops what no page needs: all shells but this one and the one before, whose page may still be open. */
async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith(shells) && name !== ownShell);
  const noted = await caches.open(notes);
  // Not simply the youngest of them: a build may have been taken back, or never have come to work.
  const before = (await (await noted.match(atWork))?.text()) ?? others.at(-1);
  if (before !== ownShell) for (const name of others) if (name !== before) await caches.delete(name);
  await noted.put(atWork, new Response(ownShell));
  const wanted = new Set(later.map((name) => new URL(name, home).href));
  const kept = await caches.open(weights);
  for (const request of await kept.keys()) if (!wanted.has(request.url)) await kept.delete(request);
  await scope.clients.claim();
}

/** The newest page that can be had: the network's, or the kept one if it is slow, down or fails. @param {Request} request */
async function page(request) {
  const kept = await (await caches.open(ownShell)).match(home);
  const fresh = fetch(request).then((response) => (response.ok || !kept ? response : kept));
  if (!kept) return fresh;
  /** @type {Promise<Response>} */
  const late = new Promise((resolve) => setTimeout(resolve, patience, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}

/** @param {Request} request */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && isWeights(request.url)) await keep(request.url, response.clone());
  return response;
}

/** @param {string} address */
const isWeights = (address) => address.startsWith(`${home}models/`);

/** A full disk is no reason to withhold what was fetched. @param {string} address @param {Response} response */
async function keep(address, response) {
  try {
    await (await caches.open(weights)).put(address, response);
  } catch (error) {
    console.info(`not kept for playing offline: ${address}`, error);
  }
}

/** Weights that the page used before this worker could see it; the browser has them still. @param {string[]} addresses */
async function keepUsed(addresses) {
  for (const address of addresses.filter(isWeights)) {
    if (await caches.match(address)) continue;
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok) await keep(address, response);
  }
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('message', (event) => {
  event.waitUntil(keepUsed(event.data.used).then(() => event.ports[0]?.postMessage('kept')));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  address.search = address.hash = '';
  if (request.method !== 'GET' || !address.href.startsWith(home)) return;
  const isPage = request.mode === 'navigate' && [home, `${home}index.html`].includes(address.href);
  event.respondWith(isPage ? page(request) : file(request));
});
