// A page that shows one picture by Ganvas, with the package as anybody uses it. Module, weights and worker come side by side.
import { Ganvas } from '../../../../web/ganvas.js';
import { inputs } from './engine.js';
import { asked, show } from './first_picture.js';

const { bytes, facts } = asked();
const ganvas = await Ganvas.start(new URL('/ganvas_worker.js', location.href), new URL('/ganvas_wasm.wasm', location.href));
const generator = await ganvas.load(await bytes, 'first picture');
const { latents, labels } = inputs(1, facts);
show((await generator.sample(latents, labels)).images, generator.imageShape, false);
