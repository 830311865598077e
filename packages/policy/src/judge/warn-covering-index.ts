import { coversRule, keysOfWiderSubjects } from './warn-covering-rule.ts';
import { soleNameOf } from './warn-impossible-names.ts';
import type { JudgedRule } from './warn-rule.ts';

/** Most rules that one is compared with, and most comparisons in all. */
const MAX_OF_ONE = 500;
const MAX_OF_ALL = 1_000_000;

/** Rules of one subject by the literal beginning of their names, and how long the beginnings are. */
type Group = { byPrefix: Map<string, JudgedRule[]>; lengths: Set<number> };

/** Finds rules that cover others. */
export type CoveringRules = {
  add: (rule: JudgedRule) => void;
  /** A rule that covers this one and that the test lets pass. */
  find: (rule: JudgedRule, isMeant: (candidate: JudgedRule) => boolean) => JudgedRule | undefined;
  /** False once there was too much to compare. */
  isComplete: () => boolean;
};

/** What covers a rule covers each of its names: one of these is the beginning of it. */
function prefixesOf({ names, kind, permissions }: JudgedRule): ReadonlySet<string> {
  if (kind === 'denial') return new Set(permissions.map(({ name }) => name.prefix));
  return new Set(names === undefined ? [''] : names.map(({ prefix }) => prefix));
}

/** Rules of the group of which a name may cover one of these. */
function* candidatesIn({ byPrefix, lengths }: Group, prefixes: ReadonlySet<string>): Generator<JudgedRule> {
  for (const prefix of prefixes) {
    for (const length of lengths) {
      if (length <= prefix.length) yield* byPrefix.get(prefix.slice(0, length)) ?? [];
    }
  }
}

/** An index by subject and by name, so that a rule is compared only with those that may cover it. */
export function createCoveringRules(now: Date): CoveringRules {
  const groups = new Map<string, Group>();
  let comparisons = 0;
  let isComplete = true;
  const add = (rule: JudgedRule): void => {
    for (const key of rule.subjectKeys) {
      const group = groups.get(key) ?? { byPrefix: new Map<string, JudgedRule[]>(), lengths: new Set<number>() };
      groups.set(key, group);
      for (const prefix of prefixesOf(rule)) {
        group.lengths.add(prefix.length);
        const rules = group.byPrefix.get(prefix) ?? [];
        rules.push(rule);
        group.byPrefix.set(prefix, rules);
      }
    }
  };
  // What covers a rule covers its first subject and the first thing that it does.
  function* candidatesOf({ subjects, effects }: JudgedRule): Generator<JudgedRule> {
    const keys = subjects.slice(0, 1).flatMap(keysOfWiderSubjects);
    const prefixes = new Set(
      effects
        .slice(0, 1)
        .flatMap(({ type, name, narrow = name }) => [name.prefix, narrow.prefix, soleNameOf(type) ?? '']),
    );
    for (const key of keys) {
      const group = groups.get(key);
      if (group !== undefined) yield* candidatesIn(group, prefixes);
    }
  }
  const find: CoveringRules['find'] = (rule, isMeant) => {
    let own = 0;
    for (const candidate of candidatesOf(rule)) {
      own += 1;
      comparisons += 1;
      if (own > MAX_OF_ONE || comparisons > MAX_OF_ALL) {
        isComplete = false;
        return undefined;
      }
      if (candidate !== rule && isMeant(candidate) && coversRule(candidate, rule, now)) return candidate;
    }
    return undefined;
  };
  return { add, find, isComplete: () => isComplete };
}
