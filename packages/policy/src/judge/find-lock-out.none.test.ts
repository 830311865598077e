import { expect, test } from 'vitest';

import {
  ADMINS,
  ALICE,
  ALL,
  BOB,
  type Change,
  EARLIER,
  EVERYONE,
  give,
  LATER,
  OPS,
  policy,
  SIGNED_IN,
  take,
  who,
} from '../../test/administrators.ts';
import { DEFAULT_POLICY } from '../default-policy.ts';
import { findLockOut, findLockOutInSteps } from './find-lock-out.ts';
import type { PolicyDocument } from '../policy-document.ts';

test.each<Change>([
  {
    rule: 'nothing changes',
    before: policy([give(ADMINS)]),
    after: policy([give(ADMINS)]),
  },
  { rule: 'nothing changes of the default policy', before: DEFAULT_POLICY, after: DEFAULT_POLICY },
  {
    rule: 'his own account is bound in place of a label',
    before: DEFAULT_POLICY,
    after: policy([give(ALICE)]),
  },
  {
    rule: 'every signed-in account is bound in place of his',
    before: policy([give(ALICE)]),
    after: policy([give(SIGNED_IN)]),
  },
  { rule: 'everyone is bound', before: policy([give(ADMINS)]), after: policy([give(EVERYONE)]) },
  {
    rule: 'his own is one of many subjects',
    before: policy([give(ADMINS)]),
    after: policy([give(OPS, { subjects: [OPS, BOB, ALICE] })]),
  },
  {
    rule: 'the label is bound by another binding and role',
    before: policy([give(ADMINS)]),
    after: policy([give(ADMINS, { id: 'x', role: 'both', names: ['other', 'default'] })]),
  },
  {
    rule: 'one binding gives writing, another reading',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { role: 'writer1' }), give(ALICE, { id: 'x', role: 'reader1' })]),
  },
  {
    rule: 'another account’s binding goes',
    before: policy([give(ADMINS), give(BOB)]),
    after: policy([give(ADMINS)]),
  },
  {
    rule: 'a label’s binding goes that gave something else',
    before: policy([give(ADMINS), give(OPS, { id: 'x', role: 'elsewhere' }), give(OPS, { id: 'y', role: 'reader' })]),
    after: policy([give(ADMINS)]),
  },
  {
    rule: 'a label’s binding goes that was for another service',
    before: policy([give(ADMINS), give(OPS, { id: 'x', services: ['registry.example'] })]),
    after: policy([give(ADMINS, { services: ['wharfinger', 'x'] })]),
  },
  {
    rule: 'a label’s binding goes that had ended or not begun',
    before: policy([give(ADMINS), give(OPS, { notAfter: EARLIER }), give(OPS, { id: 'x', notBefore: LATER })]),
    after: policy([give(ADMINS)]),
  },
  {
    rule: 'a label’s binding goes that a denial took away',
    before: policy([give(ADMINS), give(OPS, { id: 'x' })], [take(OPS, ALL)]),
    after: policy([give(ADMINS)], [take(OPS, ALL)]),
  },
  {
    rule: 'an end stays as it was',
    before: policy([give(ALICE, { notAfter: LATER })]),
    after: policy([give(ALICE, { id: 'x', notAfter: LATER })]),
  },
  {
    rule: 'an end goes',
    before: policy([give(ADMINS, { notAfter: LATER })]),
    after: policy([give(ADMINS)]),
  },
  {
    rule: 'networks stay, or become wider',
    before: policy([give(ALICE, { cidrs: ['10.1.0.0/16', '2001:db8::/32'] })]),
    after: policy([give(ALICE, { cidrs: ['2001:db8::/32', '10.0.0.0/8'] })]),
  },
  {
    rule: 'a denial that may be for him stays',
    before: policy([give(ADMINS)], [take(OPS)]),
    after: policy([give(ADMINS), give(BOB)], [take(OPS, { id: 'renamed' })]),
  },
  {
    rule: 'a denial becomes narrower',
    before: policy([give(ADMINS)], [take(OPS)]),
    after: policy([give(ADMINS)], [take(OPS, { cidrs: ['10.0.0.0/8'], notAfter: LATER })]),
  },
  {
    rule: 'a denial of another account comes',
    before: policy([give(ADMINS)]),
    after: policy([give(ADMINS)], [take(BOB)]),
  },
  {
    rule: 'a denial comes that has ended',
    before: policy([give(ADMINS)]),
    after: policy([give(ADMINS)], [take(EVERYONE, { notAfter: EARLIER })]),
  },
  {
    rule: 'a denial comes for another service, type, name or action',
    before: policy([give(ADMINS)]),
    after: policy(
      [give(ADMINS)],
      [
        take(EVERYONE, { services: ['registry.example'] }),
        take(EVERYONE, { id: 'x', permissions: [{ type: 'audit', name: 'default', actions: ['*'] }] }),
        take(EVERYONE, { id: 'y', permissions: [{ type: 'policy', name: 'other', actions: ['*'] }] }),
        take(EVERYONE, { id: 'z', permissions: [{ type: 'policy', name: 'b${labels.x}', actions: ['*'] }] }),
      ],
    ),
  },
  {
    rule: 'a denial comes for a name that his account can’t be a part of',
    before: policy([give(ALICE)]),
    after: policy(
      [give(ALICE)],
      [take(EVERYONE, { permissions: [{ type: 'policy', name: '${labels.x}${account}', actions: ['*'] }] })],
    ),
  },
  {
    rule: 'a binding that begins later goes, and what there is has no end',
    before: policy([give(ADMINS), give(OPS, { id: 'x', notBefore: LATER })]),
    after: policy([give(ADMINS)]),
  },
  {
    rule: 'his binding ends, and what goes on is wider',
    before: policy([give(ALICE, { notAfter: LATER }), give(ALICE, { id: 'on', notBefore: '2026-12-01T00:00:00Z' })]),
    after: policy([give(ALICE, { notAfter: LATER }), give(SIGNED_IN, { notBefore: '2026-11-01T00:00:00Z' })]),
  },
  {
    rule: 'a denial comes for networks from which his way wasn’t open, even where another is wider now',
    before: policy([give(ALICE, { cidrs: ['10.0.0.0/8'] })]),
    after: policy([give(ALICE)], [take(EVERYONE, { cidrs: ['192.168.0.0/16', '2001:db8::/32'] })]),
  },
  {
    rule: 'a pattern of labels gives the same as before',
    before: policy([give(SIGNED_IN, { role: 'labelled', names: ['${labels.b}', '${labels.a}'] })]),
    after: policy([give(SIGNED_IN, { role: 'labelled', names: ['${labels.a}', '${labels.b}'] })]),
  },
  {
    rule: 'a label’s binding asks no more for a pattern of labels',
    before: policy([give(ADMINS, { role: 'labelled' })]),
    after: policy([give(ADMINS)]),
  },
  {
    rule: 'his token is older than the policy, and others keep theirs',
    before: policy([give(BOB, { cidrs: ['10.0.0.0/8'] })]),
    after: policy([give(BOB, { cidrs: ['10.0.0.0/8'] })], [take(ALICE)]),
  },
  {
    rule: 'his token is older than the policy, and somebody gets it for good',
    before: policy([]),
    after: policy([give(BOB)]),
  },
])('none: $rule', ({ before, after }) => {
  expect(findLockOut(before, after, who)).toEqual({ kind: 'none' });
});

