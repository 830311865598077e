import * as z from 'zod';

import type { AddCommand, NewPassword } from './command-line.ts';
import type { AdminAnswer, AdminClient, AdminRequest } from './http-admin-client.ts';
import { readPasswordFile } from './read-password-file.ts';
import { refuse } from './refuse.ts';
import type { AskedPassword, Shell } from './shell.ts';

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
  broken: z.array(z.object({ account: z.string() })),
  next: z.string().nullable(),
});

/** Somebody else may be faster; a command doesn't mean a version, so it tries again. */
const ATTEMPTS = 5;

/** Prints every user, a line each. */
export async function listUsers(send: AdminClient, shell: Shell): Promise<number> {
  let code = 0;
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
    for (const { account } of listed.data.broken) {
      shell.print(`${account}  broken: the document can't be read. To remove it: npm run users -- delete ${account}`);
      code = 1;
    }
    cursor = listed.data.next;
  }
  return code;
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
    path: pathOf(account),
    headers: { 'if-none-match': '*' },
    body: { password: chosen.value, labels },
  });
  if (answer.status !== 201) return refuse(answer, shell);
  const keysAlone = `created, without a password. It signs in by access keys: npm run users -- key ${account} …`;
  shell.print(`${account}: ${chosen.value === null ? keysAlone : 'created'}`);
  return 0;
}

/** Keeps everything of a user and lets nobody in, or in again. */
export async function setDisabled(
  send: AdminClient,
  { account, isDisabled }: { account: string; isDisabled: boolean },
  shell: Shell,
): Promise<number> {
  const body = { disabled: isDisabled };
  const answer = await change(send, account, { method: 'PUT', path: pathOf(account), body });
  if (answer.status !== 200) return refuse(answer, shell);
  shell.print(`${account}: ${isDisabled ? 'disabled' : 'enabled'}`);
  return 0;
}

/** Deletes a user, or what is there in its place that nobody can read. */
export async function deleteUser(send: AdminClient, account: string, shell: Shell): Promise<number> {
  const answer = await change(send, account, { method: 'DELETE', path: pathOf(account) });
  if (answer.status !== 204) return refuse(answer, shell);
  shell.print(`${account}: deleted, with its access keys`);
  return 0;
}

/** Sends a request about the version that there is. */
async function change(send: AdminClient, account: string, request: AdminRequest): Promise<AdminAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await send({ method: 'GET', path: pathOf(account) });
    // One that can't be read has an ETag, too, to be deleted by.
    if (found.etag === null || (found.status !== 200 && request.method === 'PUT')) return found;
    const answer = await send({ ...request, headers: { 'if-match': found.etag } });
    if (answer.status !== 412 || attempt === ATTEMPTS) return answer;
  }
}

async function readNewPassword(
  password: NewPassword,
  account: string,
  shell: Shell,
): Promise<AskedPassword | { kind: 'ok'; value: null }> {
  switch (password.kind) {
    case 'none': {
      return { kind: 'ok', value: null };
    }
    case 'ask': {
      return await shell.askNewPassword(account);
    }
    case 'file': {
      return { kind: 'ok', value: readPasswordFile(shell.resolvePath(password.file)) };
    }
  }
}

function pathOf(account: string): string {
  return `/v1/users/${encodeURIComponent(account)}`;
}
