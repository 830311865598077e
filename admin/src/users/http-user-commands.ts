import * as z from 'zod';

import { pathOfUser } from './change-user.ts';
import type { AddCommand } from './command.ts';
import type { AdminClient } from '../system/http-admin-client.ts';
import { listKeys } from './http-key-commands.ts';
import { readNewPassword } from './read-new-password.ts';
import { refuse } from '../system/refuse.ts';
import type { Shell } from '../system/shell.ts';

const user = z.object({
  account: z.string(),
  labels: z.record(z.string(), z.array(z.string())),
  disabled: z.boolean(),
  hasPassword: z.boolean(),
  accessKeys: z.number(),
});
const page = z.object({
  users: z.array(user),
  broken: z.array(z.object({ account: z.string() })),
  next: z.string().nullable(),
});

/** Prints every user, a line each. */
export async function listUsers(send: AdminClient, shell: Shell): Promise<number> {
  let code = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `?${new URLSearchParams({ cursor }).toString()}`;
    const answer = await send({ method: 'GET', path: `/v1/users${query}` });
    const listed = page.safeParse(answer.body);
    if (answer.status !== 200 || !listed.success) return refuse(answer, shell);
    for (const each of listed.data.users) shell.print(describeUser(each));
    for (const { account } of listed.data.broken) {
      shell.print(`${account}  broken: the document can't be read. To remove it: npm run users -- delete ${account}`);
      code = 1;
    }
    cursor = listed.data.next;
  }
  return code;
}

/** Prints one user as `list` does, and its access keys below. */
export async function showUser(send: AdminClient, account: string, shell: Shell): Promise<number> {
  const answer = await send({ method: 'GET', path: pathOfUser(account) });
  const found = user.safeParse(answer.body);
  if (answer.status !== 200 || !found.success) return refuse(answer, shell);
  shell.print(describeUser(found.data));
  if (found.data.accessKeys === 0) return 0;
  return await listKeys(send, account, { ...shell, print: (line) => shell.print(`  ${line}`) });
}

function describeUser({ account, labels, disabled, hasPassword, accessKeys }: z.infer<typeof user>): string {
  const facts = [
    ...Object.entries(labels).map(([key, values]) => `${key}=${values.join(',')}`),
    ...(hasPassword ? [] : ['no password']),
    ...(accessKeys === 0 ? [] : [`${accessKeys} ${accessKeys === 1 ? 'key' : 'keys'}`]),
    ...(disabled ? ['disabled'] : []),
  ];
  return [account, ...facts].join('  ');
}

/** Makes a user, with a password or for access keys alone. */
export async function addUser(
  send: AdminClient,
  { account, groups, password }: AddCommand,
  shell: Shell,
): Promise<number> {
  const chosen = await readNewPassword(password, account, shell);
  if (chosen.kind === 'invalid') {
    shell.complain(chosen.reason);
    return 2;
  }
  const labels = groups.length === 0 ? {} : { groups };
  const answer = await send({
    method: 'PUT',
    path: pathOfUser(account),
    headers: { 'if-none-match': '*' },
    body: { password: chosen.value, labels },
  });
  if (answer.status === 412) {
    const advice =
      chosen.value === null ? `make a key: npm run users -- key ${account} …` : `npm run users -- password ${account}`;
    shell.complain(`${account} exists already; ${advice}`);
    return 1;
  }
  if (answer.status !== 201) return refuse(answer, shell);
  const keysAlone = `created, without a password. It signs in by access keys: npm run users -- key ${account} …`;
  shell.print(`${account}: ${chosen.value === null ? keysAlone : 'created'}`);
  return 0;
}
