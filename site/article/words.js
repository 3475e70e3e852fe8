// What the live figures say: their buttons, readings and text alternatives. The prose around them is article.html.

/** @param {number} value between 0 and 1 */
const percent = (value) => (value > 0.995 && value < 1 ? 'over 99 %' : value < 0.005 && value > 0 ? 'under 1 %' : `${Math.round(100 * value)} %`);

/** Two decimals, with a real minus and without a minus zero. @param {number} value */
export const signed = (value) => value.toFixed(2).replace('-', '−').replace('−0.00', '0.00');

/** @param {number} value */
const whole = (value) => value.toLocaleString('en');

/** @param {number} value */
const brief = (value) =>
  value >= 1e6 ? `${Number((value / 1e6).toPrecision(3))} million` : value >= 1e4 ? `${Math.round(value / 1e3)},000` : whole(value);

export const words = {
  linkTitle: 'Copy a link to this part',
  linkTo: (/** @type {string} */ heading) => `Copy a link to “${heading}”`,
  fetching: 'Fetching …',
  missing: 'Did not arrive.',
  another: 'Another z',
  label: (/** @type {string} */ label) => `label ${label}`,

  game: {
    play: 'Play',
    pause: 'Pause',
    next: 'Next step',
    step: (/** @type {number} */ step, /** @type {number} */ steps) => `Step ${step} of ${steps}`,
    z: 'z',
    zNote: (/** @type {number} */ count) => `${count} random numbers`,
    generator: 'Generator G',
    discriminator: 'Discriminator D',
    parameters: (/** @type {number} */ count) => `${whole(count)} weights`,
    fake: 'generated',
    real: 'real',
    data: 'data',
    dataNote: 'real handwriting',
    gradient: 'what G is told',
    score: (/** @type {number} */ real) => `${percent(real)} real`,
    noScore: 'no score yet',
    latentAlt: 'The latent vector as bars, one for each number',
    fakeAlt: (/** @type {string} */ label) => `A generated ${label}`,
    realAlt: (/** @type {string} */ label) => `A real, handwritten ${label}`,
    gradientAlt: 'The gradient of the score over the pixels: where more ink, or less, would look more real',
    steps: (
      /** @type {{ label: string, fake: number, real: number }} */ { label, fake, real },
    ) => [
      `Chance draws a latent vector z. The label to draw is ${label}.`,
      `G turns z and the label into a picture.`,
      `D looks at it and says: ${percent(fake)} real.`,
      `A real ${label} from the data takes the same way. D says: ${percent(real)} real.`,
      `D learns. The gradient of its loss runs into D and no further: next time, a little more for the real one, a little less for the generated one.`,
      `G learns. D stands still now; the gradient runs back through it to the picture, and says of every pixel what would look more real. Then it runs on into G’s weights.`,
    ],
  },

  walk: {
    slider: 'From one latent vector to the other',
    others: 'Two other ends',
    here: (/** @type {number} */ t) => `${Math.round(100 * t)} % of the way`,
    position: (/** @type {number} */ t) => `z = ${(1 - t).toFixed(2)} · a + ${t.toFixed(2)} · b`,
    pictureAlt: (/** @type {string} */ label, /** @type {number} */ t) => `A generated ${label}, ${Math.round(100 * t)} % of the way from a to b`,
    stop: (/** @type {number} */ t) => `Go to ${Math.round(100 * t)} % of the way`,
  },

  labels: {
    strip: (/** @type {number} */ seed) => `Latent vector ${seed} under each label:`,
    alt: (/** @type {string} */ label) => `A generated ${label}`,
  },

  losses: {
    slider: 'D’s score of a generated picture, as a logit',
    score: (/** @type {number} */ logit, /** @type {number} */ real) => `logit ${signed(logit)}: D says ${percent(real)} real`,
    loss: 'G’s loss',
    push: 'G’s push: how hard the loss pulls the score up',
    sure: '← D is sure: generated',
    fooled: 'D is fooled →',
    names: { minimax: 'Minimax', nonSaturating: 'Non-saturating', leastSquares: 'Least squares', hinge: 'Hinge, Wasserstein' },
    lossColumn: 'Loss',
    pushColumn: 'Push',
    alt: 'Two charts over D’s logit: G’s loss, and the pull of its gradient. The table below has the values at the slider.',
  },

  orbit: {
    g: 'g',
    d: 'd',
    r1: 'R1 penalty γ',
    stepSize: 'Step size',
    together: 'Both step at once, not in turns',
    reading: (/** @type {number} */ steps, /** @type {number} */ distance, /** @type {number} */ average) =>
      `After ${steps} steps they are ${distance > 100 ? 'far over 100' : distance.toFixed(2)} from the solution; they began at 1. The average of g is ${average > 100 ? 'far off, too' : `${average.toFixed(2)} off`}.`,
    alt: 'The path of both players: what G draws across, the slope of D upwards, the solution in the middle. The sentence beside it says where they end.',
  },

  collapse: {
    slider: 'Moment of the training',
    images: (/** @type {number} */ images) => `after ${brief(images)} pictures`,
    end: (/** @type {number} */ images) => `at the end, ${brief(images)} pictures`,
    kept: (/** @type {number} */ shown, /** @type {number} */ asked) =>
      `after ${brief(shown)} pictures${shown < asked ? ', the last kept before' : shown > asked ? ', the first kept' : ''}`,
    /** How alike 25 pictures are, by their variety; those of a good run have 0.38. */
    alike: (/** @type {number} */ variety) =>
      variety < 0.005 ? 'one picture for every z'
        : variety < 0.08 ? 'nearly one picture for every z' : variety < 0.25 ? 'pictures that differ a little' : '25 different pictures',
    variety: (/** @type {number} */ value) => `variety ${value.toFixed(2)}`,
    note: 'The dashed line marks the moment in the losses, which stand over the pictures seen, on a logarithmic scale. Variety: how far two of the 25 pictures differ, as the root mean square over their pixels; black and white are 1 apart.',
    chartAlt: (/** @type {string} */ title) => `Losses of both players over the training of ${title}`,
    gridAlt: (/** @type {string} */ title, /** @type {string} */ when) => `25 pictures of ${title}, ${when}`,
    captions: {
      digits: {
        way: (/** @type {string} */ alike) => `A good run, on its way: ${alike}.`,
        end: (/** @type {string} */ alike) => `A good run: ${alike}, and neither loss runs away.`,
      },
      'cgan-mnist-tutorial': {
        way: (/** @type {string} */ alike) => `On its way to collapse: ${alike}.`,
        end: (/** @type {string} */ alike) => `Collapsed: ${alike}. D’s loss is near zero, G’s off the chart.`,
      },
      'unstable-mnist': {
        way: (/** @type {string} */ alike) => `Unstable: at this moment ${alike}.`,
        end: (/** @type {string} */ alike) => `Unstable: ${alike}, and another one than before. It never settles.`,
      },
    },
    generatorLoss: 'G’s loss',
    discriminatorLoss: 'D’s loss',
  },

  family: {
    facts: (/** @type {number} */ parameters, /** @type {number} */ bytes) =>
      `${whole(parameters)} parameters · ${bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`}`,
    images: (/** @type {number} */ count) => `trained on ${brief(count)} pictures`,
    stripAlt: (/** @type {string} */ title) => `Ten pictures by ${title}`,
    real: (/** @type {string} */ value) => `real: ${value}`,
  },

  measures: {
    table: 'The measures of two models',
    caption: 'How to repeat each measurement stands in the model’s card.',
    measure: 'Measure',
    realColumn: 'Real pictures',
  },
};
