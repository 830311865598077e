import { findWarnings, type PolicyDocument, type PolicyWarning } from '@wharfinger/policy';

import { ADMIN_SERVICE } from './check-next-policy.ts';
import { isInRule, relativeTo } from './decide-rule-write.ts';
import { findOwn, type RuleSet } from './rule-set.ts';

/** What of a policy decides nothing; `isComplete` is false when there is more than was looked for. */
export type Warnings = { warnings: PolicyWarning[]; areWarningsComplete: boolean };

/** `services`: those that there are; `null`: any. */
export type WarningsContext = { now: Date; services: ReadonlySet<string> | null };

/** The warnings of the whole document. */
export function policyWarnings(document: PolicyDocument, { now, services }: WarningsContext): Warnings {
  const known = services === null ? null : new Set([...services, ADMIN_SERVICE]);
  const { warnings, total, isComplete } = findWarnings(document, { now, services: known });
  return { warnings, areWarningsComplete: isComplete && total === warnings.length };
}

/** The warnings of one rule, at places of its own body. */
export function ruleWarnings<T extends object>(
  set: RuleSet<T>,
  document: PolicyDocument,
  id: string,
  context: WarningsContext,
): Warnings {
  if (findOwn(set, document, id) === undefined) return { warnings: [], areWarningsComplete: true };
  // Only so many are named: its own come first.
  const first = { ...document, bindings: idFirst(document.bindings, id), denials: idFirst(document.denials, id) };
  const path = set.pathOf(first, id);
  const { warnings, areWarningsComplete } = policyWarnings(first, context);
  const own = warnings.filter((warning) => isInRule(path, warning.path)).map((warning) => relativeTo(path, warning));
  return { warnings: own, areWarningsComplete };
}

function idFirst<R extends { id: string }>(rules: readonly R[], id: string): R[] {
  return rules.toSorted((a, b) => Number(b.id === id) - Number(a.id === id));
}
