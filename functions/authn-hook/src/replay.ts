import { createHash } from 'node:crypto';

import { hourlyPrefix } from './hourly-keys.ts';

/** Remembers tokens that were used once, until they have expired. */
export type UsedTokens = {
  /**
   * `true` for the first who asks about that key, for the same attempt once more, whose answer got lost, and for nobody
   * after; without an attempt for the first alone. Throws a `StoreError` when that can't be said.
   */
  use(key: string, mark: { expiresAt: Date; attempt?: string | undefined }): Promise<boolean>;
};

/** All marks of used tokens are below it, and nothing else is. */
export const REPLAY_PREFIX = 'identities/replay/';

/**
 * The key that stands for one token of an issuer, below the hour of its `exp`. Nothing that a trust says is in it: a
 * change of the trust must not make another key of the same token.
 */
export function replayKey(token: { issuer: string; id: string }, expiresAt: Date): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([token.issuer, token.id]))
    .digest('hex');
  return hourlyPrefix(REPLAY_PREFIX, expiresAt) + digest;
}
