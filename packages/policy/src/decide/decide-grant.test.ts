import { compiled, decide, type PlainRequest } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { decideGrant } from './decide-grant.ts';
import { DEFAULT_POLICY } from '../default-policy.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';

const REQUEST: PlainRequest = {
  account: 'alice',
  labels: {},
  address: '10.0.0.7',
  service: 'registry.example',
  type: 'repository',
  name: 'team/app',
  now: '2026-06-01T00:00:00Z',
};

function policy(bindings: Binding[], denials: Denial[] = []): PolicyDocument {
  return { schema: 1, defaults: false, roles: {}, bindings, denials };
}

const reader: Binding = { id: 'read', role: 'reader', subjects: [{ kind: 'everyone' }] };
const writer: Binding = { id: 'write', role: 'writer', subjects: [{ kind: 'account', account: 'alice' }] };
const freeze: Denial = {
  id: 'freeze',
  subjects: [{ kind: 'everyone' }],
  permissions: [{ type: 'repository', name: 'team/**', actions: ['push', 'delete'] }],
};

describe('the default policy', () => {
  const ALL = ['delete', 'pull', 'push'];
  test.each([
    ['an account owns its name space', 'alice', {}, 'alice/app', ALL, 'default:own-namespace'],
    ['at any depth', 'alice', {}, 'alice/a/b', ALL, 'default:own-namespace'],
    ['but not a repository of its bare name', 'alice', {}, 'alice', [], null],
    ['nor another’s', 'alice', {}, 'bob/app', [], null],
    ['nor one that begins like it', 'alice', {}, 'alice2/app', [], null],
    [
      'public is pulled and pushed by the signed-in',
      'alice',
      {},
      'public/app',
      ['pull', 'push'],
      'default:public-pull',
    ],
    ['and pulled by everyone', null, {}, 'public/app', ['pull'], 'default:public-pull'],
    ['anonymous has nothing else', null, {}, 'alice/app', [], null],
    [
      'an administrator has everything',
      'root',
      { groups: ['administrators'] },
      'bob/app',
      ALL,
      'default:administrators',
    ],
    ['another group has nothing', 'root', { groups: ['admins'] }, 'bob/app', [], null],
    ['nor another label of that value', 'root', { team: ['administrators'] }, 'bob/app', [], null],
  ])('%s: %s %o on %s', (_, account, labels, name, granted, rule) => {
    expect(decide(DEFAULT_POLICY, { ...REQUEST, account, labels, name }, ['*'])).toMatchObject({ granted, rule });
  });

  test.each([
    ['registry', 'catalog', ['*']],
    ['policy', 'default', ['read', 'write']],
    ['identity', 'default', ['read', 'write']],
    ['gc', 'default', ['read', 'restore', 'run']],
    ['audit', 'default', ['read']],
  ])('%s:%s is for administrators alone', (type, name, granted) => {
    const request = { ...REQUEST, type, name };
    const administrator = { ...request, labels: { groups: ['administrators'] } };
    expect(decide(DEFAULT_POLICY, administrator, ['*']).granted).toEqual(granted);
    expect(decide(DEFAULT_POLICY, request, ['*']).granted).toEqual([]);
    expect(decide(DEFAULT_POLICY, { ...administrator, name: 'other' }, ['*']).granted).toEqual([]);
  });

  test('`"defaults": false` switches it off', () => {
    expect(decide(policy([]), { ...REQUEST, name: 'alice/app' }, ['pull'])).toMatchObject({ granted: [], rule: null });
  });

  test('own bindings stand beside it', () => {
    const both = { ...DEFAULT_POLICY, bindings: [writer] };
    expect(decide(both, REQUEST, ['*']).granted).toEqual(['pull', 'push']);
    expect(decide(both, { ...REQUEST, name: 'alice/app' }, ['delete']).granted).toEqual(['delete']);
  });
});

test.each(['policy', 'identity', 'gc', 'audit'])(
  'nobody without an account has anything of %s, whatever a binding says',
  (type) => {
    const everyone = policy([{ id: 'all', role: 'administrator', subjects: [{ kind: 'everyone' }] }]);
    const asked = { ...REQUEST, type, name: 'default' };
    expect(decide(everyone, { ...asked, account: null }, ['read'])).toMatchObject({ granted: [], rule: null });
    expect(decide(everyone, asked, ['read'])).toMatchObject({ granted: ['read'], rule: 'all' });
  },
);

