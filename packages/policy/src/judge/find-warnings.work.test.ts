import { binding, denial, policyDocument } from '@wharfinger/fakes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { context, give, LATER, policy, take } from '../../test/judged-rules.ts';
import { DEFAULT_POLICY } from '../default-policy.ts';
import { findWarnings, findWarningsInSteps } from './find-warnings.ts';
import type { Binding, PolicyDocument } from '../policy-document.ts';

/** A pattern that takes long to be held against another. */
function heavy(index: number): string {
  return `**/${Array.from({ length: 20 }, () => '*a*').join('/')}/x${index}`;
}

function heavies(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => heavy(from + index));
}

const permissions = heavies(0, 200).map((name) => ({ type: 'repository', name, actions: ['pull'] }));
const heavyPolicies: { what: string; document: PolicyDocument }[] = [
  {
    what: 'a role with many names, narrowed to many',
    document: {
      ...DEFAULT_POLICY,
      roles: { r: { permissions } },
      bindings: [give('a', { role: 'r', names: heavies(1000, 100) })],
    },
  },
  {
    what: 'two bindings with many names and subjects',
    document: {
      ...DEFAULT_POLICY,
      bindings: ['a', 'b'].map((id, at) => give(id, { names: heavies(1000 * at, 100) })),
    },
  },
  {
    what: 'denials with many names',
    document: {
      ...DEFAULT_POLICY,
      denials: ['a', 'b'].map((id, at) =>
        take(id, {
          permissions: heavies(1000 * at, 200).map((name) => ({ type: 'repository', name, actions: ['*'] })),
        }),
      ),
    },
  },
];

test.each(heavyPolicies)(
  '$what: the work is bounded, has pauses, and it is said that it ended early',
  ({ document }) => {
    const steps = findWarningsInSteps(document, context, 10_000_000);
    const startUs = process.cpuUsage().user;
    const turnsUs: number[] = [];
    let step: ReturnType<typeof steps.next>;
    do {
      const beforeUs = process.cpuUsage().user;
      step = steps.next();
      turnsUs.push(process.cpuUsage().user - beforeUs);
    } while (step.done !== true);
    expect(step.value).toEqual({ warnings: [], total: 0, isComplete: false });
    expect(turnsUs.length).toBeGreaterThan(3);
    expect(Math.max(...turnsUs)).toBeLessThan(300_000);
    expect(process.cpuUsage().user - startUs).toBeLessThan(5e6);
  },
);

test('a rule whose patterns take too much work decides something, as far as it is known', () => {
  const names = heavies(0, 100);
  const bindings = [give('a', { names }), give('z', { names: names.toReversed() })];
  expect(findWarnings({ ...DEFAULT_POLICY, bindings }, context).isComplete).toBe(false);
});

test('whatever the limit is, nothing is found beyond what is found without one', () => {
  const document = fc.record({ rules: policyDocument, one: binding, other: denial });
  let cut = 0;
  fc.assert(
    fc.property(document, fc.nat(30_000), ({ rules: { schema, defaults, roles, ...lists }, one, other }, limit) => {
      const twins = lists.bindings.map((rule) => Object.assign({}, rule, { id: `l-${rule.id}` }));
      const bindings = [...lists.bindings, ...twins, { ...one, id: 'x', names: ['a--', 'team/**'] }];
      const denials = [...lists.denials, { ...other, id: 'y' }];
      const rules: PolicyDocument = { schema, defaults, roles, bindings, denials };
      const whole = findWarnings(rules, context);
      const part = findWarnings(rules, context, limit);
      const known = new Set(whole.warnings.map((warning) => JSON.stringify(warning)));
      expect(part.warnings.filter((warning) => !known.has(JSON.stringify(warning)))).toEqual([]);
      expect(whole.isComplete).toBe(true);
      expect(part.isComplete ? part : whole).toEqual(whole);
      cut += Number(!part.isComplete);
    }),
  );
  expect(cut).toBeGreaterThan(10);
});

/** Rules of so many subjects, 400 of each, that differ in their networks alone. */
function groups(count: number): Binding[] {
  return Array.from({ length: 400 * count }, (_, index) =>
    give(`b${index}`, {
      subjects: [{ kind: 'label', key: 'group', value: `g${index % count}` }],
      cidrs: [`10.${index >> 8}.${index & 255}.0/24`],
    }),
  );
}

test('a million comparisons are made in all', () => {
  expect(findWarnings(policy(groups(6)), context).isComplete).toBe(true);
  expect(findWarnings(policy(groups(7)), context).isComplete).toBe(false);
});

test.each<{ rule: string; bindings: Binding[]; expected: string[] }>([
  {
    rule: 'the wider began, the other has no beginning',
    bindings: [give('a', { notBefore: '2026-05-01T00:00:00Z' }), give('z')],
    expected: ['a', 'z'],
  },
  {
    rule: 'both begin later',
    bindings: [give('a', { notBefore: LATER }), give('z', { notBefore: LATER })],
    expected: ['z'],
  },
  {
    rule: 'the wider begins later than the other, and both later than now',
    bindings: [give('a', { notBefore: LATER }), give('z', { notBefore: '2026-12-30T00:00:00Z', notAfter: LATER })],
    expected: [],
  },
])('$rule', ({ bindings, expected }) => {
  const shadowed = findWarnings(policy(bindings), context).warnings.filter(({ kind }) => kind === 'shadowed');
  expect(shadowed.map(({ rule }) => rule)).toEqual(expected.slice(-1));
});
