import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** The password of somebody at a terminal, without an echo; otherwise the first line of stdin. */
export async function askPassword(username: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    for await (const line of createInterface({ input: stdin })) return line;
    return '';
  }
  stderr.write(`Password or access key of ${username}: `);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: stdin, output: silence, terminal: true });
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    stderr.write('\n');
  }
}