describe('decideGrant', () => {
  test.each([
    ['granted whole', ['pull'], ['pull'], 'read', 'pull granted by binding read'],
    [
      'granted in part',
      ['push', 'delete', 'pull', 'push'],
      ['pull', 'push'],
      'read',
      'delete granted by no binding; pull granted by binding read; push granted by binding write',
    ],
    ['not granted', ['delete'], [], null, 'delete granted by no binding'],
    ['an action that doesn’t exist', ['fly'], [], null, 'fly granted by no binding'],
  ])('says why: %s', (_, actions, granted, rule, reason) => {
    expect(decide(policy([reader, writer]), REQUEST, actions)).toEqual({ granted, rule, reason });
  });

  test('a denial wins, and is the rule that is named', () => {
    expect(decide(policy([reader, writer], [freeze]), REQUEST, ['pull', 'push', 'delete'])).toEqual({
      granted: ['pull'],
      rule: 'freeze',
      reason: 'delete, push refused by denial freeze; pull granted by binding read',
    });
  });

  test('a denial is named before any binding, whatever their ids', () => {
    for (const id of ['a', 'z']) {
      expect(decide(policy([reader], [{ ...freeze, id }]), REQUEST, ['pull', 'push']).rule).toBe(id);
    }
  });

  test('a denial of other actions is not named', () => {
    expect(decide(policy([reader], [freeze]), REQUEST, ['pull'])).toMatchObject({ granted: ['pull'], rule: 'read' });
  });

  test('of several rules the first by id is named, whatever the order in the document', () => {
    const [a, b] = [
      { ...reader, id: 'a' },
      { ...reader, id: 'b' },
    ];
    const [x, y] = [
      { ...freeze, id: 'x' },
      { ...freeze, id: 'y' },
    ];
    expect(decide(policy([b, a]), REQUEST, ['pull']).rule).toBe('a');
    expect(decide(policy([a, b], [y, x]), REQUEST, ['push']).rule).toBe('x');
    expect(
      decide(
        policy([
          { ...writer, id: 'z' },
          { ...reader, id: 'zz' },
        ]),
        REQUEST,
        ['pull', 'push'],
      ).rule,
    ).toBe('z');
  });

  test.each([
    ['policy', 'catalog'],
    ['registry', 'default'],
    ['audit', 'a'],
  ])('a name that the type doesn’t have is granted nothing: %s:%s', (type, name) => {
    const everything = policy([{ id: 'all', role: 'all', subjects: [{ kind: 'everyone' }] }]);
    const permissions = [{ type, name: '**', actions: ['*'] }];
    const document = { ...everything, roles: { all: { permissions } } };
    expect(decide(document, { ...REQUEST, type, name }, ['*', 'read'])).toMatchObject({
      granted: [],
      rule: null,
      reason: expect.stringContaining(`is no name of the type ${type}`),
    });
  });

  test('a type that doesn’t exist is granted nothing', () => {
    const administrator: Binding = { ...reader, role: 'administrator' };
    expect(decide(policy([administrator]), { ...REQUEST, type: 'constructor' }, ['*'])).toEqual({
      granted: [],
      rule: null,
      reason: '* granted by no binding',
    });
  });

  test('no action asked, none granted', () => {
    expect(decide(policy([reader]), REQUEST, [])).toEqual({
      granted: [],
      rule: null,
      reason: 'no action was asked for',
    });
  });

  test.each([
    ['Team/app'],
    ['team//app'],
    ['team/app:tag'],
    ['host.example:5000/team/app'],
    ['team/**'],
    ['a'.repeat(256)],
  ])('a malformed name is granted nothing: %s', (name) => {
    expect(decide(policy([reader]), { ...REQUEST, name }, ['pull'])).toEqual({
      granted: [],
      rule: null,
      reason: expect.stringContaining('repository name'),
    });
  });
});

describe('a restricted credential', () => {
  const open = policy([reader, writer], [freeze]);

  test.each([
    ['has what policy and restriction both give', ['repository:prod/**:pull'], 'prod/app', ['pull'], 'read'],
    [
      'has what any of its restrictions covers',
      ['gc:default:*', 'repository:*/app:*'],
      'prod/app',
      ['pull', 'push'],
      'read',
    ],
    ['has nothing beyond them', ['repository:team/*:*'], 'prod/app', [], null],
    ['has nothing of another type', ['gc:default:*'], 'prod/app', [], null],
    ['has nothing with an empty list', [], 'prod/app', [], null],
    ['has nothing by a pattern that means nothing', ['repository:${account}/**:*', ''], 'prod/app', [], null],
    ['is denied what everybody is', ['repository:**:*'], 'team/app', ['pull'], 'freeze'],
  ])('%s: %j', (_, restrictions, name, granted, rule) => {
    expect(decide(open, { ...REQUEST, name }, ['*'], restrictions)).toMatchObject({ granted, rule });
  });

  test('is told which of it is to blame, policy or restriction', () => {
    expect(decide(open, REQUEST, ['*'], ['repository:**:push']).reason).toBe(
      'delete, push refused by denial freeze; pull beyond what the credential is restricted to, though granted by binding read',
    );
  });
});

test.each([
  ['pull', 'push'],
  ['push', 'pull'],
])('the denial of %s is named before the binding that gives %s, whatever their ids', (denied, given) => {
  const binding: Binding = { ...writer, id: 'a' };
  const denial: Denial = { ...freeze, id: 'z', permissions: [{ type: 'repository', name: '**', actions: [denied] }] };
  expect(decide(policy([binding], [denial]), REQUEST, ['pull', 'push'])).toMatchObject({
    granted: [given],
    rule: 'z',
  });
});

test('every look at a rule is paid for, for each action that is asked for', () => {
  const costWith = (subjects: Binding['subjects']): number => {
    let spent = 0;
    const budget = { spend: (steps: number) => (spent += steps), isExhausted: () => false };
    const caller = { account: 'alice', labels: new Map(), address: null, service: 'registry.example' };
    const scope = { type: 'repository', name: 'team/app', actions: ['push', 'delete'] };
    const document = policy([{ ...reader, subjects }]);
    decideGrant(compiled(document), { caller, scope, restrictions: null }, new Date(REQUEST.now), budget);
    return spent;
  };
  const [first, second] = [
    { kind: 'account' as const, account: 'bob' },
    { kind: 'account' as const, account: 'carol' },
  ];
  expect(costWith([...reader.subjects, first, second]) - costWith(reader.subjects)).toBe(2 * 2);
});
