import { createPartOfWork, type JudgingWork } from './judging-work.ts';
import { coversRule, keysOfWiderSubjects } from './warn-covering-rule.ts';
import { soleNameOf } from '../decide/resource-name.ts';
import type { JudgedRule } from './warn-rule.ts';

/** Most rules that one is compared with, and most comparisons in all. */
const MAX_OF_ONE = 500;
const MAX_OF_ALL = 1_000_000;

/** What one comparison may take, a few milliseconds. */
const MAX_STEPS_OF_COMPARISON = 200_000;

/** What it takes to put a rule at one place of the index. */
const STEPS_OF_PLACE = 50;

/** Rules of one subject by the literal beginning of their names, and how long the beginnings are. */
type Group = { byPrefix: Map<string, JudgedRule[]>; lengths: Set<number> };

/** Finds rules that cover others. */
export type CoveringRules = {
  /** When the work is exhausted, no longer: what is missing covers nothing. */
  add: (rule: JudgedRule) => void;
  /** A rule that covers this one and that the test lets pass. */
  find: (rule: JudgedRule, isMeant: (candidate: JudgedRule) => boolean) => Generator<undefined, JudgedRule | undefined>;
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
export function createCoveringRules(now: Date, work: JudgingWork): CoveringRules {
  const groups = new Map<string, Group>();
  let comparisons = 0;
  let isComplete = true;
  const add = (rule: JudgedRule): void => {
    const prefixes = prefixesOf(rule);
    for (const key of rule.subjectKeys) {
      work.spend(STEPS_OF_PLACE * prefixes.size);
      if (work.isExhausted()) return;
      const group = groups.get(key) ?? { byPrefix: new Map<string, JudgedRule[]>(), lengths: new Set<number>() };
      groups.set(key, group);
      for (const prefix of prefixes) {
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
      if (group === undefined) continue;
      work.spend(prefixes.size * group.lengths.size);
      yield* candidatesIn(group, prefixes);
    }
  }
  function* find(
    rule: JudgedRule,
    isMeant: (candidate: JudgedRule) => boolean,
  ): Generator<undefined, JudgedRule | undefined> {
    let own = 0;
    for (const candidate of candidatesOf(rule)) {
      own += 1;
      comparisons += 1;
      if (own > MAX_OF_ONE || comparisons > MAX_OF_ALL || work.isExhausted()) {
        isComplete = false;
        return undefined;
      }
      if (candidate === rule || !isMeant(candidate)) continue;
      const part = createPartOfWork(work, MAX_STEPS_OF_COMPARISON);
      if (coversRule(candidate, rule, now, part)) return candidate;
      isComplete &&= !part.isExhausted();
      if (work.isTurnOver()) yield;
    }
    return undefined;
  }
  return { add, find, isComplete: () => isComplete };
}
