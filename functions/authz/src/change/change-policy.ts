import type { PolicyDocument } from '@wharfinger/policy';

import type { Writer } from './check-next-policy.ts';
import type { WriteQuery } from './parse-write-query.ts';
import type { ChangeBy, CurrentPolicy, Policies, PolicyChangeOutcome, PolicyEdit } from '../store/policies.ts';

/** A change that somebody asks for; `restored` is the revision that it takes up again. */
export type AskedChange = WriteQuery & { account: string; restored?: number | undefined };

export type ChangePolicyDeps = {
  readonly policies: Pick<Policies, 'change' | 'read'>;
  readonly now: () => Date;
  readonly pause: Writer['pause'];
};

/** What came of it; `would-write`: it was only tried, and `next` would be the policy. */
export type ChangeOutcome<Refusal> =
  | PolicyChangeOutcome<Refusal>
  | { kind: 'would-write'; current: CurrentPolicy; next: PolicyDocument };

/**
 * Changes the policy, or with `isDryRun` says what would come of it. What might lock the last administrator out is done only when it is forced, and only then is it marked
 * in the history.
 */
export async function changePolicy<Refusal extends { kind: string }>(
  { account, reason, isForced, isDryRun, restored }: AskedChange,
  edit: (current: CurrentPolicy, writer: Writer) => Promise<PolicyEdit<Refusal>>,
  { policies, now, pause }: ChangePolicyDeps,
): Promise<ChangeOutcome<Refusal>> {
  const by: ChangeBy = { author: account, reason, ...(restored === undefined ? {} : { restored }) };
  const at = now();
  const attempt = (force: boolean): Promise<ChangeOutcome<Refusal>> => {
    const decide = (current: CurrentPolicy): Promise<PolicyEdit<Refusal>> =>
      edit(current, { account, now: at, isForced: force, pause });
    return isDryRun ? tryChange(decide, policies) : policies.change(force ? { ...by, isForced: true } : by, decide);
  };
  const outcome = await attempt(false);
  const isLockedOut = outcome.kind === 'refused' && outcome.refusal.kind === 'locked-out';
  return isForced && isLockedOut ? attempt(true) : outcome;
}

async function tryChange<Refusal>(
  edit: (current: CurrentPolicy) => Promise<PolicyEdit<Refusal>>,
  policies: Pick<Policies, 'read'>,
): Promise<ChangeOutcome<Refusal>> {
  const current = await policies.read();
  const edited = await edit(current);
  if (edited.kind === 'write') return { kind: 'would-write', current, next: edited.document };
  return { ...edited, current };
}
