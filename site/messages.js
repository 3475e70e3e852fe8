// Every word that the page says, but for those of the panels (panels/messages.js), which come with them. Whole sentences: a
// translation may order them as its language wants.

import { certainty, imagesSeen, size } from './formats.js';

const isDigits = (/** @type {string[]} */ labels) => labels.every((label) => /^\d$/.test(label));

/** The picker's groups, in their order, by the data set that a model learned from; the runs that failed stand apart. */
const modelGroups = new Map([
  ['MNIST', 'Digits'], ['Fashion-MNIST', 'Clothes'], ['CIFAR-10', 'Small photographs'], ['', 'Others'],
  ['failed', 'Runs that failed'], ['own', 'Your own files'],
]);

const keys = (/** @type {string} */ ofTheStrip) =>
  `Keys: ${ofTheStrip}, arrow keys move a slider, double-click or Delete puts it back, Ctrl+Z undoes.`;

/** Texts that elements of the page name in `data-message`, `data-title` or `data-label`, and those that the build puts in. */
export const fixed = {
  pageTitle: 'Ganvas: a network that draws digits as you drag',
  pageDescription: 'Drag sliders and watch a generative adversarial network draw digits in your browser.',
  previewAlt: 'Thirty handwritten digits, 0 to 9 in three hands, drawn by a network',
  sources: 'Source',
  lead: 'Pick a digit, then drag a slider: a small neural network draws it anew as you move.',
  model: 'Model',
  smooth: 'Smooth',
  read: 'Classifier',
  readTitle: 'A classifier, which has only ever seen real pictures, says what it sees in this one',
  shuffle: 'Shuffle',
  surprise: 'Surprise me',
  surpriseTitle: 'Shuffles the label and the latent numbers together',
  undo: 'Undo',
  redo: 'Redo',
  copyLink: 'Copy link',
  seed: 'Seed',
  seedTitle: 'The same seed gives the same picture, on every machine',
  reset: 'Reset',
  labels: 'The same handwriting, each label',
  directions: 'Found inside it. Drag one, or the picture.',
  truncation: 'Wildness ψ',
  truncationTitle: 'Truncation: scales all latent numbers. 0 is the average picture, 1 as the model comes, above 1 wilder',
  dropHere: 'Drop a weights file to open it, or a picture of a digit to have it read',
  ownModelText: 'or drop a .safetensors file that Ganvas trained. It stays on your machine: nothing is uploaded.',
  chooseFile: 'Open your own weights',
  forget: 'Forget it',
  keys: keys('0 to 9 choose a label, S shuffles, Shift+S the label too'),
  letters: '0 to 9 and S are keys',
  retry: 'Try again',
  dismiss: 'Dismiss',
};

/** Of the runs that failed, by the model's name: who comes upon one by a link should not take it for the best there is.
 * @type {Record<string, string>} */
const failedLeads = {
  'cgan-mnist-tutorial': 'It collapsed, and is kept to show that: whatever you choose, it draws one picture.',
  'unstable-mnist': 'It never settled, and is kept to show that: every seed gives the same scrawl.',
};

