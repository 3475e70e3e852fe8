// The article's links to its own parts. The address holds the toy's state, so they scroll and leave it alone.

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
