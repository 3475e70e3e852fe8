// The article's links to its own parts. The address holds the toy's state, so they scroll and leave it alone, and Back leads
// to where the reader was; beside each heading stands one to give away.
import { h } from '../dom.js';
import { words } from './words.js';

const farthest = 100;  // pixels from the top of the screen at which a part that a link led to is still where it was put
const ofTheReader = ['wheel', 'touchstart', 'pointerdown', 'keydown', 'popstate'];

/** @param {HTMLElement} article */
export function goTo(article) {
  article.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const target = link && plain ? document.getElementById(decodeURIComponent(link.getAttribute('href')?.slice(1) ?? '')) : null;
    if (!target) return;
    event.preventDefault();
    if (!link?.matches('.to-part')) history.pushState(null, '', location.href);
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    keepThere(target);
  });
  // What an address led to stays `:target` when the toy has put its own state there; if the reader has not moved on since.
  const led = () => article.querySelector(':target');
  const first = led();
  if (first && Math.abs(first.getBoundingClientRect().top) < farthest) keepThere(first);
  addEventListener('hashchange', () => {
    const target = led();
    if (target) keepThere(target);
  });
}

let letGo = () => {};

/**
 * Scrolls to a part of the article, and again whenever the page above it grows, as figures do when they come alive: until
 * the reader moves on.
 * @param {Element} target
 */
function keepThere(target) {
  letGo();
  const own = new AbortController();
  let [place, arrived] = [NaN, false];
  const heights = new ResizeObserver(() => {  // which says at first what height there is: that scrolls the first time
    const now = Math.round(target.getBoundingClientRect().top + scrollY);
    if (now === place) return;
    place = now;
    target.scrollIntoView({ behavior: arrived ? 'instant' : 'auto' });  // how smoothly, the style sheet says
  });
  letGo = () => {
    heights.disconnect();
    own.abort();
  };
  heights.observe(document.body);
  addEventListener('scrollend', () => (arrived = true), { signal: own.signal });
  for (const sign of ofTheReader) addEventListener(sign, letGo, { signal: own.signal, passive: true });
}

/** @param {HTMLElement} article @param {(address: string, link: HTMLElement) => void} copy */
export function offerLinks(article, copy) {
  for (const heading of article.querySelectorAll('section[id] > h3')) {
    const address = new URL(`#${heading.parentElement?.id}`, location.href).href;
    const link = h('a', { className: 'to-part', href: new URL(address).hash, title: words.linkTitle, 'aria-label': words.linkTo(heading.textContent ?? ''), onclick: () => copy(address, link) }, '#');
    const row = h('div', { className: 'heading' });
    heading.replaceWith(row);
    row.append(heading, link);
  }
}
