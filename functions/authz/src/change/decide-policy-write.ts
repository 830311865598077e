import type { WriteCondition } from '@wharfinger/admin-access';
import { diffPoliciesInSteps, type PolicyDocument } from '@wharfinger/policy';

import { finishInTurns } from '../finish-in-turns.ts';
import { checkNextPolicy, type NextPolicyRefusal, type Writer } from './check-next-policy.ts';
import type { CurrentPolicy, PolicyEdit } from '../store/policies.ts';

export type PolicyRefusal =
  | NextPolicyRefusal
  /** Somebody wrote a policy already. */
  | { kind: 'exists' }
  /** It isn't the version that the precondition names. */
  | { kind: 'changed' };

/** A whole policy to be written, which compiles; without a condition whatever is there is replaced. */
export type PolicyWrite = { document: PolicyDocument; condition: WriteCondition | undefined };

/**
 * Decides whether a whole document replaces the current one. Who writes what is there already, say because the first answer
 * got lost, or the same in another order, changes nothing.
 */
export async function decidePolicyWrite(
  { document, revision }: CurrentPolicy,
  write: PolicyWrite,
  writer: Writer,
): Promise<PolicyEdit<PolicyRefusal>> {
  const isWritten = revision.number > 0;
  if (isWritten) {
    const diff = await finishInTurns(diffPoliciesInSteps(document, write.document), writer.pause);
    if (diff.length === 0) return { kind: 'unchanged' };
  }
  const { condition } = write;
  if (condition?.kind === 'create' && isWritten) return { kind: 'refused', refusal: { kind: 'exists' } };
  if (condition?.kind === 'replace' && condition.etag !== revision.etag) {
    return { kind: 'refused', refusal: { kind: 'changed' } };
  }
  const refusal = await checkNextPolicy(document, write.document, writer);
  return refusal === undefined ? { kind: 'write', document: write.document } : { kind: 'refused', refusal };
}
