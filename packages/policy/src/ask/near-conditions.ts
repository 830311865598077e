import type { CompiledRule } from '../decide/compile-rules.ts';
import { type Caller, isFromNetwork, isSubject } from '../decide/match-rule.ts';

/** A condition of a rule that a request may fail. */
export type ConditionName = 'subjects' | 'notBefore' | 'notAfter' | 'services' | 'cidrs' | 'names' | 'actions';

/** The conditions on the caller and the time that the rule fails, in a fixed order. */
export function findFailedConditions(rule: CompiledRule, caller: Caller, now: Date): ConditionName[] {
  const nowMs = now.getTime();
  const failed: [ConditionName, boolean][] = [
    ['subjects', !rule.subjects.some((subject) => isSubject(subject, caller))],
    ['notBefore', nowMs < rule.notBeforeMs],
    ['notAfter', nowMs > rule.notAfterMs],
    ['services', rule.services?.has(caller.service) === false],
    ['cidrs', !isFromNetwork(rule, caller.address)],
  ];
  return failed.flatMap(([name, isFailed]) => (isFailed ? [name] : []));
}
