import type { Resumption } from '@wharfinger/native-api';

import type { SessionDocument } from './session-document.ts';

export type Rotation = NonNullable<Resumption['rotation']>;

export type RotationRefusal = 'session-unknown' | 'session-of-another' | 'session-ended' | 'refresh-token-reused';

export type RotationDecision = {
  /** What is to be stored; `undefined`: nothing. */
  next: SessionDocument | undefined;
  outcome: { kind: 'rotated' } | { kind: 'refused'; why: RotationRefusal };
};

/** How long a call may be repeated whose answer got lost. */
const REPEAT_MS = 30_000;

/**
 * Decides whether a refresh token is the one whose turn it is. The first of a session carries the session's own id, so
 * that a session whose document was lost isn't begun again by a later one.
 */
export function decideRotation(
  current: SessionDocument | undefined,
  account: string,
  rotation: Rotation,
  now: Date,
): RotationDecision {
  const { session, used, next, notAfter } = rotation;
  const until = new Date(notAfter).toISOString();
  const rotatedAt = now.toISOString();
  if (current === undefined) {
    if (used !== session) return refused('session-unknown');
    return rotated({
      schema: 1,
      session,
      account,
      current: next,
      previous: used,
      rotatedAt,
      revokedAt: null,
      notAfter: until,
    });
  }
  if (current.account !== account) return refused('session-of-another');
  if (current.revokedAt !== null || Date.parse(current.notAfter) <= now.getTime()) return refused('session-ended');
  if (current.current === used) {
    const end = later(current.notAfter, until);
    return rotated({ ...current, current: next, previous: used, rotatedAt, notAfter: end });
  }
  if (isRepeat(current, rotation, now)) return { next: undefined, outcome: { kind: 'rotated' } };
  return {
    next: { ...current, revokedAt: now.toISOString() },
    outcome: { kind: 'refused', why: 'refresh-token-reused' },
  };
}

/** The same call soon after: its first answer got lost, or two use one login at the same time. */
function isRepeat(current: SessionDocument, { used, next }: Rotation, now: Date): boolean {
  // Another instance wrote the time, whose clock may be ahead.
  const agoMs = Math.abs(now.getTime() - Date.parse(current.rotatedAt));
  return current.current === next && current.previous === used && agoMs <= REPEAT_MS;
}

function rotated(next: SessionDocument): RotationDecision {
  return { next, outcome: { kind: 'rotated' } };
}

function refused(why: RotationRefusal): RotationDecision {
  return { next: undefined, outcome: { kind: 'refused', why } };
}

function later(one: string, other: string): string {
  return Date.parse(one) >= Date.parse(other) ? one : other;
}
