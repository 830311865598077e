import type { UserDocument } from './user-document.ts';
import type { Users } from './users.ts';

/** What a change makes of a user: the next version, or a reason of its own to leave it. */
export type Change<T> = { kind: 'write'; user: UserDocument; result: T } | { kind: 'leave'; result: T };

export type ChangeOutcome<T> =
  /** `etag` is of the version that there is now. */
  | { kind: 'done'; result: T; etag: string }
  | { kind: 'missing' }
  /** It isn't the version that was named. */
  | { kind: 'changed' }
  /** Others were faster each time. */
  | { kind: 'contended' };

const ATTEMPTS = 8;

/**
 * Changes a user by compare-and-swap. With an ETag only that version; without one whatever version there is, again when
 * somebody was faster, so `change` must be pure.
 */
export async function changeUser<T>(
  users: Pick<Users, 'read' | 'replace'>,
  account: string,
  ifMatch: string | undefined,
  change: (user: UserDocument) => Change<T>,
): Promise<ChangeOutcome<T>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await users.read(account);
    if (found.kind !== 'found') return { kind: 'missing' };
    if (ifMatch !== undefined && found.etag !== ifMatch) return { kind: 'changed' };
    const changed = change(found.value);
    if (changed.kind === 'leave') return { kind: 'done', result: changed.result, etag: found.etag };
    const written = await users.replace(changed.user, found.etag);
    if (written.kind === 'stored') return { kind: 'done', result: changed.result, etag: written.etag };
  }
  return { kind: 'contended' };
}
