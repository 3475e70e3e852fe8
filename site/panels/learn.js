// The timeline of the training: the present latent through the generator as it was, above the curves of the run, and
// beside runs that went otherwise.
import { chart, chartPlace, charts } from '../charts.js';
import { afterRest, h } from '../dom.js';
import { numbersOf } from '../numbers.js';
import { asSeeded, momentName, momentStrip, openRun } from '../training_run.js';
import { messages } from './messages.js';

/** @typedef {import('../player.js').Drawing} Drawing */
/** @typedef {import('../panels.js').Page} Page */

const words = messages.learn;
const restMilliseconds = 100;
const shownMetrics = ['label_accuracy', 'frechet_distance', 'precision', 'recall', 'coverage'];

/**
 * Another run on the same seed. What it needs is fetched once it comes into view.
 * @param {Page} page
 * @param {string} name
 */
function runBeside({ session, player, store }, name) {
  const entry = session.entry(name);
  const root = h('section', { className: 'beside' },
    h('div', { className: 'row' }, h('h4', {}, entry?.title ?? name),
      h('button', {
        type: 'button', className: 'quiet', 'aria-label': words.open(entry?.title ?? name),
        onclick: () => store.turnTo(name, session.labelFor(name, store.state)),
      }, words.openShort)),
    h('p', {}, words.beside[name]));
  /** @type {{ strip: ReturnType<typeof momentStrip>, curves: ReturnType<typeof charts> } | undefined} */
  let shown;
  let closed = false;
  const fill = afterRest(restMilliseconds, async () => {
    if (shown && player.drawing) await shown.strip.fill(player.ganvas, asSeeded(player.drawing.state)).catch(() => undefined);
  });
  const watch = new IntersectionObserver(async ([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    watch.disconnect();
    const run = await openRun(session, name).catch(() => undefined);
    if (!run || closed) return;
    const strip = momentStrip(run, undefined);
    const plot = h('div', { className: 'beside-chart' });
    root.append(strip.root, plot);
    shown = { strip, curves: charts(plot, () => [chart(plot, run.history.curves, ['G loss', 'D loss'])]) };
    fill();
  }, { rootMargin: '200px' });
  watch.observe(root);
  return {
    root,
    show: fill,
    close() {
      closed = true;
      watch.disconnect();
      shown?.curves.close();
    },
  };
}

/**
 * The trainer leaves the last measurement to the card, which is of the finished file.
 * @param {import('../models.js').Curves} curves
 * @param {import('../metrics.js').Metric[] | undefined} metrics of the card
 * @returns {import('../models.js').Curves}
 */
function withEnd(curves, metrics) {
  const name = 'frechet_distance', end = metrics?.find((one) => one.name === name)?.value;
  return curves[name] && end ? { ...curves, [name]: [...curves[name].slice(0, -1), end] } : curves;
}

/**
 * @param {HTMLElement} place
 * @param {Page} page
 */
export async function start(place, page) {
  const { store, session, player, model } = page;
  const others = Object.keys(words.beside).filter((name) => name !== model && session.entry(name)?.history).map((name) => runBeside(page, name));
  const besides = others.length ? [h('h3', {}, words.others), ...others.map(({ root }) => root)] : [];
  const follow = () => others.forEach((other) => other.show());
  const closeOthers = () => others.forEach((other) => other.close());

  const run = await openRun(session, model);
  if (!run) {
    place.append(h('p', {}, words.none), ...besides);
    return { show: follow, close: closeOthers };
  }
  const { moments } = run;
  const { metrics } = run.final.card;
  const curves = withEnd(run.history.curves, metrics);
  const status = h('p', { 'aria-live': 'polite' });
  const slider = h('input', {
    type: 'range', min: '0', max: String(moments.length - 1), step: '1', 'aria-label': words.at,
    oninput: () => store.adjust({ at: moments[Number(slider.value)] }),
    onchange: () => store.flush(),
  });
  const strip = momentStrip(run, (at) => store.choose({ at }));
  const timeline = h('div', { className: 'timeline' }, slider);
  timeline.style.setProperty('--moments', String(moments.length));
  const fill = afterRest(restMilliseconds, async () => {
    if (player.drawing) await strip.fill(player.ganvas, player.drawing.state).catch(() => undefined);
  });

  if (moments.length > 1) {
    place.append(status, timeline, strip.root, h('p', { className: 'muted' }, words.strip(run.final.labelCount > 0)));
  } else {
    place.append(h('p', { className: 'muted' }, words.curvesOnly));
  }
  const plots = place.appendChild(h('div'));
  const drawn = charts(plots, () => {
    /** @param {string} title @param {string} note @param {string[]} names @param {boolean} [decades] */
    const one = (title, note, names, decades) => {
      plots.append(h('h3', {}, title));
      const made = chart(chartPlace(plots, 'chart'), curves, names, decades);
      plots.append(h('p', { className: 'muted' }, note));
      return made;
    };
    const critic = curves.Wasserstein !== undefined;
    const all = [one(words.losses, critic ? words.criticNote : words.lossesNote, ['G loss', 'D loss'])];
    if (curves['D real right']) all.push(one(words.accuracies, words.accuraciesNote, ['D real right', 'D fake right', 'G label right']));
    else plots.append(h('h3', {}, words.accuracies), h('p', { className: 'muted' }, critic ? words.noVerdicts : words.noAccuracies));
    if (curves.coverage) all.push(one(words.variety, words.varietyNote, ['coverage', 'diversity']));
    else plots.append(h('p', { className: 'muted' }, words.noVariety));
    if (curves.frechet_distance) all.push(one(words.distance, words.distanceNote, ['frechet_distance'], true));
    return all;
  });
  if (metrics?.length) {
    place.append(h('h3', {}, words.measured), numbersOf(metrics, shownMetrics));
    if (curves.coverage && metrics.some(({ name }) => name === 'coverage')) place.append(h('p', { className: 'muted' }, words.coverageNote));
  }
  place.append(...besides);

  return {
    /** @param {Drawing} drawing */
    show({ state }) {
      const at = Math.max(0, moments.includes(state.at) ? moments.indexOf(state.at) : moments.length - 1);
      slider.value = String(at);
      slider.setAttribute('aria-valuetext', momentName(moments[at]));
      status.textContent = moments[at] ? words.shown(momentName(moments[at])) : words.shownEnd;
      strip.mark(at);
      drawn.mark(moments[at]);
      fill();
      follow();
    },
    close() {
      drawn.close();
      closeOthers();
    },
  };
}
