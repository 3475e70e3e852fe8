// The article's live figures: each loads its own module, and whatever that needs, when the reader comes near it.
import { GanvasError } from '../web/ganvas.js';
import { h } from '../dom.js';
import { goTo, offerLinks } from './contents.js';
import { didNotArrive, fill } from './elements.js';

/**
 * @typedef {import('../web/ganvas.js').Ganvas} Ganvas
 * @typedef {import('../web/ganvas.js').Generator} Generator
 * @typedef {import('../web/ganvas.js').ModelCard} ModelCard
 * @typedef {import('../models.js').ModelEntry} ModelEntry
 *
 * A model that takes pictures: a discriminator, a super-resolution model. read() empties both arrays.
 * @typedef {{ card: ModelCard, outputSize: number,
 *   read(images: Float32Array, labels: Int32Array): Promise<{ outputs: Float32Array }> }} Reader
 *
 * @typedef {import('../models.js').History} History
 * What the article asks of the page around it. `name` is always a weights file's, without its extension. `tend` takes
 * work that nobody waits for, and tells what goes wrong with it.
 * @typedef {{
 *   ganvas(): Promise<Ganvas>,
 *   model(name: string): Promise<Generator>,
 *   reader(name: string): Promise<Reader>,
 *   snapshots(name: string): Promise<{ history: History, generator(i: number): Promise<Generator> }>,
 *   entries: ModelEntry[],
 *   copy(text: string, button: HTMLElement): void,
 *   paint(canvas: HTMLCanvasElement, images: Float32Array, index: number,
 *     format: { shape: number[], low: number, high: number }): void,
 *   tend(work: Promise<unknown>): Promise<unknown>,
 * }} ArticlePage
 *
 * @typedef {{ start(figure: HTMLElement, page: ArticlePage): Promise<void> }} FigureModule
 */

/** Spelled out, so that a bundler makes a chunk of each. @type {Record<string, () => Promise<FigureModule>>} */
const modules = {
  game: () => import('./game.js'),
  losses: () => import('./losses.js'),
  walk: () => import('./walk.js'),
  labels: () => import('./labels.js'),
  orbit: () => import('./orbit.js'),
  collapse: () => import('./collapse.js'),
  family: () => import('./family_figure.js'),
  measures: () => import('./measures.js'),
};

// A screen's height ahead: at reading speed the figure is there before the reader is.
const ahead = '100% 0px';

/** @type {IntersectionObserver | undefined} */
let observer;

/**
 * Brings the figures of #article to life as the reader reaches them. One of which something was lost on its way can be asked
 * for again. One that cannot start (a model that is not here, an old engine) is taken away; the console says why, as it is
 * nothing that the reader could mend.
 * @param {ArticlePage} page
 */
export async function startFigures(page) {
  const article = document.getElementById('article');
  if (!article) return;
  goTo(article);
  offerLinks(article, page.copy);
  observer = new IntersectionObserver((entries, own) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      own.unobserve(target);
      startFigure(/** @type {HTMLElement} */ (target), page);
    }
  }, { rootMargin: ahead });
  for (const figure of article.querySelectorAll('figure[data-figure]')) observer.observe(figure);
}

/** The engine that they drew with has stopped, and another one is there: each begins anew as the reader reaches it. */
export function restartFigures() {
  for (const figure of document.querySelectorAll('#article figure[data-state]')) {
    const { dataset } = Object.assign(/** @type {HTMLElement} */ (figure), { hidden: false });
    if (dataset.state === 'gone') delete dataset.state;  // its start may have fallen into the engine's end
    observer?.observe(figure);
  }
}

/** @param {HTMLElement} figure @param {ArticlePage} page */
async function startFigure(figure, page) {
  try {
    await bring(figure, page);
  } catch (error) {
    const lost = error instanceof GanvasError && error.code === 'download';
    figure.dataset.state = lost ? 'missing' : 'gone';
    if (lost) fill(figure, h('p', {}, didNotArrive(() => bring(figure, page))));
    else leaveOut(figure, error);
  }
}

/** @param {HTMLElement} figure @param {ArticlePage} page */
async function bring(figure, page) {
  const name = figure.dataset.figure ?? '';
  const { start } = await modules[name]().catch((error) => {
    throw error instanceof TypeError ? new GanvasError('download', error.message) : error;  // so a browser says that it got no script
  });
  await start(figure, page);
  figure.dataset.state = 'live';
}

/** @param {HTMLElement} figure @param {unknown} error */
function leaveOut(figure, error) {
  figure.hidden = true;
  const caption = figure.querySelector('figcaption')?.textContent?.trim() ?? '';
  console.info(`The figure “${figure.dataset.figure}” is left out: ${error instanceof Error ? error.message : String(error)}. ${caption}`);
}
