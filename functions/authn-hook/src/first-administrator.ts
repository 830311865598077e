import type { Labels } from '@wharfinger/identities';

import type { PasswordHasher } from './check-password.ts';
import { nextUser } from './decide-user-write.ts';
import type { Users } from './users.ts';

export type FirstAdministrator = {
  account: string;
  /** Absent: none is made. */
  password: { reveal(): string } | undefined;
};

const ADMINISTRATOR_LABELS: Labels = { groups: ['administrators'] };

/**
 * Makes the first administrator unless there is that account already, or was; of several instances that start together one
 * makes it. `nobody`: no password was given, and no user exists who could sign in.
 */
export async function ensureFirstAdministrator(
  { account, password }: FirstAdministrator,
  deps: {
    users: Pick<Users, 'read' | 'create' | 'isEmpty'>;
    hasher: Pick<PasswordHasher, 'hash'>;
    now: () => Date;
    newId: () => string;
  },
): Promise<{ kind: 'created' | 'exists' | 'nobody' }> {
  if (password === undefined) return { kind: (await deps.users.isEmpty()) ? 'nobody' : 'exists' };
  const found = await deps.users.read(account);
  // Whoever deleted it didn't want it back at the next start.
  if (found.kind !== 'missing' || found.wasDeleted) return { kind: 'exists' };
  const secret = { passwordHash: await deps.hasher.hash(password.reveal()), passwordVersion: deps.newId() };
  const input = { labels: ADMINISTRATOR_LABELS, disabled: false };
  const created = await deps.users.create(nextUser(account, input, secret, undefined, deps.now()));
  return { kind: created.kind === 'stored' ? 'created' : 'exists' };
}
