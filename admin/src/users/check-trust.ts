import { readFileSync } from 'node:fs';
import * as z from 'zod';

import type { TrustCommand } from './command.ts';
import type { AdminClient } from '../system/http-admin-client.ts';
import { refuse } from '../system/refuse.ts';
import type { Shell } from '../system/shell.ts';
import { readPasswordFile } from '../system/read-password-file.ts';

const checked = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('admitted'), account: z.string(), labels: z.record(z.string(), z.array(z.string())) }),
  z.object({ kind: z.literal('refused'), why: z.string() }),
]);

/** Says whom a trust would let in with a token, or why nobody; uses the token up in no way. */
export async function checkTrust(send: AdminClient, { name, tokenFile }: TrustCommand, shell: Shell): Promise<number> {
  const text =
    tokenFile === undefined ? readFileSync(process.stdin.fd, 'utf8') : readPasswordFile(shell.resolvePath(tokenFile));
  const token = text.trim();
  if (token === '') {
    shell.complain('The token is empty.');
    return 2;
  }
  const path = `/v1/trusts/${encodeURIComponent(name)}/check`;
  const answer = await send({ method: 'POST', path, body: { token } });
  const result = checked.safeParse(answer.body);
  if (answer.status !== 200 || !result.success) return refuse(answer, shell);
  if (result.data.kind === 'refused') {
    shell.print(`refused: ${result.data.why}`);
    return 1;
  }
  const { account, labels } = result.data;
  shell.print([account, ...Object.entries(labels).map(([key, values]) => `${key}=${values.join(',')}`)].join('  '));
  return 0;
}
