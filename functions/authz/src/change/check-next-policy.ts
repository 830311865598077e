import { compilePolicy, findLockOutInSteps, type PolicyDocument, type PolicyProblem } from '@wharfinger/policy';

import { finishInTurns } from '../finish-in-turns.ts';

/** Who writes, and whether it may lock the last administrator out. `pause` lets others have their turn. */
export type Writer = { account: string; now: Date; isForced: boolean; pause: () => Promise<void> };

/** Why a document can't be the next policy. */
export type NextPolicyRefusal =
  | { kind: 'invalid'; problems: readonly PolicyProblem[] }
  | { kind: 'locked-out'; reason: string };

/** Administrators' tokens are for this service. */
export const ADMIN_SERVICE = 'wharfinger';

/**
 * Says why `next` can't follow `before`; `undefined` when it can.
 *
 * @param touched the rules of `next` of which nobody knows yet that they mean something
 */
export async function checkNextPolicy(
  before: PolicyDocument,
  next: PolicyDocument,
  { account, now, isForced, pause }: Writer,
  touched?: PolicyDocument,
): Promise<NextPolicyRefusal | undefined> {
  if (touched !== undefined) {
    const compilation = compilePolicy(touched);
    if (compilation.kind === 'invalid') return compilation;
  }
  if (isForced) return undefined;
  const lockOut = await finishInTurns(
    findLockOutInSteps(before, next, { account, service: ADMIN_SERVICE, now }),
    pause,
  );
  return lockOut.kind === 'none' ? undefined : lockOut;
}

/** A document in which one rule can be looked at by itself: no other rule, and of the roles what they are called. */
export function withoutRules({ roles, ...document }: PolicyDocument): PolicyDocument {
  const named = Object.fromEntries(Object.keys(roles).map((name) => [name, { permissions: [] }]));
  return { ...document, roles: named, bindings: [], denials: [] };
}
