// The article's links to its own parts. The address holds the toy's state, so they scroll and leave it alone; beside each
// heading stands one to give away.
import { h } from '../dom.js';
import { words } from './words.js';

/** @param {HTMLElement} article */
export function goTo(article) {
  article.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const target = link && plain ? document.getElementById(decodeURIComponent(link.getAttribute('href')?.slice(1) ?? '')) : null;
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView();  // how smoothly, the style sheet says
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  });
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
