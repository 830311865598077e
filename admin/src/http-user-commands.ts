import * as z from 'zod';

import type { KeyCommand } from './command-line.ts';
import { type AdminAnswer, type AdminClient, describeProblem } from './http-admin-client.ts';
import type { Shell } from './shell.ts';

const DAY_MS = 86_400_000;

const page = z.object({
  users: z.array(
    z.object({
      account: z.string(),
      labels: z.record(z.string(), z.array(z.string())),
      disabled: z.boolean(),
      hasPassword: z.boolean(),
      accessKeys: z.number(),
    }),
  ),
  next: z.string().nullable(),
});
const madeKey = z.object({ id: z.string(), key: z.string(), expiresAt: z.string().nullable() });

/** Prints every user, a line each. */
export async function listUsers(send: AdminClient, shell: Shell): Promise<number> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `?${new URLSearchParams({ cursor }).toString()}`;
    const answer = await send({ method: 'GET', path: `/v1/users${query}` });
    const listed = page.safeParse(answer.body);
    if (answer.status !== 200 || !listed.success) return refuse(answer, shell);
    for (const { account, labels, disabled, hasPassword, accessKeys } of listed.data.users) {
      const facts = [
        ...Object.entries(labels).map(([key, values]) => `${key}=${values.join(',')}`),
        ...(hasPassword ? [] : ['no password']),
        ...(accessKeys === 0 ? [] : [`${accessKeys} ${accessKeys === 1 ? 'key' : 'keys'}`]),
        ...(disabled ? ['disabled'] : []),
      ];
      shell.print([account, ...facts].join('  '));
    }
    cursor = listed.data.next;
  }
  return 0;
}

/** Makes a user who has no password. */
export async function addUser(
  send: AdminClient,
  { account, groups }: { account: string; groups: readonly string[] },
  shell: Shell,
): Promise<number> {
  const labels = groups.length === 0 ? {} : { groups };
  const answer = await send({
    method: 'PUT',
    path: `/v1/users/${encodeURIComponent(account)}`,
    headers: { 'if-none-match': '*' },
    body: { password: null, labels },
  });
  if (answer.status !== 201) return refuse(answer, shell);
  shell.print(`${account}: created, without a password. It signs in by access keys: npm run users -- key ${account} …`);
  return 0;
}

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
    path: `/v1/users/${encodeURIComponent(account)}/access-keys`,
    body: { name, scopes, expiresAt },
  });
  const made = madeKey.safeParse(answer.body);
  if (answer.status !== 201 || !made.success) return refuse(answer, shell);
  const until = made.data.expiresAt === null ? 'for ever' : `until ${made.data.expiresAt}`;
  shell.complain(`Access key ${made.data.id} of ${account}, good ${until}. It is not shown again.`);
  shell.print(made.data.key);
  return 0;
}

function refuse({ status, body }: AdminAnswer, shell: Shell): number {
  shell.complain(`authn-hook answers ${status}: ${describeProblem(status, body)}`);
  return 1;
}