/** Texts with something in them, and texts of what scripts build. */
export const messages = {
  retry: fixed.retry,
  title: (/** @type {string} */ model) => `${model} · Ganvas`,
  lead: (/** @type {string[]} */ labels, model = '') => {
    if (failedLeads[model]) return failedLeads[model];
    if (!labels.length) return 'Shuffle, then drag a slider: a small neural network draws it anew as you move.';
    const what = isDigits(labels) ? 'digit' : 'label';
    return `Pick a ${what}, then drag a slider: a small neural network draws it anew as you move.`;
  },
  moment: (/** @type {number} */ at, /** @type {number | undefined} */ all) =>
    `after ${imagesSeen(at)}${all ? ` of ${imagesSeen(all)}` : ''} images`,
  unfinished: (/** @type {string} */ moment) => `The generator as it was ${moment}.`,
  finish: 'Back to the finished one',
  modelGroups: [...modelGroups.values()],
  modelGroup: (/** @type {string} */ name, data = 'own') =>
    modelGroups.get(failedLeads[name] ? 'failed' : data.replace(/ \(JPEG\)$/, '')) ?? modelGroups.get('') ?? '',
  drawn: (/** @type {number} */ count, /** @type {number} */ milliseconds) =>
    `${count === 1 ? 'One picture' : `${count} pictures`} drawn here in ${milliseconds.toFixed(1)} ms`,
  drewNothing: 'Blank: it draws nothing here.',
  reading: {
    waits: 'says what it sees once you play',
    off: (/** @type {number} */ bytes) => `not read: the reader is ${size(bytes)}`,
    fetching: (/** @type {number} */ bytes) => `fetching the reader, ${size(bytes)} …`,
    missing: 'the reader did not arrive',
    blank: 'nothing there to read',
    right: (/** @type {number} */ share) => certainty(share),
    as: (/** @type {string} */ name) => `as ${name}`,
    reads: (/** @type {string} */ label, /** @type {number} */ share) => `reads as ${label}, ${certainty(share)}`,
  },
  downloading: (/** @type {string} */ title, /** @type {number} */ bytes) => `Fetching ${title}, ${size(bytes)} …`,
  starting: 'Starting …',
  opening: 'Opening …',
  picture: (/** @type {string | undefined} */ label, /** @type {number} */ seed, moment = '') =>
    `A generated ${label ?? 'picture'}, seed ${seed}${moment && `, ${moment}`}`,
  toDigit: 'Back to the large picture',
  dock: 'The picture, at hand',
  undock: 'Put it away',
  labels: (/** @type {string[]} */ names) => (isDigits(names) ? fixed.labels : 'The same numbers, each label'),
  keys: (/** @type {boolean} */ labelled) => (labelled ? fixed.keys : keys('1 to 9 take the seed so much further, 0 the tenth, S shuffles')),
  neighbours: 'No labels here: the next ten seeds',
  neighbour: (/** @type {number} */ further) => `+${further}`,
  labelButton: (/** @type {string} */ label) => `Draw ${label}`,
  neighbourButton: (/** @type {number} */ seed) => `Seed ${seed}`,
  directions: fixed.directions,
  numbers: 'Its most telling numbers: drag them.',
  truncation: fixed.truncation,
  truncationEnds: ['the average', 'wilder than trained'],
  blank: 'blank',
  blankEnd: (/** @type {string} */ end) => `${end}: nothing is drawn there, as this model never met such numbers in training`,
  reach: (/** @type {number} */ reach) => `±${reach}`,
  latentNumber: (/** @type {number} */ axis) => `z${axis}`,
  sliderValue: (/** @type {string} */ value, /** @type {string} */ word) => (word && value !== '0.00' ? `${value}, ${word}` : value),
  sliderEnd: (/** @type {string} */ name, /** @type {string} */ end) => `${name}: ${end}`,
  goTo: (/** @type {number} */ value) => `Go to ${value}`,
  lock: 'Lock: keep this when shuffling',
  lockOf: (/** @type {string} */ name) => `Keep ${name} when shuffling`,
  copied: 'Copied',
  linkCopied: 'Link copied',
  copyFailed: (/** @type {string} */ text) => `The browser did not let the page copy. Here it is: ${text}`,
  ownFile: (/** @type {string} */ name) => `${name} (your file)`,
  kept: (/** @type {string} */ name) => `This browser keeps ${name} for your next visit.`,
  forgotten: (/** @type {string} */ name) => `${name} is forgotten. It plays until you leave this page.`,
  linkNeedsFile: (/** @type {string} */ name, /** @type {string} */ shown) =>
    `This link was made with a file of its author, ${name}. Drop that file on the page to see the same picture; this is “${shown}”.`,
  noSuchModel: (/** @type {string} */ name, /** @type {string} */ shown) => `There is no model “${name}” here; this is “${shown}”.`,
  modelMissing: (/** @type {string} */ name) => `There is no model “${name}” here.`,
  stays: (/** @type {string} */ why, /** @type {string} */ shown) => `${why} “${shown}” is still on show.`,
  noModels: 'No trained weights here yet. Train some with “ganvas train digits”, or drop a .safetensors file on the page.',
  unsupported:
    'This browser cannot run WebAssembly with SIMD, which draws the pictures. Chrome 91, Firefox 89, Safari 16.4 or newer can.',
  downloadFailed: (/** @type {string} */ what) =>
    `A part of the page did not arrive (${what}). Check the connection, then try again.`,
  workerFailed: (/** @type {string} */ why) => `The drawing engine stopped: ${why}. Try again.`,

  /** Whole weights files, but of networks that look at pictures: what each is, and where it is at work here. `what` is the
   * file's name, or the model's. */
  readers: /** @type {Record<string, (what: string) => string>} */ ({
    classifier: (what) => `${what} is a classifier: it reads pictures and draws none. One is at work below, in “The other player” and “Draw your own”.`,
    discriminator: (what) => `${what} is a discriminator: it judges pictures and draws none. See “The other player” for one at work.`,
    encoder: (what) => `${what} is an encoder: it turns a picture into latent numbers and draws none. One is at work in “Draw your own”.`,
    super_resolution: (what) => `${what} enlarges small pictures, and needs one to begin with. One is at work in “Draw your own”.`,
  }),
  readerInstead: (/** @type {string} */ what, /** @type {string} */ shown) => `${what} This is “${shown}”.`,
  dropInstead: /** @type {Record<string, string>} */ ({
    classifier: 'To play, drop a generator.',
    discriminator: 'To play, drop the generator that it was trained with.',
    encoder: 'To play, drop the generator that it was trained for.',
    super_resolution: 'To play, drop a generator that draws from latent numbers.',
  }),

  panelGroups: { play: 'Play', understand: 'Understand', keep: 'Keep' },
  panels: {
    dials: { title: 'Every dial', reason: 'Every direction found, and each latent number' },
    map: { title: 'A map', reason: 'Wander over a plane of latent space' },
    mix: {
      title: 'Between labels',
      reason: (/** @type {string[]} */ labels, /** @type {number[]} */ pair) => {
        const [one, other] = pair.map((label) => (isDigits(labels) ? `${label === 8 ? 'an' : 'a'} ${label}` : labels[label]));
        return `Half ${one}, half ${other}: what does it look like?`;
      },
    },
    grid: { title: 'Many at once', reason: 'A page of samples; take the one that you like' },
    travel: { title: 'Travel', reason: 'Keep pictures, and walk from one to another' },
    inside: { title: 'Look inside', reason: 'Numbers become a picture, layer by layer' },
    judge: { title: 'The other player', reason: 'What the discriminator makes of this picture' },
    game: { title: 'Real or fake?', reason: 'Ten rounds: who drew it, person or network?' },
    draw: { title: 'Draw your own', reason: 'Have it read, judged, enlarged and redrawn' },
    learn: { title: 'How it learned', reason: 'Drag through training; see it go wrong, too' },
    compare: { title: 'Compare', reason: 'Two models on one seed, and the whole family' },
    take: { title: 'Take away', reason: 'PNG, GIF, video, the numbers, the weights' },
    card: { title: 'Model card', reason: 'How it was trained, and how good it is' },
  },
};
