// Checks the arguments of a benchmark before anything is built for it: `main.ts NAME ARGUMENTS…`. Exit code 2: they are wrong.
import type { BenchmarkOptions } from './benchmark-options.ts';
import { POLICY_OPTIONS } from './policy-options.ts';
import { runOptions } from './run-options.ts';
import { STARTUP_OPTIONS } from './startup-options.ts';
import { TOKEN_OPTIONS } from './token-options.ts';

const OPTIONS = new Map<string, BenchmarkOptions>([
  ['policy', POLICY_OPTIONS],
  ['startup', STARTUP_OPTIONS],
  ['token', TOKEN_OPTIONS],
]);

const [name = '', ...args] = process.argv.slice(2);
const options = OPTIONS.get(name);
if (options === undefined) throw new Error(`The options of the benchmark ${name} are not in bench/command-line.`);
runOptions(options, args);
