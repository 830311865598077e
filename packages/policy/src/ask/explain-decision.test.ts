import { describe, expect, test } from 'vitest';

import { BEFORE, explain, LATER, type Rules } from '../../test/explain-request.ts';
import type { ExplainedAction } from './explain-decision.ts';
import type { Binding } from '../policy-document.ts';

const one = (...question: Parameters<typeof explain>): ExplainedAction | undefined => explain(...question)[0];

describe('what became of an action', () => {
  test.each<[string, Parameters<typeof explain>, Partial<ExplainedAction>]>([
    [
      'a binding gives it',
      [{ bindings: [{}] }],
      { isGranted: true, outcome: 'granted', rule: 'b0', reason: 'The binding b0 gives push on team/app.' },
    ],
    [
      'a denial takes it away',
      [{ bindings: [{}], denials: [{}] }],
      {
        isGranted: false,
        outcome: 'denied',
        rule: 'd0',
        reason: 'The denial d0 takes push on team/app away, whatever any binding gives.',
        others: [{ rule: 'b0', kind: 'binding' }],
        othersTotal: 1,
      },
    ],
    [
      'the credential is restricted',
      [{ bindings: [{}] }, {}, ['repository:team/*:pull']],
      {
        isGranted: false,
        outcome: 'restricted',
        rule: null,
        reason: 'The binding b0 gives push on team/app, but the credential is restricted to less.',
      },
    ],
    [
      'a denial takes it from a credential that is restricted',
      [{ bindings: [{}], denials: [{}] }, {}, []],
      { outcome: 'denied', rule: 'd0' },
    ],
    [
      'no binding gives it',
      [{}, {}, []],
      { outcome: 'not-granted', rule: null, reason: 'No binding gives push on team/app to this caller.' },
    ],
    [
      'there is no such type',
      [{ bindings: [{}] }, { type: 'repo' }],
      {
        outcome: 'unknown',
        reason: 'There is no resource type repo.',
        near: [],
      },
    ],
    [
      'there is no such action',
      [{ bindings: [{}] }, {}, null, ['PUSH']],
      {
        outcome: 'unknown',
        reason: 'PUSH is not an action of the type repository: its actions are delete, pull, push.',
        near: [],
        nearTotal: 0,
      },
    ],
    [
      'the name is malformed',
      [{ bindings: [{}] }, { name: 'team//app' }],
      { outcome: 'malformed-name', near: [], others: [], othersTotal: 0 },
    ],
  ])('%s', (_, question, expected) => {
    expect(one(...question)).toMatchObject(expected);
  });

  test('every action of `*` is explained', () => {
    const actions = explain({ bindings: [{}] }, {}, null, ['*']);
    expect(actions.map(({ action, isGranted }) => [action, isGranted])).toEqual([
      ['delete', false],
      ['pull', true],
      ['push', true],
    ]);
  });
});

describe('a binding comes near', () => {
  const bob = { kind: 'account' as const, account: 'bob' };
  test.each<[string, Partial<Binding>, string, string, object?]>([
    ['that is for others', { subjects: [bob] }, 'subjects', 'is for account bob'],
    [
      'that is for many others',
      {
        subjects: [
          bob,
          { kind: 'label', key: 'groups', value: 'ops' },
          ...['a', 'b', 'c', 'd'].map((account) => ({ kind: 'account' as const, account })),
        ],
      },
      'subjects',
      'is for account bob, label groups=ops, account a, account b, account c and 1 more',
    ],
    [
      'that is for everybody signed in',
      { subjects: [{ kind: 'signed-in' }] },
      'subjects',
      'is for everybody who is signed in',
      { account: null },
    ],
    ['that is to come', { notBefore: LATER }, 'notBefore', 'holds from 2026-07-01T00:00:00.000Z, not yet'],
    ['that is over', { notAfter: BEFORE }, 'notAfter', 'held until 2026-05-01T00:00:00.000Z, no longer'],
    [
      'that is for other services',
      { services: ['a', 'b'] },
      'services',
      'is for the service a, b, not registry.example',
    ],
    ['that is for other networks', { cidrs: ['192.0.2.0/24'] }, 'cidrs', 'is for 192.0.2.0/24, not from 10.0.0.7'],
    [
      'that wants an address',
      { cidrs: ['192.0.2.0/24'] },
      'cidrs',
      'is for 192.0.2.0/24, the address is not known',
      { address: null },
    ],
    [
      'that speaks of the name for another account',
      { names: ['${account}/**'] },
      'names',
      'speaks of team/app for account team',
    ],
    [
      'that speaks of the name for another label',
      { names: ['${labels.team}/*', '${account}/${labels.app}'] },
      'names',
      'speaks of team/app for label team=team, account team with label app=app',
    ],
    ['that gives other actions', { role: 'reader' }, 'actions', 'speaks of team/app, but of pull alone'],
    [
      'that gives the action on other names',
      { names: ['teams/**', 'x'] },
      'names',
      'speaks of teams/**, x, not of team/app',
    ],
  ])('%s', (_, binding, condition, message, change = {}) => {
    expect(one({ bindings: [binding] }, change)).toMatchObject({
      isGranted: false,
      near: [{ rule: 'b0', kind: 'binding', failed: [{ condition, message }] }],
      nearTotal: 1,
    });
  });

  test('with every condition that it fails', () => {
    const binding = {
      subjects: [bob],
      notBefore: LATER,
      services: ['a'],
      cidrs: ['192.0.2.0/24'],
      names: ['${account}/**'],
    };
    const near = one({ bindings: [binding] })?.near;
    expect(near?.[0]?.failed.map(({ condition }) => condition)).toEqual([
      'subjects',
      'notBefore',
      'services',
      'cidrs',
      'names',
    ]);
  });

  test('whose role gives it on other names', () => {
    const roles = {
      own: {
        permissions: [
          { type: 'repository', name: 'teams/**', actions: ['push'] },
          { type: 'policy', name: 'default', actions: ['read'] },
        ],
      },
    };
    expect(one({ bindings: [{ role: 'own' }], roles })?.near).toMatchObject([
      { failed: [{ condition: 'names', message: 'speaks of teams/**, not of team/app' }] },
    ]);
  });

  test.each<[string, Rules]>([
    [
      'of another type',
      {
        bindings: [{ role: 'own' }],
        roles: { own: { permissions: [{ type: 'policy', name: '**', actions: ['*'] }] } },
      },
    ],
    ['for others, with other names', { bindings: [{ subjects: [bob], names: ['x/*'] }] }],
    ['for others, with other actions', { bindings: [{ subjects: [bob], role: 'reader' }] }],
    ['that is over, with other actions', { bindings: [{ notAfter: BEFORE, role: 'reader' }] }],
    ['with other names and other actions', { bindings: [{ names: ['x/*'], role: 'reader' }] }],
    ['a denial of other names', { denials: [{ permissions: [{ type: 'repository', name: 'x', actions: ['push'] }] }] }],
  ])('not one %s', (_, rules) => {
    expect(one(rules)).toMatchObject({ near: [], nearTotal: 0, others: [], othersTotal: 0 });
  });
});
