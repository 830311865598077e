import type { BenchmarkOptions } from './benchmark-options.ts';

export const STARTUP_OPTIONS: BenchmarkOptions = {
  usage: `npm run bench -- startup [--runs N] [--function NAME]…

From the start of a process to its first answer: each function as it is shipped, beside a bare node:http server. It builds
the functions first. About a minute: every program is started once a round, in a tenth of a second.

  --runs N         rounds that count, 1 to 500 (25)
  --function NAME  only this function; may be repeated
`,
  options: { runs: { type: 'string', default: '25' }, function: { type: 'string', multiple: true } },
  numbers: { runs: { min: 1, max: 500, isWhole: true } },
};
