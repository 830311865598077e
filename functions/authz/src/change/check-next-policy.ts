import { compilePolicy, findLockOut, type PolicyDocument, type PolicyProblem } from '@wharfinger/policy';

/** Who writes, and whether it may lock the last administrator out. */
export type Writer = { account: string; now: Date; isForced: boolean };

/** Why a document can't be the next policy. */
export type NextPolicyRefusal =
  | { kind: 'invalid'; problems: readonly PolicyProblem[] }
  | { kind: 'locked-out'; reason: string };

/** Administrators' tokens are for this service. */
export const ADMIN_SERVICE = 'wharfinger';

/**
 * Says why `next` can't follow `before`; `undefined` when it can.
 *
 * @param touched what of `next` is looked at, where the rest is as it was; default: all of it
 */
export function checkNextPolicy(
  before: PolicyDocument,
  next: PolicyDocument,
  { account, now, isForced }: Writer,
  touched: PolicyDocument = next,
): NextPolicyRefusal | undefined {
  const compilation = compilePolicy(touched);
  if (compilation.kind === 'invalid') return compilation;
  if (isForced) return undefined;
  const lockOut = findLockOut(before, next, { account, service: ADMIN_SERVICE, now });
  return lockOut.kind === 'none' ? undefined : lockOut;
}

/** What is left to look at of a document whose rules mean something for sure. */
export function withoutRules(document: PolicyDocument): PolicyDocument {
  return { ...document, bindings: [], denials: [] };
}
