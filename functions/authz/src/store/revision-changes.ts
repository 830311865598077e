import { diffPolicies, type PolicyDocument } from '@wharfinger/policy';

import type { RevisionChanges } from './policies.ts';

/** Most changes of one kind that a revision names: its record is read with every page of the history. */
const NAMED_CHANGES = 100;

export const NO_CHANGES: RevisionChanges = { added: [], changed: [], removed: [] };

/** What a revision changed, in short. */
export function summarizeChanges(before: PolicyDocument, after: PolicyDocument): RevisionChanges {
  const changes: RevisionChanges = { added: [], changed: [], removed: [] };
  for (const { kind, path } of diffPolicies(before, after)) {
    if (changes[kind].length < NAMED_CHANGES) changes[kind].push(path);
    else changes.areTruncated = true;
  }
  return changes;
}
