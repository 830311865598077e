import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

import type { AskedPassword } from './shell.ts';

/** The password of somebody at a terminal, without an echo; otherwise the first line of stdin. */
export async function askPassword(username: string): Promise<string> {
  const { stdin } = process;
  if (!stdin.isTTY) {
    for await (const line of createInterface({ input: stdin })) return line;
    return '';
  }
  return await askSilently(`Password or access key of ${username}: `);
}

/** A new password, typed twice at a terminal. */
export async function askNewPassword(account: string): Promise<AskedPassword> {
  if (!process.stdin.isTTY) {
    return { kind: 'invalid', reason: 'There is no terminal to ask at: give the password with --new-password-file.' };
  }
  const value = await askSilently(`New password of ${account}: `);
  const isSame = value === (await askSilently('Again: '));
  return isSame ? { kind: 'ok', value } : { kind: 'invalid', reason: 'The two are not the same.' };
}

async function askSilently(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: stdin, output: silence, terminal: true });
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    stderr.write('\n');
  }
}
