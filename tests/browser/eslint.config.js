// Faults only: how the text looks is for the reader to judge, types are for tsc.
import js from '@eslint/js';

/** @param {string[]} names */
const globals = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const browser = globals([
  'addEventListener', 'clearInterval', 'clearTimeout', 'console', 'document', 'fetch', 'getComputedStyle', 'history', 'innerWidth', 'location', 'navigator',
  'performance', 'self', 'setInterval', 'setTimeout', 'DataTransfer', 'Element', 'File', 'HTMLCanvasElement', 'HTMLButtonElement',
  'HTMLDetailsElement', 'HTMLElement', 'HTMLInputElement', 'HTMLOutputElement', 'HTMLSelectElement', 'Image', 'IntersectionObserver', 'OffscreenCanvas', 'Option', 'ResizeObserver',
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
