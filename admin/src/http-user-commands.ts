import * as z from 'zod';

import type { AdminClient } from './http-admin-client.ts';
import { refuse } from './refuse.ts';
import type { Shell } from './shell.ts';

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
