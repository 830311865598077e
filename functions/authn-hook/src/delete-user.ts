import { asBroken } from './control-store-broken-document.ts';
import type { Users } from './users.ts';

export type DeleteUserOutcome = { kind: 'deleted' | 'missing' | 'changed' };

/** Deletes one version of a user: its password, its labels and its access keys are gone. */
export async function deleteUser(
  account: string,
  etag: string,
  deps: { users: Pick<Users, 'read' | 'remove'>; now: () => Date },
): Promise<DeleteUserOutcome> {
  // What a broken document held, it takes with it.
  const found = await deps.users.read(account).catch(asBroken);
  if (found.kind !== 'found' && found.kind !== 'broken') return { kind: 'missing' };
  const removed = await deps.users.remove(account, etag, deps.now().toISOString());
  return { kind: removed.kind === 'stored' ? 'deleted' : 'changed' };
}
