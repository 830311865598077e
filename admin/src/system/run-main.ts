import path from 'node:path';

import { askNewPassword } from './ask-password.ts';
import type { Target } from './parse-target.ts';
import { createPlainShell } from './plain-shell.ts';
import { RequestError } from './request-error.ts';
import type { Shell } from './shell.ts';
import { TargetError } from './target-error.ts';

/** What was typed: a command, or why it is none. */
export type TypedCommand<Command> =
  | { kind: 'run'; command: Command; target: Target }
  | { kind: 'help' }
  /** Nothing was typed. */
  | { kind: 'nothing' }
  | { kind: 'invalid'; reason: string };

export type Main<Command> = {
  /** What npm calls it. */
  name: string;
  usage: string;
  parse: (args: readonly string[], environment: Readonly<Record<string, string | undefined>>) => TypedCommand<Command>;
  /** Gives the exit code. */
  run: (command: Command, target: Target, shell: Shell) => Promise<number>;
};

/** Runs what was typed, at the terminal; gives the exit code. */
export async function runMain<Command>({ name, usage, parse, run }: Main<Command>): Promise<number> {
  const shell = createPlainShell({
    askNewPassword,
    print: console.log,
    complain: console.error,
    sayWaiting: (reason) => console.error(`… waiting: ${reason}`),
    // npm runs its scripts in the project's folder, and notes where it was called.
    resolvePath: (file) => path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file),
  });
  const typed = parse(process.argv.slice(2), process.env);
  switch (typed.kind) {
    case 'help': {
      console.log(usage);
      return 0;
    }
    case 'nothing': {
      console.error(usage);
      return 2;
    }
    case 'invalid': {
      shell.complain(`${typed.reason} See npm run ${name} -- --help.`);
      return 2;
    }
    case 'run': {
      return await run(typed.command, typed.target, shell).catch((error: unknown) => explainFault(error, shell));
    }
  }
}

function explainFault(error: unknown, { complain }: Shell): number {
  if (error instanceof TargetError) {
    complain(error.message);
    return 2;
  }
  if (!(error instanceof RequestError)) throw error;
  complain(`Stopped: ${error.message}.`);
  return 1;
}
