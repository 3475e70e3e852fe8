// ESLint over all of the project's JavaScript: by its API, as the command refuses files above its own folder.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import configuration from './eslint.config.js';

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: configuration });
const results = await eslint.lintFiles(['site/{,article/,panels/}*.js', 'site/assembly/*.mjs', 'web/*.js', 'tests/*.mjs', 'tests/browser/*.{js,mjs}', 'tests/bench/web/{,pages/}*.{js,mjs}']);
const formatter = await eslint.loadFormatter('stylish');
console.log((await formatter.format(results)) || `eslint: ${results.length} files, no faults`);
process.exit(results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0) ? 1 : 0);
