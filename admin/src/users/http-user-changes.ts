import * as z from 'zod';

import { changeUser } from './change-user.ts';
import type { LabelsCommand, PasswordCommand } from './command.ts';
import type { AdminClient } from '../system/http-admin-client.ts';
import { readNewPassword } from './read-new-password.ts';
import { refuse } from '../system/refuse.ts';
import type { Shell } from '../system/shell.ts';

const labelled = z.object({ labels: z.record(z.string(), z.array(z.string())) });

/** Gives a user another password, which ends what was begun with the one before. */
export async function setPassword(
  send: AdminClient,
  { account, password }: PasswordCommand,
  shell: Shell,
): Promise<number> {
  const chosen = await readNewPassword(password, account, shell);
  if (chosen.kind === 'invalid') {
    shell.complain(chosen.reason);
    return 2;
  }
  const answer = await changeUser(send, account, { method: 'PUT', bodyOf: () => ({ password: chosen.value }) });
  if (answer.status !== 200) return refuse(answer, shell);
  shell.print(`${account}: has a new password`);
  return 0;
}

/** Writes the labels that are named; the others stay. */
export async function setLabels(send: AdminClient, { account, labels }: LabelsCommand, shell: Shell): Promise<number> {
  const bodyOf = (current: unknown): unknown => {
    const merged = new Map([...Object.entries(labelled.parse(current).labels), ...labels]);
    return { labels: Object.fromEntries([...merged].filter(([, values]) => values.length > 0)) };
  };
  const answer = await changeUser(send, account, { method: 'PUT', bodyOf });
  const written = labelled.safeParse(answer.body);
  if (answer.status !== 200 || !written.success) return refuse(answer, shell);
  const shown = Object.entries(written.data.labels).map(([key, values]) => `${key}=${values.join(',')}`);
  shell.print([`${account}:`, ...(shown.length === 0 ? ['no labels'] : shown)].join('  '));
  return 0;
}

/** Keeps everything of a user and lets nobody in, or in again. */
export async function setDisabled(
  send: AdminClient,
  { account, isDisabled }: { account: string; isDisabled: boolean },
  shell: Shell,
): Promise<number> {
  const answer = await changeUser(send, account, { method: 'PUT', bodyOf: () => ({ disabled: isDisabled }) });
  if (answer.status !== 200) return refuse(answer, shell);
  shell.print(`${account}: ${isDisabled ? 'disabled' : 'enabled'}`);
  return 0;
}

/** Deletes a user, or what is there in its place that nobody can read. */
export async function deleteUser(send: AdminClient, account: string, shell: Shell): Promise<number> {
  const answer = await changeUser(send, account, { method: 'DELETE' });
  if (answer.status !== 204) return refuse(answer, shell);
  shell.print(`${account}: deleted, with its access keys`);
  return 0;
}
