// Where this browser keeps the player's own files: a cache of the page's own, as the service worker has for the page. The
// Cache API and not IndexedDB, as it keeps whole files by a name, in the order in which they came, and none of it needs a
// schema, a transaction or a wrapping of events. It wants https or this machine, and so does playing offline.

// A host may hold other pages beside this one, and they share its caches: this one bears the page's address.
const home = new URL('.', location.href).href;
const cacheName = `${home} own files`;

// What a page may take of a person's disk without asking. The newest are kept: who trains has the last run in mind.
const mostBytes = 64e6;
const mostFiles = 12;

const addressOf = (/** @type {string} */ name) => `${home}own?${encodeURIComponent(name)}`;
const nameOf = (/** @type {string} */ address) => decodeURIComponent(new URL(address).search.slice(1));

const open = () => caches.open(cacheName);

/** The oldest first. */
export async function names() {
  return (await (await open()).keys()).map(({ url }) => nameOf(url));
}

/** The file's bytes, unread; rejects if it is not here. @param {string} name */
export async function read(name) {
  const response = await (await open()).match(addressOf(name));
  if (!response) throw new Error(`${name} is not kept any more`);
  return response.blob();
}

/** @param {string} name */
export async function forget(name) {
  await (await open()).delete(addressOf(name));
}

/** Keeps a file, in the place of one of its name; the oldest give way. One that does not fit is not kept. @param {File} file */
export async function keep(file) {
  const cache = await open();
  await cache.delete(addressOf(file.name)); // even if this one cannot be kept: nobody wants to meet the old bytes again
  if (file.size > mostBytes) return;
  let bytes = file.size;
  const others = [...(await cache.keys())].reverse();
  for (const [i, { url }] of others.entries()) {
    bytes += Number((await cache.match(url))?.headers.get('Content-Length')); // not of the body, which that would read
    if (bytes > mostBytes || i + 2 > mostFiles) await cache.delete(url);
  }
  await cache.put(addressOf(file.name), new Response(file, { headers: { 'Content-Length': String(file.size) } }));
}
