import path from 'node:path';

import { askNewPassword } from '../system/ask-password.ts';
import { createPlainShell } from '../system/plain-shell.ts';
import { RequestError } from '../system/request-error.ts';
import type { Shell } from '../system/shell.ts';
import { TargetError } from '../system/target-error.ts';
import { parsePolicyCommandLine } from './policy-command-line.ts';
import { POLICY_USAGE } from './policy-usage.ts';
import { runPolicyCommand } from './run-policy-command.ts';

const shell: Shell = createPlainShell({
  askNewPassword,
  print: console.log,
  complain: console.error,
  sayWaiting: (reason) => console.error(`… waiting: ${reason}`),
  // npm runs its scripts in the project's folder, and notes where it was called.
  resolvePath: (file) => path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file),
});

const commandLine = parsePolicyCommandLine(process.argv.slice(2), process.env);
switch (commandLine.kind) {
  case 'help': {
    console.log(POLICY_USAGE);
    break;
  }
  case 'nothing': {
    console.error(POLICY_USAGE);
    process.exitCode = 2;
    break;
  }
  case 'invalid': {
    shell.complain(`${commandLine.reason} See npm run policy -- --help.`);
    process.exitCode = 2;
    break;
  }
  case 'run': {
    process.exitCode = await runPolicyCommand(commandLine.command, commandLine.target, shell).catch(explainFault);
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
