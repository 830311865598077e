// The mutation run of one group: npm run mutate.
import { groupIn } from './groups.mjs';

const { name, files } = groupIn(process.env);

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'tools/mutate/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: [...files, '!**/*.test.ts', '!**/index.ts'],
  ignorePatterns: [
    '**',
    '!packages/{fakes,oci,policy,token}/**',
    '!packages/control-store/**',
    '!tools/mutate/**',
    '!tsconfig.base.json',
    '!docs/*.md',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  tempDirName: '.cache/stryker',
  reporters: ['clear-text', 'json', 'html'],
  jsonReporter: { fileName: `.cache/mutation/${name}.json` },
  htmlReporter: { fileName: `.cache/mutation/${name}.html` },
  clearTextReporter: { logTests: false, reportTests: false, skipFull: false },
  disableTypeChecks: false,
};
