import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url));

/** The tests of the decision core, for the mutation run: packages are found as sources of the mutated copy. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: {
    alias: [{ find: /^@wharfinger\/([a-z-]+)$/, replacement: `${PACKAGES}/$1/src/index.ts` }],
  },
  ssr: { resolve: { conditions: ['source', 'node', 'development|production'] } },
  test: {
    include: ['packages/policy/{src,test}/**/*.test.ts', 'packages/token/src/*pattern*.test.ts'],
    setupFiles: [fileURLToPath(new URL('fixed-seed.ts', import.meta.url))],
    testTimeout: 60_000,
  },
});
