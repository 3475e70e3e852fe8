// What site/assembly/service_worker.mjs puts into the service worker when it is built.
declare const GANVAS_BUILD: unknown;
