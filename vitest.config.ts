import { defineConfig } from 'vitest/config';

const resolveSources = { conditions: ['source', 'node', 'development|production'] };

export default defineConfig({
  test: {
    projects: [
      {
        ssr: { resolve: resolveSources },
        test: {
          name: 'unit',
          include: [
            '{packages,functions}/*/{src,test}/**/*.test.ts',
            'local/src/**/*.test.ts',
            'admin/{src,test}/**/*.test.ts',
            'tools/**/*.test.ts',
            // The hook scripts, against functions that run alone: real processes, but no system.
            'e2e/docker-auth/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.system.test.ts'],
          // Properties run thousands of cases, and a busy machine is no fault of theirs.
          testTimeout: 60_000,
        },
      },
      {
        ssr: { resolve: resolveSources },
        test: {
          name: 'system',
          include: ['e2e/**/*.test.ts', 'packages/*/test/**/*.system.test.ts'],
          exclude: ['**/node_modules/**', 'e2e/docker-auth/**'],
          globalSetup: ['e2e/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        ssr: { resolve: resolveSources },
        test: {
          // The same suite, with docker_auth making the clients' tokens: DOCKER_AUTH=<program>.
          name: 'docker-auth',
          include: ['e2e/*.test.ts'],
          globalSetup: ['e2e/docker-auth-setup.ts'],
          runner: './e2e/docker-auth-runner.ts',
          env: { WHARFINGER_DOCKER_AUTH: process.env['DOCKER_AUTH'] ?? '' },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
