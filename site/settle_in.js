// What nobody waits for, once the first picture is there: the article's figures, and the page for playing without a network.
import { paint } from './picture.js';

/** What the figures draw with. @type {import('./web/ganvas.js').Ganvas | undefined} */
let engine;

/**
 * If the scripts do not arrive, they are asked for again with the next model.
 * @param {import('./session.js').Session} session
 * @param {import('./web/ganvas.js').Ganvas} ganvas
 */
export async function settleIn(session, ganvas) {
  if (engine) return;
  engine = ganvas;
  const scripts = await Promise.all([import('./article/figures.js'), import('./offline.js')]).catch(() => undefined);
  if (!scripts) {
    engine = undefined;
    return;
  }
  const [{ startFigures }, { keepOffline }] = scripts;
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
    paint,
  });
  keepOffline();
}
