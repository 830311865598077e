import type { PolicyDocument } from './policy-document.ts';

/** The administrator who makes a change, the service through which policies are written, and when. */
export type ActingAdministrator = { account: string; service: string; now: Date };

/** Whether a change might take the policy away from who makes it, and how to go on. */
export type LockOut = { kind: 'none' } | { kind: 'locked-out'; reason: string };

/** Tells whether the acting administrator might be unable to read or write the policy after a change. */
export function findLockOut(_before: PolicyDocument, _after: PolicyDocument, _who: ActingAdministrator): LockOut {
  return { kind: 'none' };
}
