import { expect, test } from 'vitest';

import {
  ADMINS,
  ALICE,
  ALL,
  BOB,
  type Change,
  EVERYONE,
  give,
  LATER,
  OPS,
  permit,
  policy,
  SIGNED_IN,
  take,
  who,
} from '../../test/administrators.ts';
import { DEFAULT_POLICY } from '../default-policy.ts';
import { findLockOut } from './find-lock-out.ts';

/** It takes more work to say what labels it needs than one pattern may take. */
const LONG = '*${labels.a}*${labels.b}*${labels.c}*';

test.each<Change & { says: string[] }>([
  {
    rule: 'his own binding goes',
    before: policy([give(ALICE)]),
    after: policy([]),
    says: ['policy:default:write', 'binding b-account gave it to the account alice', 'keep binding b-account'],
  },
  {
    rule: 'his own binding goes, and a label’s that he may not have stays',
    before: policy([give(ALICE), give(ADMINS)]),
    after: policy([give(ADMINS)]),
    says: ['the account alice'],
  },
  {
    rule: 'the default bindings go',
    before: DEFAULT_POLICY,
    after: { ...DEFAULT_POLICY, defaults: false },
    says: ['default:administrators', 'the label groups=administrators', 'bind the account alice itself'],
  },
  {
    rule: 'one of two labels goes',
    before: policy([give(ADMINS), give(OPS, { id: 'ops' })]),
    after: policy([give(ADMINS)]),
    says: ['binding ops', 'groups=ops'],
  },
  {
    rule: 'a label has another value',
    before: policy([give(ADMINS)]),
    after: policy([give(OPS)]),
    says: ['groups=admins'],
  },
  {
    rule: 'every signed-in account loses it',
    before: policy([give(SIGNED_IN)]),
    after: policy([give(BOB)]),
    says: ['every signed-in account'],
  },
  { rule: 'everyone loses it', before: policy([give(EVERYONE)]), after: policy([]), says: ['to everyone'] },
  {
    rule: 'the role loses writing',
    before: policy([give(ALICE, { role: 'both' })]),
    after: policy([give(ALICE, { role: 'reader1' })]),
    says: ['policy:default:write'],
  },
  {
    rule: 'the role loses reading',
    before: policy([give(ALICE, { role: 'both' })]),
    after: policy([give(ALICE, { role: 'writer1' })]),
    says: ['policy:default:read'],
  },
  {
    rule: 'names leave the policy out',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { names: ['team/**'] })]),
    says: ['b-account'],
  },
  {
    rule: 'a name is another account’s',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { role: 'own' }), give(ALICE, { id: 'x', role: 'mixed' })]),
    says: ['b-account'],
  },
  {
    rule: 'a binding asks for a pattern of labels that he may not have',
    before: policy([give(ADMINS)]),
    after: policy([give(ADMINS, { role: 'labelled' })]),
    says: ['groups=admins'],
  },
  {
    rule: 'his binding will end',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { notAfter: LATER })]),
    says: ['b-account'],
  },
  {
    rule: 'his binding will end earlier',
    before: policy([give(ALICE, { notAfter: '2027-01-01T00:00:00Z' })]),
    after: policy([give(ALICE, { notAfter: LATER })]),
    says: ['b-account'],
  },
  {
    rule: 'his binding begins later',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { notBefore: LATER })]),
    says: ['b-account'],
  },
  {
    rule: 'his binding is for some networks',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { cidrs: ['0.0.0.0/0', '::/0'] })]),
    says: ['b-account'],
  },
  {
    rule: 'his binding is for fewer networks',
    before: policy([give(ALICE, { cidrs: ['10.0.0.0/8', '2001:db8::/32'] })]),
    after: policy([give(ALICE, { cidrs: ['10.0.0.0/8', '2001:db8::/48'] })]),
    says: ['b-account'],
  },
  {
    rule: 'his binding is for another service',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE, { services: ['registry.example'] })]),
    says: ['b-account'],
  },
  {
    rule: 'a denial of everyone comes',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(EVERYONE)]),
    says: ['denial d-everyone, which is for everyone', 'leave the administrators out of denial d-everyone'],
  },
  {
    rule: 'a denial of every signed-in account comes',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(SIGNED_IN)]),
    says: ['denial d-signed-in'],
  },
  {
    rule: 'a denial of his account comes',
    before: policy([give(ADMINS)]),
    after: policy([give(ADMINS)], [take(ALICE)]),
    says: ['denial d-account, which is for the account alice'],
  },
  {
    rule: 'a denial of a label comes that he may have',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(OPS)]),
    says: ['denial d-label, which is for the label groups=ops'],
  },
  {
    rule: 'a denial comes for a pattern of labels that he may have',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(EVERYONE, { permissions: permit('${labels.x}', ['*']).permissions })]),
    says: ['denial d-everyone'],
  },
  {
    rule: 'a denial comes for some networks',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(EVERYONE, { cidrs: ['10.0.0.0/8'] })]),
    says: ['denial d-everyone'],
  },
  {
    rule: 'a denial comes for networks within his',
    before: policy([give(ALICE, { cidrs: ['10.0.0.0/8'] })]),
    after: policy([give(ALICE, { cidrs: ['10.0.0.0/8'] })], [take(EVERYONE, { cidrs: ['10.1.0.0/16'] })]),
    says: ['denial d-everyone'],
  },
  {
    rule: 'a denial will begin',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(EVERYONE, { notBefore: LATER })]),
    says: ['denial d-everyone'],
  },
  {
    rule: 'a denial begins earlier, or takes more',
    before: policy([give(ALICE)], [take(OPS, { cidrs: ['10.0.0.0/8'] })]),
    after: policy([give(ALICE)], [take(OPS)]),
    says: ['denial d-label'],
  },
  {
    rule: 'a denial takes reading',
    before: policy([give(ALICE)], [take(OPS)]),
    after: policy([give(ALICE)], [take(OPS, { permissions: permit('**', ['*']).permissions })]),
    says: ['policy:default:read', 'denial d-label'],
  },
  {
    rule: 'his token is older than the policy, and nobody would be left',
    before: policy([give(BOB)]),
    after: policy([]),
    says: ['gives it to anyone'],
  },
  {
    rule: 'his token is older than the policy, and the only way left will end',
    before: policy([give(BOB)]),
    after: policy([give(BOB, { notAfter: LATER })]),
    says: ['gives it to anyone'],
  },
  {
    rule: 'his token is older than the policy, and a denial may be for the only one left',
    before: policy([give(BOB)]),
    after: policy([give(BOB)], [take(OPS)]),
    says: ['gives it to anyone'],
  },
  {
    rule: 'his token is older than the policy, and a denial is for the only one left',
    before: policy([give(BOB)]),
    after: policy([give(BOB)], [take(BOB)]),
    says: ['gives it to anyone'],
  },
  {
    rule: 'his token is older than the policy, and who has it would lose it to another',
    before: policy([give(BOB)]),
    after: policy([give(BOB, { subjects: [{ kind: 'account', account: 'ghost' }] })]),
    says: ['binding b-account gave it to the account bob'],
  },
  {
    rule: 'his token is older than the policy, and a denial takes it from who has it, though another gets it',
    before: policy([give(BOB)]),
    after: policy([give(BOB), give(BOB, { id: 'x', subjects: [{ kind: 'account', account: 'ghost' }] })], [take(BOB)]),
    says: ['denial d-account, which is for the account bob'],
  },
  {
    rule: 'his binding ends, and the one that goes on is gone',
    before: policy([give(ALICE, { notAfter: LATER }), give(ALICE, { id: 'on', notBefore: '2026-12-01T00:00:00Z' })]),
    after: policy([give(ALICE, { notAfter: LATER })]),
    says: ['binding on would give it to the account alice', 'keep binding on'],
  },
  {
    rule: 'his binding ends, and the one that goes on will be denied',
    before: policy([give(ALICE, { notAfter: LATER }), give(ALICE, { id: 'on', notBefore: '2026-12-01T00:00:00Z' })]),
    after: policy(
      [give(ALICE, { notAfter: LATER }), give(ALICE, { id: 'on', notBefore: '2026-12-01T00:00:00Z' })],
      [take(ALICE, { notBefore: '2026-12-02T00:00:00Z' })],
    ),
    says: ['denial d-account'],
  },
  {
    rule: 'his binding ends, and one goes that a denial takes for a while',
    before: policy(
      [give(ALICE, { notAfter: LATER }), give(OPS, { id: 'on' })],
      [take(OPS, { ...ALL, notAfter: '2026-07-01T00:00:00Z' })],
    ),
    after: policy([give(ALICE, { notAfter: LATER })], [take(OPS, { ...ALL, notAfter: '2026-07-01T00:00:00Z' })]),
    says: ['binding on'],
  },
  {
    rule: 'a denial of everyone comes by a pattern that takes long to read',
    before: policy([give(ALICE)]),
    after: policy([give(ALICE)], [take(EVERYONE, { permissions: permit(LONG, ['*']).permissions })]),
    says: ['denial d-everyone'],
  },
])('locked out: $rule', ({ before, after, says }) => {
  const lockOut = findLockOut(before, after, who);
  expect(lockOut.kind).toBe('locked-out');
  for (const words of [...says, 'alice']) {
    expect(lockOut).toMatchObject({ reason: expect.stringContaining(words) });
  }
});

test('what doesn’t help against a denial isn’t told', () => {
  const lockOut = findLockOut(policy([give(ADMINS)]), policy([give(ADMINS)], [take(OPS)]), who);
  expect(lockOut).toMatchObject({ reason: expect.stringContaining('leave the administrators out of denial d-label') });
  expect(lockOut).not.toMatchObject({ reason: expect.stringContaining('bind the account') });
});

test('an account that is called as the policy is has it by its own name', () => {
  const named = { ...who, account: 'default' };
  const own = policy([give(SIGNED_IN, { role: 'own' })]);
  expect(findLockOut(own, own, named)).toEqual({ kind: 'none' });
  expect(findLockOut(own, policy([]), named).kind).toBe('locked-out');
});

test('patterns that can’t be read give nothing', () => {
  expect(findLockOut(policy([give(ALICE)]), policy([give(ALICE, { names: ['a//b'] })]), who).kind).toBe('locked-out');
});
