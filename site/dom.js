// Elements in few words, and the page's own by their id.

/**
 * `on…` properties are listeners, `data` is the data set, `aria…` and `role` are attributes, the rest are the element's
 * own properties.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties]
 * @param {(Node | string | null | undefined | false)[]} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...content) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'data') Object.assign(made.dataset, value);
    else if (key === 'role' || key === 'for' || key.startsWith('aria-')) made.setAttribute(key, value);
    else Object.assign(made, { [key]: value });
  }
  made.append(...content.filter((part) => part !== null && part !== undefined && part !== false));
  return made;
}

/** The options of a select, in groups. @param {{ name: string, title: string, group: string }[]} choices one group after the other */
export function grouped(choices) {
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  for (const { name, title, group } of choices) {
    if (!groups.has(group)) groups.set(group, h('optgroup', { label: group }));
    groups.get(group)?.append(new Option(title, name));
  }
  return groups.values();
}

const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} content
 */
export function svg(tag, attributes, ...content) {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...content);
  return made;
}

/**
 * The page's element of that id and type. A wrong id is a mistake in index.html, so it is loud.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`#${id} is missing or of another kind`);
  return element;
}

/**
 * Runs `work` while buttons can be pressed no more. They are not disabled: that would take the focus from under a hand.
 * @param {HTMLElement[]} buttons
 * @param {() => Promise<void>} work
 */
export async function whileBusy(buttons, work) {
  if (buttons.some((button) => button.hasAttribute('aria-disabled'))) return;
  for (const button of buttons) button.setAttribute('aria-disabled', 'true');
  try {
    await work();
  } finally {
    for (const button of buttons) button.removeAttribute('aria-disabled');
  }
}

/**
 * Runs `work` for the newest request only: those that come while it runs replace each other, and it never runs twice at
 * once. What is given back is done when nothing is left to do.
 * @template T
 * @param {(request: T) => Promise<void>} work
 */
export function newestOnly(work) {
  /** @type {{ request: T } | undefined} */
  let wanted;
  /** @type {Promise<void> | undefined} */
  let running;
  const run = async () => {
    try {
      while (wanted) {
        const { request } = wanted;
        wanted = undefined;
        await work(request).catch((error) => {
          if (!wanted) throw error;  // nobody waits for one that was overtaken
        });
      }
    } finally {
      running = undefined;
    }
  };
  return (/** @type {T} */ request) => {
    wanted = { request };
    running ??= run();
    return running;
  };
}

/**
 * Calls `work` once the calls to the returned function have paused, and never while it still runs.
 * @param {number} milliseconds
 * @param {() => void | Promise<void>} work
 */
export function afterRest(milliseconds, work) {
  const run = newestOnly(async () => work());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(undefined), milliseconds);
  };
}

/** Not by `disabled`, which would take the focus from under a hand. @param {HTMLButtonElement} button @param {boolean} useful */
export function offer(button, useful) {
  button.setAttribute('aria-disabled', String(!useful));
}
