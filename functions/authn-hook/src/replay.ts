import { createHash } from 'node:crypto';

/** Remembers tokens that were used once, until they have expired. */
export type UsedTokens = {
  /**
   * `true` for the first who asks about that key, and for nobody after. Throws a `StoreError` when that can't be said.
   */
  use(key: string, expiresAt: Date): Promise<boolean>;
};

/** All marks of used tokens are below it, and nothing else is. */
export const REPLAY_PREFIX = 'identities/replay/';

/** The key that stands for one token of an issuer: below the hour in which it has expired, so that hours sort by age. */
export function replayKey(token: { issuer: string; id: string }, expiresAt: Date): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([token.issuer, token.id]))
    .digest('hex');
  return `${replayHour(expiresAt)}${digest}`;
}

/** The beginning of the keys of an hour: `identities/replay/2026-11-22T23/`. */
function replayHour(time: Date): string {
  return `${REPLAY_PREFIX}${time.toISOString().slice(0, 13)}/`;
}

/** Whether the hour of a key is over, so that its token can't be used any more in any case. */
export function isReplayOver(key: string, now: Date): boolean {
  return key.startsWith(REPLAY_PREFIX) && key < replayHour(now);
}
