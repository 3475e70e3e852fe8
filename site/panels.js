// What opens below the toy. Each panel is one module of panels/, loaded when it is first opened:
//
//     export async function start(place, page) -> { show?(drawing), take?(file), hide?(), close?() }
//
// `show` is called with each new drawing while the panel is open, `take` with a file that was dropped for it, `hide` when a
// hand closes it, which may open it again, `close` when its model leaves the table. Its title and the reason to open it are in messages.js.
import { h } from './dom.js';
import { firstPair } from './labels.js';
import { messages } from './messages.js';
import { explain } from './session.js';
import { GanvasError } from './web/ganvas.js';

/** @typedef {import('./player.js').Drawing} Drawing */
/** @typedef {{ show?(drawing: Drawing): void, take?(file: File): void, hide?(): void, close?(): void }} Panel */

/**
 * What a panel may use. `model` is the name of the model on the table, which `player.generator` is: the state may name
 * one that is still on its way. `entry` is the list's line of it (none for the player's own file). `tend` takes work
 * that nobody waits for, and tells what goes wrong with it; `lead` opens a panel and leads there.
 * @typedef {{ store: import('./store.js').Store, session: import('./session.js').Session, readonly model: string,
 *   player: import('./player.js').Player, entry(): import('./models.js').ModelEntry | undefined,
 *   copy(text: string, button: HTMLElement): Promise<void>, say(text: string): void,
 *   tend(work: Promise<unknown>): Promise<unknown>, lead(panel: string): void }} Page
 */

/** Panels that a model may have nothing for. @type {Record<string, (generator: import('./web/ganvas.js').Generator) => boolean>} */
const fits = {
  mix: ({ labelCount }) => labelCount > 1,
  map: ({ latentSize, card }) => latentSize + (card.directions?.length ?? 0) > 1,
};

/** @typedef {{ details: HTMLDetailsElement, place: HTMLElement, load: Load, panel?: Panel,
 *   generator?: import('./web/ganvas.js').Generator, starting: boolean, gift?: File }} Entry */
/** @typedef {() => Promise<{ start(place: HTMLElement, page: Page): Promise<Panel> | Panel }>} Load */

/** @type {{ group: keyof typeof messages.panelGroups, panels: Record<string, Load> }[]} */
const groups = [
  {
    group: 'play',
    panels: {
      dials: () => import('./panels/dials.js'),
      map: () => import('./panels/map.js'),
      mix: () => import('./panels/mix.js'),
      grid: () => import('./panels/grid.js'),
      travel: () => import('./panels/travel.js'),
    },
  },
  {
    group: 'understand',
    panels: {
      inside: () => import('./panels/inside.js'),
      judge: () => import('./panels/judge.js'),
      game: () => import('./panels/game.js'),
      draw: () => import('./panels/draw.js'),
      learn: () => import('./panels/learn.js'),
      compare: () => import('./panels/compare.js'),
    },
  },
  {
    group: 'keep',
    panels: {
      take: () => import('./panels/take.js'),
      card: () => import('./panels/card.js'),
    },
  },
];

const words = (/** @type {string} */ id) => messages.panels[/** @type {keyof typeof messages.panels} */ (id)];
/** Why to open it, with this model. @param {string} id @param {string[]} labels */
const reason = (id, labels) => {
  const { reason: why } = words(id);
  return typeof why === 'function' ? why(labels, firstPair(labels)) : why;
};

export class Panels {
  /** @type {Map<string, Entry>} */
  #panels = new Map();

