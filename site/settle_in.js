// What nobody waits for, once the first picture is there: the article's figures, and the page for playing without a network.
import { messages } from './messages.js';
import { paint } from './picture.js';
import { copyText } from './shell.js';

/** What the figures draw with. @type {import('./web/ganvas.js').Ganvas | undefined} */
let engine;
let restart = () => {};

/**
 * If the scripts do not arrive, they are asked for again with the next model. With another engine the figures begin anew.
 * @param {import('./session.js').Session} session
 * @param {import('./web/ganvas.js').Ganvas} ganvas
 * @param {(work: Promise<unknown>) => Promise<unknown>} tend
 */
export async function settleIn(session, ganvas, tend) {
  const before = engine;
  engine = ganvas;
  if (before && before !== ganvas) restart();
  if (before) return;
  const scripts = await Promise.all([import('./article/figures.js'), import('./offline.js')]).catch(() => undefined);
  if (!scripts) {
    engine = undefined;
    return;
  }
  const [{ startFigures, restartFigures }, { keepOffline }] = scripts;
  restart = restartFigures;
  startFigures({
    ganvas: () => session.engine(),
    model: async (name) => (await session.open(name)).generator,
    reader: (name) => session.readerNamed(name),
    async snapshots(name) {
      const snapshots = await session.snapshots(name);
      if (!snapshots) throw new Error(`${name} has no history`);
      return snapshots;
    },
    entries: session.entries,
    copy: (address, link) => copyText(address, link, messages.linkCopied),
    paint,
    tend,
  });
  keepOffline();
}
