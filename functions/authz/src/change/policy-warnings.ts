import {
  type Binding,
  type Denial,
  findWarningsInSteps,
  type PolicyDocument,
  type PolicySubject,
  type PolicyWarning,
} from '@wharfinger/policy';

import { finishInTurns } from '../finish-in-turns.ts';
import { ADMIN_SERVICE } from './check-next-policy.ts';
import { isInRule, relativeTo } from './decide-rule-write.ts';
import { findOwn, type RuleSet } from './rule-set.ts';

/** What of a policy decides nothing; `isComplete` is false when there is more than was looked for. */
export type Warnings = { warnings: PolicyWarning[]; areWarningsComplete: boolean };

/** `services`: those that there are; `null`: any. */
export type WarningsContext = { now: Date; services: ReadonlySet<string> | null };

/** Lets others have their turn; resolves when it is ours again. */
type Pause = () => Promise<void>;

/** Rules of one kind that are compared, and what that may take: who waits for the answer, waits a second for these. */
const MAX_COMPARED = 2500;
const MAX_STEPS = 30_000_000;

/** The warnings of the whole document; of a large one, of its first rules. */
export async function policyWarnings(
  document: PolicyDocument,
  { now, services }: WarningsContext,
  pause: Pause,
): Promise<Warnings> {
  const known = services === null ? null : new Set([...services, ADMIN_SERVICE]);
  const bindings = document.bindings.slice(0, MAX_COMPARED);
  const denials = document.denials.slice(0, MAX_COMPARED);
  const isWhole = bindings.length === document.bindings.length && denials.length === document.denials.length;
  const first = { ...document, bindings, denials };
  const found = await finishInTurns(findWarningsInSteps(first, { now, services: known }, MAX_STEPS), pause);
  // What the first rules leave unused, the others may use.
  const warnings = isWhole ? found.warnings : found.warnings.filter(({ kind }) => kind !== 'unused');
  return { warnings, areWarningsComplete: isWhole && found.isComplete && found.total === found.warnings.length };
}

/** The warnings of one rule, at places of its own body. */
export async function ruleWarnings<T extends object>(
  set: RuleSet<T>,
  document: PolicyDocument,
  id: string,
  context: WarningsContext,
  pause: Pause,
): Promise<Warnings> {
  if (findOwn(set, document, id) === undefined) return { warnings: [], areWarningsComplete: true };
  const near = withRulesNear(document, id);
  const path = set.pathOf(near, id);
  const { warnings, areWarningsComplete } = await policyWarnings(near, context, pause);
  const own = warnings.filter((warning) => isInRule(path, warning.path)).map((warning) => relativeTo(path, warning));
  return { warnings: own, areWarningsComplete };
}

/** The document with the rule first, and of a large one only those that are for one of its subjects, or for everyone. */
function withRulesNear(document: PolicyDocument, id: string): PolicyDocument {
  const isSmall = document.bindings.length + document.denials.length <= MAX_COMPARED;
  const own = [...document.bindings, ...document.denials].find((rule) => rule.id === id);
  if (isSmall || own === undefined) {
    return { ...document, bindings: idFirst(document.bindings, id), denials: idFirst(document.denials, id) };
  }
  const subjects = new Set(own.subjects.map(subjectKey));
  const isNear = (rule: Binding | Denial): boolean =>
    rule.subjects.some((subject) => isWide(subject) || subjects.has(subjectKey(subject)));
  return {
    ...document,
    bindings: idFirst(document.bindings.filter(isNear), id),
    denials: idFirst(document.denials.filter(isNear), id),
  };
}

function isWide({ kind }: PolicySubject): boolean {
  return kind === 'everyone' || kind === 'signed-in';
}

function subjectKey(subject: PolicySubject): string {
  if (subject.kind === 'account') return `account ${subject.account}`;
  return subject.kind === 'label' ? `label ${subject.key}:${subject.value}` : subject.kind;
}

function idFirst<R extends { id: string }>(rules: readonly R[], id: string): R[] {
  return rules.toSorted((a, b) => Number(b.id === id) - Number(a.id === id));
}
