// What draws the same picture on one's own machine: the weights that drew it, and the command.
import { directionKey } from '../latents.js';
import { besideHistory, ownFileName, weightsAddress } from '../models.js';

/** @typedef {import('../player.js').Drawing} Drawing */

/**
 * The files of the model on the table. `name`: what files about a drawing are called; `weightsOf`: the weights that drew
 * it, where the page has them and where they lie for a command. Both tell a moment of the training from its end.
 * @param {import('../panels.js').Page} page
 * @param {string} ownAddress of the player's own file, where the model is one
 */
export function filesOf({ model, session, player, entry }, ownAddress) {
  const { generator: finished } = player;
  const own = ownFileName(model);
  const base = (own ?? model).replace(/\.safetensors$/, '');
  const listed = /** @type {import('../models.js').ModelEntry} */ (entry());
  return {
    /** @param {Drawing} drawing */
    name: ({ generator, state }) => (generator === finished ? base : `${base}-${state.at}`),
    /** @param {Drawing} drawing @returns {Promise<{ address: string, path: string }>} */
    async weightsOf({ generator, state }) {
      if (own) return { address: ownAddress, path: own };
      const moment = generator === finished ? undefined : (await session.snapshots(model))?.history.snapshots.find(({ images }) => images === state.at);
      if (!moment) return { address: weightsAddress(listed), path: `site/models/${model}.safetensors` };
      const file = besideHistory(/** @type {string} */ (listed.history), moment.file);
      return { address: weightsAddress({ ...listed, file }), path: `site/models/history/${model}/${moment.file}` };
    },
  };
}

/** One word of a command, as a shell takes it whatever is in it. @param {string} word */
const quoted = (word) => (/^[\w.=/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Whether seed, label, walk and ψ say all of a picture, so that its command wants no file of numbers. @param {Drawing} drawing */
export const isPlain = ({ state: { edits, mix } }) => edits.size === 0 && mix.size === 0;

/** How far along each of its model's directions, as options. @param {Drawing} drawing */
const walkOptions = ({ state: { walk }, generator }) => (generator.card.directions ?? []).map(({ name }) => directionKey(name))
  .filter((key) => walk.get(key)).flatMap((key) => ['--walk', `${key}=${walk.get(key)}`]);

/**
 * @param {Drawing} drawing
 * @param {string} weights their path
 * @param {string} name of the files of this drawing
 */
export function commandFor(drawing, weights, name) {
  const { state: { seed, psi }, generator, main } = drawing;
  const options = isPlain(drawing)
    ? ['--count', 1, '--seed', seed, ...(generator.labelCount ? ['--labels', main] : []), ...walkOptions(drawing), ...(psi === 1 ? [] : ['--truncation', psi])]
    : ['--latents', `${name}.json`];
  return ['./ganvas', 'sample', '--model', weights, ...options, '--out', `${name}.png`].map((word) => quoted(String(word))).join(' ');
}
