// Faults only: how the text looks is for the reader to judge, types are for tsc.
import js from '@eslint/js';

/** @param {string[]} names */
const globals = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const browser = globals([
  'addEventListener', 'clearTimeout', 'console', 'document', 'fetch', 'history', 'innerWidth', 'location', 'navigator',
  'performance', 'self', 'setTimeout', 'DataTransfer', 'File', 'HTMLCanvasElement', 'HTMLButtonElement',
  'HTMLDetailsElement', 'HTMLElement', 'HTMLInputElement', 'HTMLOutputElement', 'HTMLSelectElement', 'Option',
  'TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'WebAssembly', 'Worker', 'atob',
]);

/** @type {import('eslint').Linter.Config[]} */
export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: browser },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals(['process', 'Buffer']) } },
];
