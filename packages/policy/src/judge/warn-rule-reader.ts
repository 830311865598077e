import { actionsOf, ALL_ACTIONS, type NamePattern, parsePattern, patternsOverlap } from '@wharfinger/token';

import { BUILT_IN_ROLES } from '../default-policy.ts';
import type { Binding, Denial, Permission, PolicyDocument } from '../policy-document.ts';
import type { JudgingWork } from './judging-work.ts';
import { readReach } from './rule-reach.ts';
import { canMatchType } from './warn-impossible-names.ts';
import { type JudgedEffect, type JudgedRule, keyOfSubject } from './warn-rule.ts';

/**
 * Reads rules of a valid document; each pattern is parsed once. When the work is exhausted behind it, what was read is a
 * part only.
 */
export type RuleReader = {
  pattern: (text: string) => readonly NamePattern[];
  /** Whether some name of the type matches the pattern for some caller. Never false wrongly. */
  canMatch: (type: string, pattern: NamePattern) => boolean;
  binding: (binding: Binding) => Generator<undefined, JudgedRule>;
  denial: (denial: Denial) => Generator<undefined, JudgedRule>;
};

type Judged = Pick<JudgedRule, 'permissions' | 'effects'>;
type Read = Pick<RuleReader, 'pattern' | 'canMatch'> & { work: JudgingWork };

const NOTHING: Judged = { permissions: [], effects: [] };

/** What it takes to keep an effect: there may be 20,000 of one rule. */
const STEPS_OF_EFFECT = 50;

function createPatternReader(work: JudgingWork): RuleReader['pattern'] {
  const patterns = new Map<string, readonly NamePattern[]>();
  return (text) => {
    const known = patterns.get(text);
    if (known !== undefined) return known;
    work.spend(text.length);
    const parsed = parsePattern(text);
    const list = parsed.kind === 'ok' ? [parsed.value] : [];
    patterns.set(text, list);
    return list;
  };
}

function createTypeMatcher(work: JudgingWork): RuleReader['canMatch'] {
  const known = new Map<string, Map<NamePattern, boolean>>();
  return (type, pattern) => {
    const answers = known.get(type) ?? new Map<NamePattern, boolean>();
    const answer = answers.get(pattern) ?? (work.isExhausted() || canMatchType(type, pattern, work));
    known.set(type, answers.set(pattern, answer));
    return answer;
  };
}

function* readPermissions(
  list: readonly Permission[],
  { pattern, canMatch, work }: Read,
): Generator<undefined, Judged> {
  const permissions: JudgedEffect[] = [];
  const effects: JudgedEffect[] = [];
  for (const { type, name, actions } of list) {
    const known = actions.includes(ALL_ACTIONS) ? actionsOf(type) : actions;
    for (const parsed of pattern(name)) {
      const effect = { type, name: parsed, actions: known, narrow: undefined };
      permissions.push(effect);
      if (canMatch(type, parsed)) effects.push(effect);
    }
    work.spend(STEPS_OF_EFFECT);
    if (work.isTurnOver()) yield;
  }
  return { permissions, effects };
}

function* narrowEffects(
  effects: readonly JudgedEffect[],
  names: readonly NamePattern[],
  { canMatch, work }: Read,
): Generator<undefined, JudgedEffect[]> {
  const narrowed: JudgedEffect[] = [];
  for (const { type, name, actions } of effects) {
    for (const narrow of names) {
      if (work.isExhausted()) return narrowed;
      work.spend(STEPS_OF_EFFECT);
      if (canMatch(type, narrow) && patternsOverlap(name, narrow, (steps) => work.spend(steps))) {
        narrowed.push({ type, name, actions, narrow });
      }
      if (work.isTurnOver()) yield;
    }
  }
  return narrowed;
}

function readSubjects({ id, subjects }: Binding | Denial): Pick<JudgedRule, 'id' | 'subjects' | 'subjectKeys'> {
  return { id, subjects, subjectKeys: new Set(subjects.map(keyOfSubject)) };
}

/** Makes a reader of one document's rules. */
export function* createRuleReader({ roles }: PolicyDocument, work: JudgingWork): Generator<undefined, RuleReader> {
  const pattern = createPatternReader(work);
  const canMatch = createTypeMatcher(work);
  const read = { pattern, canMatch, work };
  const judgedRoles = new Map<string, Judged>();
  for (const [name, { permissions }] of Object.entries({ ...roles, ...BUILT_IN_ROLES })) {
    judgedRoles.set(name, yield* readPermissions(permissions, read));
  }
  return {
    pattern,
    canMatch,
    binding: function* readBinding(binding) {
      const { permissions, effects } = judgedRoles.get(binding.role) ?? NOTHING;
      const names = binding.names?.flatMap(pattern);
      return {
        kind: 'binding',
        ...readSubjects(binding),
        reach: readReach(binding),
        names,
        permissions,
        effects: names === undefined ? effects : yield* narrowEffects(effects, names, read),
      };
    },
    denial: function* readDenial(denial) {
      return {
        kind: 'denial',
        ...readSubjects(denial),
        reach: readReach(denial),
        names: undefined,
        ...(yield* readPermissions(denial.permissions, read)),
      };
    },
  };
}
