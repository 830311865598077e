import { runMain } from '../system/run-main.ts';
import { parseCommandLine } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { USAGE } from './usage.ts';

process.exitCode = await runMain({ name: 'users', usage: USAGE, parse: parseCommandLine, run: runCommand });
