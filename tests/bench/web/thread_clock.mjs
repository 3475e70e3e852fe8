// How long a worker has computed, by the kernel's account of its thread: what others compute on the same processor does
// not count. Linux keeps it; elsewhere there is only the browser's own clock.
import fs from 'node:fs';

/** A file of /proc, or nothing: threads end while they are looked for. @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} folder @returns {string[]} */
const numbers = (folder) => {
  try {
    return fs.readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};

/** @param {string} pid */
function isOurs(pid) {
  for (let at = pid; at && at !== '0'; at = /^PPid:\s*(\d+)/m.exec(read(`/proc/${at}/status`))?.[1] ?? '') {
    if (at === String(process.pid)) return true;
  }
  return false;
}

/** The folders of all threads of our browser that are workers. @returns {Set<string>} */
export function workerThreads() {
  const threads = numbers('/proc').flatMap((pid) => numbers(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`));
  return new Set(threads.filter((folder) => read(`${folder}/comm`).startsWith('DedicatedWorker') && isOurs(folder.split('/')[2])));
}

/**
 * Milliseconds that the one worker has computed that is there now and was not `before`; undefined where nobody counts them.
 * @param {Set<string>} before
 * @returns {() => number | undefined}
 */
export function clockOfNewWorker(before) {
  const fresh = [...workerThreads()].filter((folder) => !before.has(folder));
  return () => {
    const text = fresh.length === 1 ? read(`${fresh[0]}/schedstat`) : '';
    return text ? Number(text.split(' ')[0]) / 1e6 : undefined;
  };
}
