// Faults only: how the text looks is for the reader to judge, types are for tsc.
import js from '@eslint/js';
import globals from 'globals';

const rules = /** @type {const} */ ({ eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' });

/** @type {import('eslint').Linter.Config[]} */
export default [
  js.configs.recommended,
  { languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.browser }, rules },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.nodeBuiltin } },
  { files: ['**/service_worker.js'], languageOptions: { globals: { ...globals.serviceworker, GANVAS_BUILD: 'readonly' } } },
];
