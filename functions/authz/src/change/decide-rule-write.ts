import type { WriteCondition } from '@wharfinger/admin-access';
import { isSameRule, MAX_RULES, type PolicyDocument, type PolicyProblem } from '@wharfinger/policy';

import { checkNextPolicy, type NextPolicyRefusal, withoutRules, type Writer } from './check-next-policy.ts';
import type { PolicyEdit } from '../store/policies.ts';
import { ruleEtag } from './rule-etag.ts';
import { findOwn, type RuleSet } from './rule-set.ts';

export type RuleRefusal =
  | NextPolicyRefusal
  /** It was to be created and is there, or is not the version that the precondition names, or isn't there. */
  | { kind: 'exists' | 'changed' | 'missing' }
  /** A binding and a denial can't have one id. */
  | { kind: 'id-taken' }
  /** There are as many as there may be. */
  | { kind: 'too-many' }
  /** Bindings give the role that was to be deleted. */
  | { kind: 'in-use'; bindings: readonly string[] };

export type RulePut<T extends object> = { id: string; rule: T; condition: WriteCondition };

/** Decides whether a rule is put into the document. Who puts what is there already, in whatever order, changes nothing. */
export async function decideRulePut<T extends object>(
  set: RuleSet<T>,
  document: PolicyDocument,
  { id, rule, condition }: RulePut<T>,
  writer: Writer,
): Promise<PolicyEdit<RuleRefusal>> {
  const own = findOwn(set, document, id);
  if (own !== undefined && isSameRule(own, rule)) return { kind: 'unchanged' };
  const why = refuseAtOnce(set, document, { id, own, condition });
  if (why !== undefined) return refused({ kind: why });
  const next = set.put(document, rule);
  // Whether a rule means something follows from itself and from which roles there are: the others stay as they were.
  const alone = set.put(withoutRules(document), rule);
  const refusal = await checkNextPolicy(document, next, writer, alone);
  if (refusal === undefined) return { kind: 'write', document: next };
  if (refusal.kind !== 'invalid') return refused(refusal);
  const path = set.pathOf(alone, id);
  return refused({ kind: 'invalid', problems: refusal.problems.map((problem) => relativeTo(path, problem)) });
}

/** Why a rule isn't put, whatever it says; `own` is the one that there is. */
function refuseAtOnce<T extends object>(
  set: RuleSet<T>,
  document: PolicyDocument,
  { id, own, condition }: { id: string; own: T | undefined; condition: WriteCondition },
): 'exists' | 'changed' | 'id-taken' | 'too-many' | undefined {
  if (condition.kind === 'create' && own !== undefined) return 'exists';
  if (condition.kind === 'replace' && (own === undefined || condition.etag !== ruleEtag(own))) return 'changed';
  if (isTakenByOther(set, document, id)) return 'id-taken';
  return own === undefined && set.own(document).length >= MAX_RULES[set.kind] ? 'too-many' : undefined;
}

/** Decides whether the version of a rule that `etag` names is taken out of the document. */
export async function decideRuleDelete<T extends object>(
  set: RuleSet<T>,
  document: PolicyDocument,
  { id, etag }: { id: string; etag: string },
  writer: Writer,
): Promise<PolicyEdit<RuleRefusal>> {
  const found = etagOfOwn(set, document, id);
  if (found === undefined) return refused({ kind: 'missing' });
  if (found !== etag) return refused({ kind: 'changed' });
  const users = set.kind === 'roles' ? document.bindings.filter(({ role }) => role === id) : [];
  if (users.length > 0) return refused({ kind: 'in-use', bindings: users.map((binding) => binding.id) });
  const next = set.remove(document, id);
  const refusal = await checkNextPolicy(document, next, writer);
  return refusal === undefined ? { kind: 'write', document: next } : refused(refusal);
}

function etagOfOwn<T extends object>(set: RuleSet<T>, document: PolicyDocument, id: string): string | undefined {
  const found = findOwn(set, document, id);
  return found && ruleEtag(found);
}

function isTakenByOther<T extends object>({ kind }: RuleSet<T>, document: PolicyDocument, id: string): boolean {
  if (kind === 'roles') return false;
  return document[kind === 'bindings' ? 'denials' : 'bindings'].some((rule) => rule.id === id);
}

/** Whether a JSON path is that of a rule, or of a place in it. */
export function isInRule(rulePath: string, path: string): boolean {
  return path === rulePath || path.startsWith(`${rulePath}.`) || path.startsWith(`${rulePath}[`);
}

/** Places in the rule itself as its body has them; others stay places of the whole document. */
export function relativeTo<P extends Pick<PolicyProblem, 'path'>>(rulePath: string, problem: P): P {
  return isInRule(rulePath, problem.path) ? { ...problem, path: `$${problem.path.slice(rulePath.length)}` } : problem;
}

function refused(refusal: RuleRefusal): PolicyEdit<RuleRefusal> {
  return { kind: 'refused', refusal };
}
