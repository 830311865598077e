import { actionsOf, ALL_ACTIONS, type NamePattern, parsePattern, patternsOverlap } from '@wharfinger/token';

import { BUILT_IN_ROLES } from '../default-policy.ts';
import type { Binding, Denial, Permission, PolicyDocument, PolicySubject } from '../policy-document.ts';
import { readReach, type RuleReach } from './rule-reach.ts';
import { canMatchType } from './warn-impossible-names.ts';

/** Actions on names of one type that match the permission's pattern, and the one that narrows it. */
export type JudgedEffect = {
  type: string;
  name: NamePattern;
  actions: readonly string[];
  narrow: NamePattern | undefined;
};

/** A rule with everything parsed. */
export type JudgedRule = {
  kind: 'binding' | 'denial';
  id: string;
  subjects: readonly PolicySubject[];
  subjectKeys: ReadonlySet<string>;
  reach: RuleReach;
  names: readonly NamePattern[] | undefined;
  permissions: readonly JudgedEffect[];
  /** What of it some name can match. */
  effects: readonly JudgedEffect[];
};

/** A text for each subject. */
export function keyOfSubject(subject: PolicySubject): string {
  if (subject.kind === 'account') return `account ${subject.account}`;
  return subject.kind === 'label' ? `label ${JSON.stringify([subject.key, subject.value])}` : subject.kind;
}

/** Reads rules of a valid document; each pattern is parsed once. */
export type RuleReader = {
  pattern: (text: string) => readonly NamePattern[];
  binding: (binding: Binding) => JudgedRule;
  denial: (denial: Denial) => JudgedRule;
};

type Judged = Pick<JudgedRule, 'permissions' | 'effects'>;

const NOTHING: Judged = { permissions: [], effects: [] };

function createPatternReader(): RuleReader['pattern'] {
  const patterns = new Map<string, readonly NamePattern[]>();
  return (text) => {
    const known = patterns.get(text);
    if (known !== undefined) return known;
    const parsed = parsePattern(text);
    const list = parsed.kind === 'ok' ? [parsed.value] : [];
    patterns.set(text, list);
    return list;
  };
}

function readPermissions(list: readonly Permission[], pattern: RuleReader['pattern']): Judged {
  const permissions = list.flatMap(({ type, name, actions }) => {
    const known = actions.includes(ALL_ACTIONS) ? actionsOf(type) : actions;
    return pattern(name).map((parsed): JudgedEffect => ({ type, name: parsed, actions: known, narrow: undefined }));
  });
  return { permissions, effects: permissions.filter(({ type, name }) => canMatchType(type, name)) };
}

function narrowEffects(effects: readonly JudgedEffect[], names: readonly NamePattern[]): JudgedEffect[] {
  return effects.flatMap(({ type, name, actions }) =>
    names
      .filter((narrow) => patternsOverlap(name, narrow) && canMatchType(type, narrow))
      .map((narrow) => ({ type, name, actions, narrow })),
  );
}

function readSubjects({ id, subjects }: Binding | Denial): Pick<JudgedRule, 'id' | 'subjects' | 'subjectKeys'> {
  return { id, subjects, subjectKeys: new Set(subjects.map(keyOfSubject)) };
}

/** Makes a reader of one document's rules. */
export function createRuleReader({ roles }: PolicyDocument): RuleReader {
  const pattern = createPatternReader();
  const judgedRoles = new Map(
    Object.entries({ ...roles, ...BUILT_IN_ROLES }).map(([name, role]) => [
      name,
      readPermissions(role.permissions, pattern),
    ]),
  );
  return {
    pattern,
    binding: (binding) => {
      const { permissions, effects } = judgedRoles.get(binding.role) ?? NOTHING;
      const names = binding.names?.flatMap(pattern);
      return {
        kind: 'binding',
        ...readSubjects(binding),
        reach: readReach(binding),
        names,
        permissions,
        effects: names === undefined ? effects : narrowEffects(effects, names),
      };
    },
    denial: (denial) => ({
      kind: 'denial',
      ...readSubjects(denial),
      reach: readReach(denial),
      names: undefined,
      ...readPermissions(denial.permissions, pattern),
    }),
  };
}
