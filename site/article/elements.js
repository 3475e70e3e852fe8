// The figures' building blocks: elements of HTML and SVG, tiles that show a picture.

const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {(Node | string)[]} content
 */
export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

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
 * @param {string} text
 * @param {() => void} press
 */
export function button(text, press) {
  const made = element('button', '', text);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
}

/**
 * @param {{ label: string, min: number, max: number, step: number, value: number }} range
 * @param {(value: number) => void} change
 */
export function slider({ label, ...range }, change) {
  const made = element('input', '');
  made.type = 'range';
  for (const [name, value] of Object.entries(range)) made.setAttribute(name, String(value));
  made.setAttribute('aria-label', label);
  made.addEventListener('input', () => change(made.valueAsNumber));
  return made;
}

/**
 * A picture at the network's own resolution. `alt` '': the picture says nothing that the text beside it does not.
 * @param {string} [alt]
 */
export function tile(alt = '') {
  const canvas = element('canvas', 'tile grey');
  canvas.width = canvas.height = 28;
  describe(canvas, alt);
  return canvas;
}

/**
 * Makes an image of an element, for those who cannot see it; without a text it says nothing at all.
 * @param {HTMLElement} picture
 * @param {string} alt
 */
export function describe(picture, alt) {
  if (alt) {
    picture.removeAttribute('aria-hidden');
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', alt);
  } else {
    picture.setAttribute('aria-hidden', 'true');
  }
}

/**
 * Puts a figure's parts above its caption.
 * @param {HTMLElement} figure
 * @param {Node[]} parts
 */
export function fill(figure, ...parts) {
  const stage = element('div', 'stage-of-figure', ...parts);
  figure.querySelector('.stage-of-figure')?.remove();
  figure.prepend(stage);
  return stage;
}
