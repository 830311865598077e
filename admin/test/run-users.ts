import path from 'node:path';

import { parseCommandLine } from '../src/users/command-line.ts';
import { runCommand } from '../src/users/run-command.ts';
import type { AskedPassword } from '../src/system/shell.ts';
import type { AdminApiServer } from './admin-api-server.ts';

export const FIXTURES: string = path.join(import.meta.dirname, 'fixtures');

const NOBODY: AskedPassword = { kind: 'invalid', reason: 'nobody is there' };

/** Runs a command on the server, as the administrator whose password is in `folder/password`. */
export async function runUsers(
  api: AdminApiServer,
  folder: string,
  args: readonly string[],
  asked: AskedPassword = NOBODY,
): Promise<{ code: number; output: string; errors: string }> {
  const access = ['--authn-url', api.url, '--token-url', `${api.url}/auth/token`, '--username', 'admin'];
  return await run([...args, ...access, '--password-file', path.join(folder, 'password')], asked);
}

/** Runs a command on the system of a state folder. */
export async function runLocally(state: string, args: readonly string[]): ReturnType<typeof runUsers> {
  return await run([...args, '--state', state], NOBODY);
}

async function run(args: readonly string[], asked: AskedPassword): ReturnType<typeof runUsers> {
  const commandLine = parseCommandLine(args, {});
  if (commandLine.kind !== 'run') throw new Error(`not a command: ${JSON.stringify(commandLine)}`);
  const output: string[] = [];
  const errors: string[] = [];
  const code = await runCommand(commandLine.command, commandLine.target, {
    print: (line) => output.push(line),
    complain: (line) => errors.push(line),
    sayWaiting: (reason) => errors.push(`… waiting: ${reason}`),
    askNewPassword: async () => asked,
    resolvePath: (file) => path.resolve(FIXTURES, file),
  });
  return { code, output: output.join('\n'), errors: errors.join('\n') };
}
