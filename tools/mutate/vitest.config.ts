import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

import { groupIn } from './groups.mjs';

const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url));

/** The tests of one group, for the mutation run: packages are found as sources of the mutated copy. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: {
    alias: [{ find: /^@wharfinger\/([a-z-]+)$/, replacement: `${PACKAGES}/$1/src/index.ts` }],
  },
  ssr: { resolve: { conditions: ['source', 'node', 'development|production'] } },
  test: {
    include: [...groupIn(process.env).tests],
    setupFiles: [fileURLToPath(new URL('fixed-seed.ts', import.meta.url))],
    testTimeout: 60_000,
  },
});
