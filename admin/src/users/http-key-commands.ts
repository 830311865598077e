import * as z from 'zod';

import type { KeyCommand } from './command.ts';
import type { AdminClient } from '../system/http-admin-client.ts';
import { refuse } from '../system/refuse.ts';
import type { Shell } from '../system/shell.ts';

const DAY_MS = 86_400_000;

const madeKey = z.object({ id: z.string(), key: z.string(), expiresAt: z.string().nullable() });
const keys = z.object({
  accessKeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      scopes: z.array(z.string()).nullable(),
      expiresAt: z.string().nullable(),
      lastUsedAt: z.string().nullable(),
    }),
  ),
});

/** Makes an access key; stdout gets the key and nothing else, so that it can be piped on. */
export async function makeKey(
  send: AdminClient,
  { account, name, scopes, lifetimeDays }: KeyCommand,
  now: Date,
  shell: Shell,
): Promise<number> {
  const expiresAt = lifetimeDays === null ? null : new Date(now.getTime() + lifetimeDays * DAY_MS).toISOString();
  const answer = await send({
    method: 'POST',
    path: keysOf(account),
    body: { name, scopes, expiresAt },
  });
  const made = madeKey.safeParse(answer.body);
  if (answer.status !== 201 || !made.success) return refuse(answer, shell);
  const until = made.data.expiresAt === null ? 'for ever' : `until ${made.data.expiresAt}`;
  shell.complain(`Access key ${made.data.id} of ${account}, good ${until}. It is not shown again.`);
  shell.print(made.data.key);
  return 0;
}

/** Prints every access key of a user, a line each; never the key itself. */
export async function listKeys(send: AdminClient, account: string, shell: Shell): Promise<number> {
  const answer = await send({ method: 'GET', path: keysOf(account) });
  const listed = keys.safeParse(answer.body);
  if (answer.status !== 200 || !listed.success) return refuse(answer, shell);
  for (const { id, name, scopes, expiresAt, lastUsedAt } of listed.data.accessKeys) {
    const end = expiresAt === null ? 'good for ever' : `good until ${expiresAt}`;
    const use = lastUsedAt === null ? 'not used yet' : `last used ${lastUsedAt}`;
    shell.print([id, name, end, use, ...(scopes ?? ['all'])].join('  '));
  }
  return 0;
}

/** Ends an access key that there is; to the system one that is gone already is as good. */
export async function revokeKey(
  send: AdminClient,
  { account, id }: { account: string; id: string },
  shell: Shell,
): Promise<number> {
  const listed = await send({ method: 'GET', path: keysOf(account) });
  const found = keys.safeParse(listed.body);
  if (listed.status !== 200 || !found.success) return refuse(listed, shell);
  const { accessKeys } = found.data;
  if (!accessKeys.some((key) => key.id === id)) {
    const known = accessKeys.map((key) => `${key.id} (${key.name})`).join(', ');
    shell.complain(`${account} has no key ${id}; ${known === '' ? 'it has none at all' : `its keys: ${known}`}`);
    return 1;
  }
  const answer = await send({ method: 'DELETE', path: `${keysOf(account)}/${encodeURIComponent(id)}` });
  if (answer.status !== 204) return refuse(answer, shell);
  shell.print(`${id}: revoked`);
  return 0;
}

function keysOf(account: string): string {
  return `/v1/users/${encodeURIComponent(account)}/access-keys`;
}
