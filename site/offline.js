// Asks the browser to keep the page for playing without a network. Called once a digit is on show, so that it never
// delays one. `data-offline="kept"` on the document says that it is done.

/** The weights in use so far, which the service worker has not seen. */
function usedSoFar() {
  return performance.getEntriesByType('resource').map(({ name }) => name);
}

export async function keepOffline() {
  if (!('serviceWorker' in navigator)) return; // an address that is neither https nor this machine, or a private window
  try {
    await navigator.serviceWorker.register('service_worker.js');
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      document.documentElement.dataset.offline = 'kept';
      port1.close();
    };
    active?.postMessage({ used: usedSoFar() }, [port2]);
  } catch (error) {
    console.info('The page is not kept for playing offline:', error); // it plays all the same
  }
}
