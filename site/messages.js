// Every word that the page says, in one table. Whole sentences: a translation may order them as its language wants.

/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** @param {number} value */
const whole = (value) => value.toLocaleString('en');

const isDigits = (/** @type {string[]} */ labels) => labels.every((label) => /^\d$/.test(label));

/** @param {number} share */
const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** How sure a classifier is: it is never quite sure. @param {number} share */
const certainty = (share) => percent(Math.min(0.99, share));

/** Texts that elements of the page name in `data-message`, `data-title` or `data-label`. */
export const fixed = {
  pageTitle: 'Ganvas: a network that draws digits as you drag',
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
  truncationTitle: 'Truncation: scales all latent numbers. 0 is the average picture, 1 as trained, above 1 wilder',
  dropHere: 'Drop a weights file to open it, or a picture of a digit to have it read',
  ownModelText: 'or drop a .safetensors file that Ganvas trained. It stays on your machine: nothing is uploaded.',
  chooseFile: 'Open your own weights',
  keys: 'Keys: 0 to 9 choose a label, S shuffles, Shift+S the label too, arrow keys move a slider, double-click or Delete puts it back, Ctrl+Z undoes.',
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
  drawn: (/** @type {number} */ count, /** @type {number} */ milliseconds) =>
    `${count} pictures drawn here in ${milliseconds.toFixed(1)} ms`,
  drewNothing: 'Blank: it draws nothing here.',
  reading: {
    waits: 'reads once you move something',
    off: (/** @type {number} */ bytes) => `not read: the reader is ${size(bytes)}`,
    fetching: (/** @type {number} */ bytes) => `fetching the reader, ${size(bytes)} …`,
    missing: 'the reader did not arrive',
    blank: 'nothing there to read',
    right: (/** @type {number} */ share) => certainty(share),
    as: (/** @type {string} */ name) => `as ${name}`,
  },
  downloading: (/** @type {string} */ title, /** @type {number} */ bytes) => `Fetching ${title}, ${size(bytes)} …`,
  starting: 'Starting …',
  opening: 'Opening …',
  picture: (/** @type {string | undefined} */ label, /** @type {number} */ seed) =>
    label === undefined ? `A generated picture, seed ${seed}` : `A generated ${label}, seed ${seed}`,
  toDigit: 'Back to the large picture',
  dock: 'The picture, at hand',
  undock: 'Put it away',
  labels: (/** @type {string[]} */ names) => (isDigits(names) ? fixed.labels : 'The same numbers, each label'),
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
  linkNeedsFile: (/** @type {string} */ name) =>
    `This link was made with a file of its author, ${name}. Drop that file on the page to see the same picture.`,
  noSuchModel: (/** @type {string} */ name) => `There is no model “${name}” here; this is another one.`,
  noModels: 'No trained weights here yet. Train some with “ganvas train digits”, or drop a .safetensors file on the page.',
  unsupported:
    'This browser cannot run WebAssembly with SIMD, which draws the pictures. Chrome 91, Firefox 89, Safari 16.4 or newer can.',
  downloadFailed: (/** @type {string} */ what) =>
    `A part of the page did not arrive (${what}). Check the connection, then try again.`,
  workerFailed: (/** @type {string} */ why) => `The drawing engine stopped: ${why}. Try again.`,

  /** Whole weights files, but of networks that look at pictures: what each is, and where it is at work here. */
  readers: /** @type {Record<string, (file: string) => string>} */ ({
    classifier: (file) =>
      `${file} is a classifier: it reads pictures and draws none. One is at work below, in “The other player” and “Draw your own”. To play, drop a generator.`,
    discriminator: (file) =>
      `${file} is a discriminator: it judges pictures and draws none. See “The other player” for one at work. To play, drop the generator that it was trained with.`,
    encoder: (file) =>
      `${file} is an encoder: it turns a picture into latent numbers and draws none. One is at work in “Draw your own”. To play, drop the generator that it was trained for.`,
    super_resolution: (file) =>
      `${file} enlarges small pictures, and needs one to begin with. One is at work in “Draw your own”. To play, drop a generator that draws from latent numbers.`,
  }),

  panelGroups: { play: 'Play', understand: 'Understand', keep: 'Keep' },
  panels: {
    dials: { title: 'Every dial', reason: 'Every direction found, and each latent number' },
    map: { title: 'A map', reason: 'Wander over a plane of latent space' },
    mix: { title: 'Between labels', reason: 'Half a 3, half an 8: what does it look like?' },
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

  dials: {
    named: 'Found by measuring generated pictures: each really changes what its name says.',
    principal: 'Principal directions: where the first layer’s activations vary most. Nameless, but telling.',
    raw: (/** @type {number} */ count) => `All ${count} latent numbers`,
  },
  map: {
    across: 'Across',
    upward: 'Upward',
    label: (/** @type {string} */ a, /** @type {string} */ b) =>
      `A plane of latent space: ${a} from left to right, ${b} from bottom to top. Arrow keys move.`,
    hint: 'Click or drag anywhere; the frame is where you are.',
    here: (/** @type {string} */ a, /** @type {number} */ x, /** @type {string} */ b, /** @type {number} */ y) =>
      `${a} ${x.toFixed(2)}, ${b} ${y.toFixed(2)}`,
  },
  mix: {
    from: 'From',
    to: 'to',
    share: 'How far between the two',
    step: (/** @type {string} */ a, /** @type {string} */ b, /** @type {number} */ share) =>
      `${percent(1 - share)} ${a}, ${percent(share)} ${b}`,
    all: 'Or any recipe: weigh all labels',
    weight: (/** @type {string} */ label) => `Weight of ${label}`,
    single: 'One label again',
    note: 'The network has only ever seen single labels. What lies between is its own guess.',
  },
  grid: {
    same: 'This label',
    every: 'Every label',
    more: 'More',
    pick: (/** @type {number} */ seed) => `Take seed ${seed}`,
    note: 'Each is another seed, with your dials as they stand. Click one to take it.',
  },
  travel: {
    keep: 'Keep this picture',
    empty: 'Keep two pictures or more, then walk between them.',
    kept: (/** @type {number} */ n) => `#${n}, a kept picture: make it an end of the walk`,
    remove: (/** @type {number} */ n) => `Remove kept picture ${n}`,
    surprise: 'Two at random',
    straight: 'Straight line',
    round: 'Along the sphere',
    explain:
      'The straight line passes closer to the middle, where pictures are more average. The way along the sphere (slerp) keeps the distance that random vectors have.',
    length: (/** @type {number} */ length) => `length of z in the middle ${length.toFixed(1)}`,
    position: 'Position on the way',
    play: 'Play',
    pause: 'Pause',
    loop: 'There and back',
    speed: 'Seconds each way',
    difference: 'Where the two differ',
    most: (/** @type {number} */ share) => `a pixel by ${percent(share)} at most`,
    take: 'Put this one on the table',
    arithmetic: 'Arithmetic',
    arithmeticNote: 'A’s latent numbers, minus B’s, plus C’s, under the label of A. To carry a trait over to A, let B be a picture without it and C the same one with it.',
    operand: (/** @type {string} */ name) => `Picture ${name}`,
    takeResult: 'Put the result on the table',
    kept_n: (/** @type {number} */ n) => `#${n}`,
  },
  inside: {
    latent: 'Latent vector z',
    latentOf: (/** @type {number} */ size) => `${size} numbers: all that chance decides`,
    total: (/** @type {number} */ operations, /** @type {number} */ milliseconds) =>
      `${(operations / 1e6).toFixed(2)} million multiply-adds in ${milliseconds.toFixed(2)} ms for one picture`,
    cost: (/** @type {number} */ operations, /** @type {number} */ milliseconds) =>
      `${operations ? `${(operations / 1e6).toFixed(2)} M multiply-adds, ` : ''}${milliseconds < 0.001 ? 'under 0.001' : milliseconds.toFixed(3)} ms`,
    shape: (/** @type {number[]} */ shape) =>
      shape.length === 3 ? `${shape[0]} ${shape[0] === 1 ? 'map' : 'maps'} of ${shape[1]} × ${shape[2]}` : `${shape[0]} numbers`,
    level: (/** @type {number} */ n) => `Level ${n}`,
    shown: (/** @type {number} */ shown, /** @type {number} */ all) => (shown < all ? `, ${shown} shown` : ''),
    picture: (/** @type {number} */ n) => `The picture after level ${n}`,
    equations: /** @type {Record<string, string>} */ ({
      linear: 'y = W x + b',
      conv2d: 'y = W ∗ x + b: each output pixel weighs a small window of all maps',
      conv_transpose2d: 'y = Wᵀ ∗ x + b: each input pixel stamps a small pattern, so the maps grow',
      batch_norm: 'y = γ (x − μ)/σ + β, folded into its neighbour',
      conditional_batch_norm: 'y = γ[label] (x − μ)/σ + β[label]: here the label speaks',
      relu: 'y = max(0, x)',
      leaky_relu: 'y = x, or a small part of x below zero',
      prelu: 'y = x, or a learned part of x below zero',
      tanh: 'y = tanh x: into the range of pixels',
      sigmoid: 'y = 1/(1 + e⁻ˣ)',
      reshape: 'the numbers become maps',
      flatten: 'the maps become a list of numbers',
      upsample: 'each pixel becomes a block of pixels',
      pixel_shuffle: 'channels become finer pixels',
      label_embedding: 'the label becomes a learned vector',
      concat: 'the label’s vector (or the smaller picture) joins the rest',
      residual: 'y = x + f(x)',
    }),
  },
  judge: {
    noDiscriminator: 'The discriminator of this model was not kept. Those of digits and some others were: see the list above.',
    score: (/** @type {number} */ share) => `More convincing than ${percent(share)} of the real pictures`,
    probability: (/** @type {number} */ p) => `D says: ${percent(p)} likely to be real`,
    explain:
      'Each dot is a picture, placed by the discriminator’s score. When training has gone well, the two clouds lie upon each other.',
    real: 'real',
    generated: 'generated',
    here: 'this picture',
    moreReal: 'looks more real to D →',
    chart: (/** @type {number} */ real, /** @type {number} */ fake, /** @type {number} */ here) =>
      `Median score of real pictures ${real.toFixed(2)}, of generated ones ${fake.toFixed(2)}, of this one ${here.toFixed(2)}`,
    reads: (/** @type {string} */ label, /** @type {number} */ share) => `reads as ${label}, ${certainty(share)}`,
    reading: 'What a reader reads',
    readingNote: 'A classifier that has only ever seen real pictures, and had no part in the game.',
    noClassifier: 'There is no classifier here for pictures of this kind.',
    strip: (/** @type {string} */ label, /** @type {number} */ share) => `${label}, ${certainty(share)}`,
  },
  game: {
    none: 'There are no real pictures here to play against this model.',
    ask: (/** @type {number} */ round, /** @type {number} */ rounds) => `Round ${round} of ${rounds}: was this written by a person?`,
    askOther: (/** @type {number} */ round, /** @type {number} */ rounds) => `Round ${round} of ${rounds}: is this a real photograph?`,
    real: 'Real',
    fake: 'Fake',
    right: (/** @type {boolean} */ real) => (real ? 'Right: it is real.' : 'Right: the network drew it.'),
    wrong: (/** @type {boolean} */ real) => (real ? 'No: it is real.' : 'No: the network drew it.'),
    opponent: (/** @type {boolean} */ right) => (right ? 'The discriminator got it, too.' : 'The discriminator got it wrong.'),
    next: 'Next',
    opponentMark: (/** @type {boolean} */ right) => `D ${right ? '✓' : '✗'}`,
    score: (/** @type {number} */ you, /** @type {number} */ rounds) => `You: ${you} of ${rounds}.`,
    scoreBoth: (/** @type {number} */ you, /** @type {number} */ d, /** @type {number} */ rounds) =>
      `You: ${you} of ${rounds}. The discriminator: ${d} of ${rounds}.`,
    verdict: (/** @type {number} */ share) =>
      share > 0.8 ? 'You have an eye for it.' : share > 0.6 ? 'Better than a coin.' : 'No better than a coin: the generator wins.',
    legend: 'Under each stands what it was, and ✓ if you saw it.',
    legendBoth: 'Under each stands what it was: ✓ if you saw it, D ✓ if the discriminator did.',
    again: 'Play again',
    picture: 'The picture to judge',
    result: (/** @type {boolean} */ real, /** @type {boolean} */ right) =>
      `${real ? 'real' : 'generated'}, you were ${right ? 'right' : 'wrong'}`,
    keys: 'Keys: R for real, F for fake, Enter for the next.',
  },
  draw: {
    canvas: 'Draw here with the mouse or a finger',
    clear: 'Clear',
    open: 'Open a picture',
    example: (/** @type {boolean} */ digits) => (digits ? 'A person’s digit' : 'A real one'),
    hint: (/** @type {boolean} */ digits) => `${digits ? 'Draw a digit' : 'Draw one'}, or drop a picture or a photograph of one here.`,
    here: 'Draw here',
    wrongSize: 'This model’s pictures are in colour or of another size than the pad: choose a model of 28 × 28 grey pictures.',
    notPicture: (/** @type {string} */ name) => `${name} is no picture that this browser can read. PNG, JPEG, WebP and GIF are.`,
    nothingWritten: (/** @type {string} */ name) => `No writing was found in ${name}. One thick digit on plain paper works best.`,
    find: 'Find it in latent space',
    finding: 'Searching …',
    yours: 'Yours',
    found: 'Found',
    foundNote: (/** @type {number} */ error, /** @type {number} */ milliseconds, /** @type {boolean} */ encoder) =>
      `${encoder ? 'The encoder’s guess, then refined' : 'Searched from the average picture'} in ${milliseconds.toFixed(0)} ms; a pixel differs by ${percent(Math.sqrt(error) / 2)} on average (root mean square). It is on the table now: drag its sliders.`,
    empty: 'Draw something first.',
    enlarge: (/** @type {number} */ coarse) => `Shrunk to ${coarse} × ${coarse}, and enlarged again`,
    shrunk: 'All that is left',
    bilinear: 'Bilinear',
    srgan: 'SRGAN',
    enlargeNote: 'The networks know what digits look like and invent the detail; plain interpolation cannot.',
  },
  learn: {
    none: 'No history was kept of this model’s training. Below are runs of which it was.',
    curvesOnly: 'Only the curves of this run were kept, not the generators on the way. Below are runs of which both were.',
    at: 'Images seen in training',
    images: (/** @type {number} */ images) =>
      images >= 1e6 ? `${(images / 1e6).toFixed(1)}M` : images >= 1000 ? `${Math.round(images / 1000)}k` : String(images),
    end: 'now',
    shown: (/** @type {string} */ when) => `The picture on the table is drawn by the generator as it was after ${when} images.`,
    shownEnd: 'The picture on the table is drawn by the finished generator.',
    strip: (/** @type {boolean} */ labelled) => `${labelled ? 'One latent vector under three labels' : 'Three latent vectors'}, drawn as the network drew at each of these moments.`,
    losses: 'Losses',
    lossesNote: 'In a good run neither falls to zero: each player’s gain is the other’s loss. A D at zero is never wrong, and has nothing left to teach.',
    accuracies: 'How often D is right',
    accuraciesNote: '1 means that G fools nobody, 0.5 that D can only guess.',
    variety: 'Variety',
    varietyNote: 'Coverage: the share of real pictures with a generated one near them. Diversity: how much generated pictures differ from each other. Both fall when a generator collapses.',
    noVariety: 'Coverage and diversity were not logged in this run.',
    measured: 'Measured at the end',
    others: 'Runs that went otherwise',
    /** What there is to see in a run, by the model’s name. */
    beside: /** @type {Record<string, string>} */ ({
      digits: 'It went well: three labels become three pictures, and neither loss runs away.',
      'cgan-mnist-tutorial': 'Mode collapse: three labels end as one picture. D’s loss lies at zero and G’s climbs: D is so sure that the gradient, all that G learns from, has vanished.',
      'unstable-mnist': 'G learns ten times for each step of D: three seeds give one picture, and at each moment another one. It hops, and never settles.',
    }),
    open: (/** @type {string} */ title) => `Its whole training: ${title}`,
    openShort: 'Its whole training',
    imagesAxis: 'images seen',
    curves: /** @type {Record<string, string>} */ ({
      'G loss': 'generator', 'D loss': 'discriminator',
      'D real right': 'on real pictures', 'D fake right': 'on generated ones', 'G label right': 'on the label',
      coverage: 'coverage', diversity: 'diversity',
    }),
  },
  compare: {
    with: 'Beside it',
    none: 'nothing',
    same: (/** @type {number} */ seed) => `Both draw from the numbers of seed ${seed}.`,
    levels: 'Its levels',
    levelsOf: (/** @type {string} */ title) => `The levels of ${title}`,
    level: (/** @type {number} */ n, /** @type {number} */ side) => `Level ${n}: ${side} × ${side}`,
    levelsNote: 'A pyramid draws coarse to fine: the first network makes a small picture, each next one doubles it and adds the detail that is missing.',
    family: 'The family',
    open: (/** @type {string} */ title) => `Play with it: ${title}`,
    play: 'Play with it',
    real: 'Real pictures',
    better: (/** @type {boolean} */ less) => (less ? 'lower is better' : 'higher is better'),
    best: 'the better one',
    ofReal: (/** @type {string} */ value) => `real: ${value}`,
    numbersNote: '↑ higher is better, ↓ lower is better. Under each number stands what real pictures reach: no model is asked for more.',
    otherData: 'The two learned from different pictures, so their numbers cannot be compared.',
    realNote: 'What all of them learned from, for comparison.',
    samples: (/** @type {string} */ title) => `Ten samples of ${title}`,
  },
  take: {
    scale: 'Scale',
    png: 'This picture, PNG',
    strip: 'All ten, PNG',
    grid: 'The grid of 50, PNG',
    moving: 'A moving picture',
    sliderWay: 'It walks the first slider, from end to end and back. Keep two pictures or more in “Travel”, and it walks through those.',
    trayWay: (/** @type {number} */ count) => `It walks through the ${count} pictures that you keep in “Travel”, one after the other.`,
    path: 'The way between them',
    loop: 'Back to the first one, for ever',
    gif: 'GIF',
    webm: 'WebM video',
    noWebm: 'This browser cannot record a video; it can make the GIF.',
    recording: (/** @type {number} */ seconds) => `Recording, ${seconds.toFixed(0)} s to go …`,
    made: 'Made: see your downloads.',
    numbers: 'The numbers behind it',
    making: 'Making …',
    json: 'Latent numbers, JSON',
    weights: 'Weights file',
    command: 'The same picture on your own machine',
    copyCommand: 'Copy the command',
    commandNote: 'It wants the JSON file above beside it, which holds the latent numbers.',
  },
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
  /** What the cards' metrics are called, and what they say in a line. Others are shown by their own names. */
  metrics: /** @type {Record<string, { name: string, says: string }>} */ ({
    frechet_distance: { name: 'Fréchet distance', says: 'distance between the two clouds; lower is better' },
    label_accuracy: { name: 'Label accuracy', says: 'read as the label that was asked for' },
    precision: { name: 'Precision', says: 'generated pictures that look like real ones' },
    recall: { name: 'Recall', says: 'real pictures that the generator could have drawn' },
    coverage: { name: 'Coverage', says: 'real pictures with a generated one nearby' },
    gan_train_accuracy: { name: 'GAN-train', says: 'real pictures read right by who learned from generated ones alone' },
    memorised_share: { name: 'Memorised', says: 'suspiciously close to a training picture' },
    class_balance: { name: 'Class balance', says: 'the rarest label’s share, times the number of labels' },
    density: { name: 'Density', says: 'how crowded with real pictures it is around a generated one' },
    nearest_training_distance: { name: 'Distance to training pictures', says: 'the nearest one’s, where 1 is that of unseen real pictures' },
  }),
  measured: 'Measured',
  protocol: 'How it was measured',
  device: (/** @type {string} */ device) => device.replace(/^cpu, 1 threads$/, 'one CPU core').replace(/^cpu, /, 'CPU, '),
  realValue: (/** @type {string} */ value) => `real pictures: ${value}`,
  layers: 'Layers, from latent numbers to picture',
  fileSize: (/** @type {number} */ bytes, /** @type {number} */ parameters) =>
    `${size(bytes)}, ${whole(parameters)} parameters`,
  images: whole,
  minutes: (/** @type {number} */ seconds) =>
    seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`,
  latent: (/** @type {number} */ count, /** @type {string} */ distribution) => `${count} numbers, ${distribution}`,
  selfTest: (/** @type {number} */ difference) =>
    `passed: pixels within ${difference.toExponential(0)} of the trainer’s`,
};