/** Administrators by one label, each from networks of their own. */
function many(cidrOf: (index: number) => string): PolicyDocument {
  const rules = Array.from({ length: 5000 }, (_, index) => give(ADMINS, { id: `b${index}`, cidrs: [cidrOf(index)] }));
  return policy(rules);
}

/** The networks one after the other. */
function network(index: number, prefixLength: number): string {
  return `10.${index >> 8}.${index & 255}.0/${prefixLength}`;
}

test('many ways under different conditions are judged in bounded time, with the careful answer', () => {
  const before = many((index) => network(index, 24));
  const start = process.cpuUsage().user;
  expect(findLockOut(before, structuredClone(before), who)).toEqual({ kind: 'none' });
  const wider = many((index) => network((4999 - index) & ~1, 23));
  expect(findLockOut(before, wider, who).kind).toBe('locked-out');
  expect(process.cpuUsage().user - start).toBeLessThan(5e6);
});

test('bindings and denials by the thousand are judged in turns and bounded time, and it is said that nothing is sure', () => {
  const rules = Array.from({ length: 3000 }, (_, index) =>
    give(ADMINS, { id: `b${index}`, cidrs: [network(index, 24)] }),
  );
  const losses = Array.from({ length: 3000 }, (_, index) =>
    take(ADMINS, { id: `d${index}`, cidrs: [`11.${index >> 8}.${index & 255}.0/24`] }),
  );
  const before = policy(rules, losses);
  const startUs = process.cpuUsage().user;
  const steps = findLockOutInSteps(before, policy([...rules, give(OPS)], losses), who);
  const turnsUs: number[] = [];
  let step: ReturnType<typeof steps.next>;
  do {
    const beforeUs = process.cpuUsage().user;
    step = steps.next();
    turnsUs.push(process.cpuUsage().user - beforeUs);
  } while (step.done !== true);
  expect(step.value).toMatchObject({ kind: 'locked-out', reason: expect.stringContaining('too many') });
  expect(turnsUs.length).toBeGreaterThan(100);
  expect(Math.max(...turnsUs)).toBeLessThan(300_000);
  // What has nothing to do with the policy takes nothing of it.
  const other = policy([...rules, give(OPS, { role: 'reader' })], losses);
  expect(findLockOut(before, other, who)).toEqual({ kind: 'none' });
  expect(process.cpuUsage().user - startUs).toBeLessThan(10e6);
});
