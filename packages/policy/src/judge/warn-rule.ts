import type { NamePattern } from '@wharfinger/token';

import type { PolicySubject } from '../policy-document.ts';
import type { RuleReach } from './rule-reach.ts';

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
