import type { PasswordHasher } from './check-password.ts';
import { nextUser } from './decide-user-write.ts';
import { ADMINISTRATOR_LABELS } from './user-document.ts';
import type { Users } from './users.ts';

export type FirstAdministrator = {
  account: string;
  /** Absent: none is made. */
  password: { reveal(): string } | undefined;
};

/**
 * Makes the first administrator unless there is that account already; of several instances that start together one
 * makes it. `nobody`: no password was given, and no user exists who could sign in.
 */
export async function ensureFirstAdministrator(
  { account, password }: FirstAdministrator,
  deps: {
    users: Pick<Users, 'read' | 'create' | 'isEmpty'>;
    hasher: Pick<PasswordHasher, 'hash'>;
    now: () => Date;
  },
): Promise<{ kind: 'created' | 'exists' | 'nobody' }> {
  if (password === undefined) return { kind: (await deps.users.isEmpty()) ? 'nobody' : 'exists' };
  if ((await deps.users.read(account)).kind !== 'missing') return { kind: 'exists' };
  const passwordHash = await deps.hasher.hash(password.reveal());
  const input = { labels: { ...ADMINISTRATOR_LABELS }, disabled: false };
  const created = await deps.users.create(nextUser(account, input, passwordHash, undefined, deps.now()));
  return { kind: created.kind === 'stored' ? 'created' : 'exists' };
}
