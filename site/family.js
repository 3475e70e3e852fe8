// The family tree of the models: whose idea each one took up, when, and what it changed. The page's only place of these
// sentences: the article's figure and the Compare panel read them.

/**
 * `parent`: the model that it grew from, by name; `label`: the paper's authors and year, as a reader would cite it.
 * @typedef {{ parent?: string, year: number, sentence: string, paper: { label: string, title: string, url: string } }} Relative
 */

/** @param {string} id of a paper on arXiv */
const arxiv = (id) => `https://arxiv.org/abs/${id}`;

const papers = {
  gan: { label: 'Goodfellow et al. 2014', title: 'Generative Adversarial Nets', url: arxiv('1406.2661') },
  cgan: { label: 'Mirza & Osindero 2014', title: 'Conditional Generative Adversarial Nets', url: arxiv('1411.1784') },
  lapgan: {
    label: 'Denton et al. 2015', url: arxiv('1506.05751'),
    title: 'Deep Generative Image Models using a Laplacian Pyramid of Adversarial Networks',
  },
  dcgan: {
    label: 'Radford et al. 2016', url: arxiv('1511.06434'),
    title: 'Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks',
  },
  srgan: {
    label: 'Ledig et al. 2017', url: arxiv('1609.04802'),
    title: 'Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network',
  },
  acgan: {
    label: 'Odena, Olah & Shlens 2017', url: arxiv('1610.09585'),
    title: 'Conditional Image Synthesis with Auxiliary Classifier GANs',
  },
  wgan: { label: 'Arjovsky, Chintala & Bottou 2017', title: 'Wasserstein GAN', url: arxiv('1701.07875') },
  wganGp: { label: 'Gulrajani et al. 2017', title: 'Improved Training of Wasserstein GANs', url: arxiv('1704.00028') },
  checkerboard: {
    label: 'Odena, Dumoulin & Olah 2016', title: 'Deconvolution and Checkerboard Artifacts',
    url: 'https://distill.pub/2016/deconv-checkerboard/',
  },
  projection: { label: 'Miyato & Koyama 2018', title: 'cGANs with Projection Discriminator', url: arxiv('1802.05637') },
  r1: {
    label: 'Mescheder, Geiger & Nowozin 2018', url: arxiv('1801.04406'),
    title: 'Which Training Methods for GANs do actually Converge?',
  },
  packing: {
    label: 'Lin et al. 2018', url: arxiv('1712.04086'),
    title: 'PacGAN: The power of two samples in generative adversarial networks',
  },
};

/** By the model's name, which is its file's. @type {Record<string, Relative>} */
export const family = {
  'vanilla-mnist': {
    year: 2014, paper: papers.gan,
    sentence: 'The first of its kind: two plain networks and one game. It draws digits, but nobody chooses which.',
  },
  'cgan-mnist': {
    parent: 'vanilla-mnist', year: 2014, paper: papers.cgan,
    sentence: 'Tells both players the label, so that you choose the digit and chance chooses only the handwriting.',
  },
  'cgan-mnist-tutorial': {
    parent: 'cgan-mnist', year: 2014, paper: papers.cgan,
    sentence: 'Almost the same networks, trained as a tutorial trains them. It collapsed, and is kept to show what that looks like.',
  },
  'unstable-mnist': {
    parent: 'vanilla-mnist', year: 2014, paper: papers.gan,
    sentence: 'The game out of balance: G learns ten times for each step of D, and hops from one picture to the next. Kept to show that too.',
  },
  'lapgan-mnist': {
    parent: 'cgan-mnist', year: 2015, paper: papers.lapgan,
    sentence: 'Draws coarse to fine: a first generator makes a small blur, each next one doubles it and adds what is missing.',
  },
  'dcgan-mnist': {
    parent: 'vanilla-mnist', year: 2016, paper: papers.dcgan,
    sentence: 'Convolutions instead of fully connected layers, and batch norm between them: the picture grows from a seed of pixels.',
  },
  'dcgan-cifar10': {
    parent: 'dcgan-mnist', year: 2016, paper: papers.dcgan,
    sentence: 'The same idea in colour, on small photographs: far harder than digits, and it shows.',
  },
  'upsample-cifar10': {
    parent: 'dcgan-cifar10', year: 2016, paper: papers.checkerboard,
    sentence: 'Enlarges and then convolves, where DCGAN does both in one layer: no checkerboard, but softer edges.',
  },
  'stacked-mnist': {
    parent: 'dcgan-mnist', year: 2018, paper: papers.packing,
    sentence: 'Three digits in one picture, red, green and blue: a thousand combinations, so that missing ones can be counted.',
  },
  'srgan-mnist': {
    parent: 'dcgan-mnist', year: 2017, paper: papers.srgan,
    sentence: 'Starts from a coarse picture instead of random numbers, and fills in the pixels that look real.',
  },
  'srgan-mnist-14': {
    parent: 'srgan-mnist', year: 2017, paper: papers.srgan,
    sentence: 'The same from a finer picture: less to invent, so less to get wrong.',
  },
  'acgan-mnist': {
    parent: 'dcgan-mnist', year: 2017, paper: papers.acgan,
    sentence: 'The discriminator also has to name the digit, so the generator is paid for drawing it readably.',
  },
  'wgan-mnist': {
    parent: 'vanilla-mnist', year: 2017, paper: papers.wgan,
    sentence: 'The judge becomes a critic: no verdict between 0 and 1, just a score, with weights clipped so that it stays gentle.',
  },
  'wgan-gp-mnist': {
    parent: 'wgan-mnist', year: 2017, paper: papers.wganGp,
    sentence: 'The same critic, kept gentle by a penalty on its gradient instead of by clipping its weights.',
  },
  digits: {
    parent: 'acgan-mnist', year: 2018, paper: papers.projection,
    sentence: 'Our best: the label steers every layer of the generator, the discriminator compares picture and label, and R1 keeps it calm.',
  },
  fashion: {
    parent: 'digits', year: 2018, paper: papers.r1,
    sentence: 'The way of Digits, taught clothes, with a generator that hears the label before it draws its first pixel.',
  },
  'cifar10-small': {
    parent: 'digits', year: 2018, paper: papers.r1,
    sentence: 'The way of Digits in colour, on small photographs: you choose the kind. Made in hours on one processor core.',
  },
};

/**
 * The nearest ancestor that is here too; undefined for a root.
 * @param {string} name
 * @param {ReadonlySet<string>} here
 */
export function ancestorHere(name, here) {
  let ancestor = family[name]?.parent;
  while (ancestor !== undefined && !here.has(ancestor)) ancestor = family[ancestor]?.parent;
  return ancestor;
}

/**
 * Those of the models that have a place in the tree, each after its ancestor, older branches first.
 * @param {Iterable<string>} names
 * @returns {{ name: string, depth: number }[]}
 */
export function familyOrder(names) {
  const here = new Set([...names].filter((name) => name in family));
  /** @type {{ name: string, depth: number }[]} */
  const order = [];
  /** @type {(parent: string | undefined, depth: number) => void} */
  const add = (parent, depth) => {
    const children = [...here].filter((name) => ancestorHere(name, here) === parent);
    for (const name of children.sort((a, b) => family[a].year - family[b].year)) {
      order.push({ name, depth });
      add(name, depth + 1);
    }
  };
  add(undefined, 0);
  return order;
}
