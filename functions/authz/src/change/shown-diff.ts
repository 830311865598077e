import { diffPolicies, type PolicyChange, type PolicyDocument } from '@wharfinger/policy';

/** Most differences that one answer shows. */
const MAX_CHANGES = 1000;

/** Differences as an answer shows them; `diffTotal` where there are more. */
export type ShownDiff = { diff: PolicyChange[]; diffTotal?: number };

/** What is different between two policies. */
export function showDiff(before: PolicyDocument, after: PolicyDocument): ShownDiff {
  const diff = diffPolicies(before, after);
  const total = diff.length > MAX_CHANGES ? { diffTotal: diff.length } : {};
  return { diff: diff.slice(0, MAX_CHANGES), ...total };
}
