import path from 'node:path';

import { parseCommandLine } from '../src/command-line.ts';
import { runCommand } from '../src/run-command.ts';
import type { AskedPassword } from '../src/shell.ts';
import type { AdminApiServer } from './admin-api-server.ts';

export const FIXTURES: string = path.join(import.meta.dirname, 'fixtures');

/** Runs a command on the server, as the administrator whose password is in `folder/password`. */
export async function runUsers(
  api: AdminApiServer,
  folder: string,
  args: readonly string[],
  asked: AskedPassword = { kind: 'invalid', reason: 'nobody is there' },
): Promise<{ code: number; output: string; errors: string }> {
  const access = ['--authn-url', api.url, '--token-url', `${api.url}/auth/token`, '--username', 'admin'];
  const commandLine = parseCommandLine([...args, ...access, '--password-file', path.join(folder, 'password')], {});
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