  /**
   * @param {HTMLElement} root
   * @param {Page} page
   */
  constructor(root, page) {
    this.page = page;
    for (const { group, panels } of groups) {
      const heading = h('h2', { className: 'hint' }, messages.panelGroups[group]);
      root.append(heading, ...Object.entries(panels).map(([id, load]) => this.#build(id, load)));
    }
    this.follow();
  }

  /** Opens and closes what the state says. Only when that is news: a panel just opened tells the state a little later. */
  follow() {
    const { open } = this.page.store.state;
    for (const [id, { details }] of this.#panels) details.open = open.includes(id);
  }

  /** @param {Drawing} drawing */
  show(drawing) {
    for (const [id, { details, generator }] of this.#panels) {
      if (details.open && generator === this.page.player.generator) this.#show(id, drawing);  // not one of the model before
    }
  }

  /** One that cannot show it says so in its own place, and takes no other with it. @param {string} id @param {Drawing} drawing */
  #show(id, drawing) {
    const entry = this.#panels.get(id);
    try {
      entry?.panel?.show?.(drawing);
    } catch (error) {
      entry?.panel?.close?.();
      this.#fail(id, error);
    }
  }

  /** @param {string} id @param {unknown} error */
  #fail(id, error) {
    const entry = this.#panels.get(id);
    if (!entry) return;
    entry.panel = undefined;
    const again = h('button', { type: 'button', onclick: () => this.#start(id) }, messages.retry);
    entry.place.replaceChildren(h('p', { role: 'alert' }, explain(error)), again);
  }

  /** Opens a panel and hands it a file, once it has started. @param {string} id @param {File} file */
  give(id, file) {
    const entry = this.#panels.get(id);
    if (!entry) return;
    entry.gift = file;
    this.#open(id);
    entry.details.scrollIntoView({ block: 'nearest' });
    this.#handOver(id);
  }

  /** Opens a panel and leads there: what asked for it may stand far away. @param {string} id */
  lead(id) {
    const { details } = this.#panels.get(id) ?? {};
    if (!details) return;
    this.#open(id);
    details.scrollIntoView();
    details.querySelector('summary')?.focus({ preventScroll: true });
    this.page.say(`${words(id).title}. ${reason(id, [])}`);
  }

  #open(/** @type {string} */ id) {
    const { store } = this.page;
    if (!store.state.open.includes(id)) store.adjust({ open: [...store.state.open, id] });
  }

  /** @param {string} id */
  #handOver(id) {
    const entry = this.#panels.get(id);
    if (!entry?.gift || !entry.panel) return;
    entry.panel.take?.(entry.gift);
    entry.gift = undefined;
  }

  /** The model on the table is another one: what is open begins anew. */
  restart() {
    for (const entry of this.#panels.values()) {
      entry.panel?.close?.();
      entry.panel = undefined;
      entry.place.replaceChildren();
    }
    const { generator } = this.page.player;
    for (const [id, { details }] of this.#panels) {
      details.hidden = Boolean(fits[id] && generator && !fits[id](generator));
      const why = details.querySelector('summary span');
      if (why) why.textContent = reason(id, generator?.card.labels ?? []);
      if (details.open && !details.hidden) this.#start(id);
    }
  }

  /**
   * @param {string} id
   * @param {Load} load
   */
  #build(id, load) {
    const place = h('div', { className: 'panel-body' });
    const summary = h('summary', {}, h('b', {}, words(id).title), h('span', {}, reason(id, [])));
    const details = h('details', { className: 'panel', id: `panel-${id}` }, summary, place);
    details.addEventListener('toggle', () => this.#toggled(id));
    this.#panels.set(id, { details, place, load, starting: false });
    return details;
  }

  /** @param {string} id */
  #toggled(id) {
    const { store } = this.page;
    const entry = this.#panels.get(id);
    if (!entry) return;
    const { details, panel } = entry;
    if (details.open !== store.state.open.includes(id)) {
      // Toggle events come late: others may have been opened or closed since.
      store.adjust({ open: [...this.#panels].filter(([, other]) => other.details.open).map(([other]) => other) });
    }
    const { player } = this.page;
    if (!details.open) panel?.hide?.();
    else if (!panel) this.#start(id);
    else if (player?.drawing) this.#show(id, player.drawing);  // there is no player while the engine stands still
  }

  /** @param {string} id */
  async #start(id) {
    const entry = this.#panels.get(id);
    const { player } = this.page;
    if (!entry || entry.starting || !player?.generator) return;  // the model is still on its way
    entry.starting = true;
    entry.place.replaceChildren(h('p', { className: 'muted' }, messages.opening));
    const { generator } = player;
    try {
      const module = await entry.load().catch(() => {
        throw new GanvasError('download', words(id).title);
      });
      const place = h('div', { className: `panel-${id}` });
      const panel = await module.start(place, this.page);
      if (generator !== player.generator) return panel.close?.();
      entry.panel = panel;
      entry.generator = generator;
      entry.place.replaceChildren(place);
      if (player.drawing) this.#show(id, player.drawing);
      this.#handOver(id);
    } catch (error) {
      this.#fail(id, error);
    } finally {
      entry.starting = false;
      if (generator !== player.generator && entry.details.open) this.#start(id);
    }
  }
}
