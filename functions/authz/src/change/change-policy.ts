import type { Writer } from './check-next-policy.ts';
import type { WriteQuery } from './parse-write-query.ts';
import type { ChangeBy, CurrentPolicy, Policies, PolicyChangeOutcome, PolicyEdit } from '../store/policies.ts';

/** A change that somebody asks for; `restored` is the revision that it takes up again. */
export type AskedChange = WriteQuery & { account: string; restored?: number | undefined };

export type ChangePolicyDeps = { readonly policies: Pick<Policies, 'change'>; readonly now: () => Date };

/**
 * Changes the policy. What might lock the last administrator out is done only when it is forced, and only then is it marked
 * in the history.
 */
export async function changePolicy<Refusal extends { kind: string }>(
  { account, reason, isForced, restored }: AskedChange,
  edit: (current: CurrentPolicy, writer: Writer) => PolicyEdit<Refusal>,
  { policies, now }: ChangePolicyDeps,
): Promise<PolicyChangeOutcome<Refusal>> {
  const by: ChangeBy = { author: account, reason, ...(restored === undefined ? {} : { restored }) };
  const at = now();
  const outcome = await policies.change(by, (current) => edit(current, { account, now: at, isForced: false }));
  if (!isForced || outcome.kind !== 'refused' || outcome.refusal.kind !== 'locked-out') return outcome;
  return policies.change({ ...by, isForced: true }, (current) => edit(current, { account, now: at, isForced: true }));
}
