import path from 'node:path';

import { parseCommandLine, USAGE } from './command-line.ts';
import { TargetError } from './find-system.ts';
import { RequestError } from './request-error.ts';
import { runImport, type Shell } from './run-import.ts';

const shell: Shell = {
  print: console.log,
  complain: console.error,
  // npm runs its scripts in the project's folder, and notes where it was called.
  resolvePath: (file) => path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file),
};

const command = parseCommandLine(process.argv.slice(2), process.env);
switch (command.kind) {
  case 'help': {
    shell.print(USAGE);
    break;
  }
  case 'invalid': {
    shell.complain(`${USAGE}\n${command.reason}`);
    process.exitCode = 2;
    break;
  }
  case 'import': {
    process.exitCode = await runImport(command, shell).catch(explainFault);
    break;
  }
}

function explainFault(error: unknown): number {
  if (error instanceof TargetError) {
    shell.complain(error.message);
    return 2;
  }
  if (!(error instanceof RequestError)) throw error;
  shell.complain(`Stopped: ${error.message}.`);
  return 1;
}
