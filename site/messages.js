// Every word that the page says, in one table. Whole sentences: a translation may order them as its language wants.

/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** @param {number} value */
const whole = (value) => value.toLocaleString('en');

/** Texts that elements of the page name in `data-message`. */
export const fixed = {
  pageTitle: 'Ganvas: a network that draws digits as you drag',
  lead: 'Pick a digit, then drag a slider: a small neural network draws it anew as you move.',
  model: 'Model',
  shuffle: 'Shuffle',
  copyLink: 'Copy link',
  seed: 'Seed',
  seedTitle: 'The same seed gives the same handwriting, on every machine',
  reset: 'Reset',
  truncation: 'Boldness ψ',
  truncationTitle: 'Scales all latent numbers: 0 is the average digit, 1 as trained, above 1 wilder',
  dropHere: 'Drop a weights file to open it',
  cardHeading: 'About this model',
  measured: 'Measured',
  layers: 'Layers, from latent numbers to picture',
  ownModel: 'Your own weights',
  ownModelText:
    'Drop a .safetensors file that Ganvas trained anywhere on this page. It stays on your machine: nothing is uploaded.',
  chooseFile: 'Choose a file',
  keys: 'Keys: 0 to 9 choose a digit, S shuffles, arrow keys move a slider, double-click or Delete puts it back.',
  retry: 'Try again',
  dismiss: 'Dismiss',
};

/** Texts with something in them. */
export const messages = {
  title: (/** @type {string} */ model) => `${model} · Ganvas`,
  drawn: (/** @type {number} */ count, /** @type {number} */ milliseconds) =>
    `${count} pictures in ${milliseconds.toFixed(1)} ms, on your machine`,
  downloading: (/** @type {string} */ title, /** @type {number} */ bytes) => `Fetching ${title}, ${size(bytes)} …`,
  starting: 'Starting …',
  picture: (/** @type {string | undefined} */ label, /** @type {number} */ seed) =>
    label === undefined ? `A generated picture, seed ${seed}` : `A generated ${label}, seed ${seed}`,
  labels: 'The same handwriting, each label. Pick one.',
  neighbours: 'This model takes no label. Ten more seeds: pick one.',
  labelButton: (/** @type {string} */ label) => `Draw ${label}`,
  neighbourButton: (/** @type {number} */ seed) => `Seed ${seed}`,
  sliderCount: (/** @type {number} */ shown, /** @type {number} */ all) =>
    `Its ${shown} most telling numbers, of ${all}. Drag one.`,
  allSliders: (/** @type {number} */ rest) => `The other ${rest} latent numbers`,
  latentNumber: (/** @type {number} */ axis) => `Latent number ${axis}`,
  copied: 'Link copied',
  copyFailed: (/** @type {string} */ link) => `The browser did not let the page copy. The link is: ${link}`,
  ownFile: (/** @type {string} */ name) => `${name} (your file)`,
  linkNeedsFile: (/** @type {string} */ name) =>
    `This link was made with a file of its author, ${name}. Drop that file on the page to see the same picture.`,
  noSuchModel: (/** @type {string} */ name) => `There is no model “${name}” here; this is another one.`,
  noModels: 'No trained weights here yet. Train some with “ganvas train digits”, or drop a .safetensors file on the page.',
  unsupported:
    'This browser cannot run WebAssembly with SIMD, which draws the pictures. Chrome 91, Firefox 89, Safari 16.4 or newer can.',
  downloadFailed: (/** @type {string} */ what) =>
    `A part of the page did not arrive (${what}). Check the connection, then try again.`,
  workerFailed: (/** @type {string} */ why) => `The drawing engine stopped: ${why}. Try again.`,
  kinds: /** @type {Record<string, string>} */ ({
    gan: 'GAN without labels',
    conditional_gan: 'conditional GAN: it takes a label',
    pyramid: 'pyramid: each level adds detail to a smaller picture',
  }),
  facts: {
    kind: 'Kind',
    size: 'Size',
    data: 'Training data',
    images: 'Images seen',
    time: 'Training time',
    device: 'Trained on',
    latent: 'Latent',
    selfTest: 'Self-test',
  },
  fileSize: (/** @type {number} */ bytes, /** @type {number} */ parameters) =>
    `${size(bytes)}, ${whole(parameters)} parameters`,
  images: whole,
  minutes: (/** @type {number} */ seconds) =>
    seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`,
  latent: (/** @type {number} */ count, /** @type {string} */ distribution) => `${count} numbers, ${distribution}`,
  selfTest: (/** @type {number} */ difference) =>
    `passed: pixels within ${difference.toExponential(0)} of the trainer's`,
};
