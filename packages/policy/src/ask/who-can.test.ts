import { compiled } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { address, network } from '../../test/grant-request.ts';
import type { Binding, Denial, PolicyDocument, PolicySubject } from '../policy-document.ts';
import { createStepBudget } from '../decide/step-budget.ts';
import { findTakenAway } from './who-can-denials.ts';
import { whoCan, type WhoCanAnswer, type WhoCanEntry, type WhoCanQuestion } from './who-can.ts';

const plenty = createStepBudget(Infinity);
const NOW = new Date('2026-06-01T00:00:00Z');
const PUSH = { type: 'repository', name: 'team/app', action: 'push' };
const everyone: PolicySubject = { kind: 'everyone' };
const signedIn: PolicySubject = { kind: 'signed-in' };
const account = (name: string): PolicySubject => ({ kind: 'account', account: name });
const label = (key: string, value: string): PolicySubject => ({ kind: 'label', key, value });

function documentOf(bindings: Partial<Binding>[], denials: Partial<Denial>[] = []): PolicyDocument {
  return {
    schema: 1,
    defaults: false,
    roles: {},
    bindings: bindings.map((one, index) => ({ id: `b${index}`, role: 'writer', subjects: [everyone], ...one })),
    denials: denials.map((one, index) => ({
      id: `d${index}`,
      subjects: [everyone],
      permissions: [{ type: 'repository', name: '**', actions: ['push'] }],
      ...one,
    })),
  };
}

type Answered = Extract<WhoCanAnswer, { kind: 'answered' }>;

function ask(document: PolicyDocument, question: Partial<WhoCanQuestion> = {}): Answered {
  const answer = whoCan(compiled(document), { ...PUSH, ...question }, NOW, createStepBudget(1_000_000));
  if (answer.kind !== 'answered') throw new Error(answer.kind);
  return answer;
}

const callersOf = (binding: Partial<Binding>): unknown =>
  ask(documentOf([binding])).bindings.map(({ callers }) => callers);

function ownRole(roleName: string, bindingName: string): PolicyDocument {
  return {
    ...documentOf([{ role: 'own', names: [bindingName] }]),
    roles: { own: { permissions: [{ type: 'repository', name: roleName, actions: ['push'] }] } },
  };
}

function takenAway(binding: Partial<Binding>, denial: Partial<Denial>): unknown {
  const { bindings, denials } = ask(documentOf([binding], [denial]));
  const [entry] = bindings;
  return entry && findTakenAway(entry, denials, plenty).isTakenAway;
}

describe('the callers of a binding', () => {
  test.each<[string, Partial<Binding>, unknown[]]>([
    ['everyone', {}, [{ kind: 'everyone', labels: [] }]],
    ['everybody signed in', { subjects: [signedIn] }, [{ kind: 'signed-in', labels: [] }]],
    ['one account', { subjects: [account('bob')] }, [{ kind: 'account', account: 'bob', labels: [] }]],
    [
      'each of two accounts',
      { subjects: [account('eve'), account('bob')] },
      [
        { kind: 'account', account: 'bob', labels: [] },
        { kind: 'account', account: 'eve', labels: [] },
      ],
    ],
    [
      'a label’s value',
      { subjects: [label('groups', 'dev')] },
      [{ kind: 'label', labels: [{ key: 'groups', value: 'dev' }] }],
    ],
    [
      'the account that its names ask for',
      { names: ['${account}/**'] },
      [{ kind: 'account', account: 'team', labels: [] }],
    ],
    [
      'that account, where signed in is asked for too',
      { names: ['${account}/**'], subjects: [signedIn] },
      [{ kind: 'account', account: 'team', labels: [] }],
    ],
    ['nobody, where another account is', { names: ['${account}/**'], subjects: [account('bob')] }, []],
    [
      'the label that its names ask for',
      { names: ['${labels.team}/*'] },
      [{ kind: 'label', labels: [{ key: 'team', value: 'team' }] }],
    ],
    [
      'the label beside the subject’s',
      { names: ['${labels.team}/*'], subjects: [label('groups', 'dev'), signedIn] },
      [
        {
          kind: 'label',
          labels: [
            { key: 'groups', value: 'dev' },
            { key: 'team', value: 'team' },
          ],
        },
        { kind: 'signed-in', labels: [{ key: 'team', value: 'team' }] },
      ],
    ],
    [
      'each once',
      { names: ['${labels.team}/*', '${labels.team}/app'], subjects: [everyone, everyone] },
      [{ kind: 'label', labels: [{ key: 'team', value: 'team' }] }],
    ],
    [
      'anybody, where one of its names asks for nothing',
      { names: ['${account}/**', 'team/**'] },
      [{ kind: 'everyone', labels: [] }],
    ],
    ['nobody, of other names', { names: ['other/**'] }, []],
    ['nobody, of another role', { role: 'reader' }, []],
  ])('are %s', (_, binding, expected) => {
    expect(callersOf(binding)).toEqual(expected);
  });

  test('have what the role’s names ask for too, at once with the binding’s', () => {
    expect(ask(ownRole('${labels.team}/*', '*/${labels.team}')).bindings).toMatchObject([
      {
        callers: {
          kind: 'label',
          labels: [
            { key: 'team', value: 'app' },
            { key: 'team', value: 'team' },
          ],
        },
      },
    ]);
    expect(ask(ownRole('${account}/*', '*/${account}')).bindings).toEqual([]);
    expect(ask(ownRole('${account}/*', '${account}/*')).bindings).toMatchObject([{ callers: { account: 'team' } }]);
  });

  test('are nobody where the name would be of an account that there can’t be', () => {
    expect(ask(documentOf([{ names: ['${account}/**'] }]), { name: 'public/app' }).bindings).toEqual([]);
  });
});

describe('conditions', () => {
  const binding = {
    notAfter: '2026-07-01T02:00:00+02:00',
    services: ['registry.example', 'other'],
    cidrs: ['10.0.0.0/8', '2001:db8::/32'],
  };

  test('that the question leaves open are named', () => {
    expect(ask(documentOf([binding])).bindings).toEqual([
      {
        rule: 'b0',
        callers: { kind: 'everyone', labels: [] },
        conditions: {
          notAfter: '2026-07-01T00:00:00.000Z',
          services: ['other', 'registry.example'],
          networks: [network('10.0.0.0/8'), network('2001:db8::/32')],
        },
        isInForce: true,
      },
    ]);
  });

  test('that the question meets are not, and a rule whose conditions it doesn’t meet isn’t there', () => {
    const given = { service: 'other', address: address('10.0.0.7') };
    expect(ask(documentOf([binding]), given).bindings).toMatchObject([
      { conditions: { notAfter: '2026-07-01T00:00:00.000Z' } },
    ]);
    expect(ask(documentOf([binding]), given).bindings[0]?.conditions).not.toHaveProperty('services');
    expect(ask(documentOf([binding]), given).bindings[0]?.conditions).not.toHaveProperty('networks');
    expect(ask(documentOf([binding]), { ...given, service: 'third' }).bindings).toEqual([]);
    expect(ask(documentOf([binding]), { ...given, address: address('192.0.2.1') }).bindings).toEqual([]);
    expect(ask(documentOf([{}]), given).bindings).toHaveLength(1);
  });

  test.each([
    ['2026-05-31T23:59:59.999Z', 0],
    ['2026-06-01T00:00:00Z', 1],
  ])('a rule that held until %s has %i entries', (notAfter, count) => {
    expect(ask(documentOf([{ notAfter }])).bindings).toHaveLength(count);
  });

  test('a rule to come is there, and marked', () => {
    expect(ask(documentOf([{ notBefore: '2026-06-01T00:00:00.001Z' }])).bindings).toMatchObject([
      { isInForce: false, conditions: { notBefore: '2026-06-01T00:00:00.001Z' } },
    ]);
    expect(ask(documentOf([{ notBefore: '2026-06-01T00:00:00Z' }])).bindings).toMatchObject([
      { isInForce: true, conditions: {} },
    ]);
  });
});

const fromNetworks = (...networks: string[]): WhoCanEntry => ({
  rule: 'r',
  callers: { kind: 'everyone', labels: [] },
  conditions: { networks: networks.map(network) },
  isInForce: true,
});

describe('denials', () => {
  const SOON = { notBefore: '2026-07-01T00:00:00Z' };

  test.each<[string, Partial<Binding>, Partial<Denial>]>([
    ['everyone', {}, {}],
    ['an account, from everybody signed in', { subjects: [account('bob')] }, { subjects: [signedIn] }],
    ['everybody signed in, from the same', { subjects: [signedIn] }, { subjects: [signedIn] }],
    ['an account, from itself', { subjects: [account('bob')] }, { subjects: [account('bob')] }],
    ['a label, from everybody signed in', { subjects: [label('a', 'b')] }, { subjects: [signedIn] }],
    ['a label, from itself', { subjects: [label('a', 'b')] }, { subjects: [label('a', 'b')] }],
    ['one service of two', { services: ['a'] }, { services: ['a', 'b'] }],
    ['one service, from all', { services: ['a'] }, {}],
    ['a network in a network', { cidrs: ['10.1.0.0/16'] }, { cidrs: ['10.0.0.0/8'] }],
    ['a network, from itself', { cidrs: ['10.0.0.0/8'] }, { cidrs: ['10.0.0.0/8'] }],
    ['a network in one of two', { cidrs: ['10.1.0.0/16'] }, { cidrs: ['192.0.2.0/24', '10.0.0.0/8'] }],
    ['a network, from all', { cidrs: ['10.0.0.0/8'] }, {}],
  ])('take it away wholly: %s', (_, binding, denial) => {
    expect(takenAway(binding, denial)).toBe('wholly');
  });

  test.each<[string, Partial<Binding>, Partial<Denial>]>([
    ['everyone, from one account', {}, { subjects: [account('bob')] }],
    ['everyone, from everybody signed in', {}, { subjects: [signedIn] }],
    ['a label, from another label', { subjects: [label('a', 'b')] }, { subjects: [label('a', 'c')] }],
    ['a label, from the same value of another', { subjects: [label('a', 'b')] }, { subjects: [label('c', 'b')] }],
    ['an account, from a label', { subjects: [account('bob')] }, { subjects: [label('a', 'b')] }],
    ['a label, from an account', { subjects: [label('a', 'b')] }, { subjects: [account('bob')] }],
    ['one service of any', {}, { services: ['a'] }],
    ['one service of two', { services: ['a', 'b'] }, { services: ['b'] }],
    [
      'one service of two in a network',
      { services: ['a', 'b'], cidrs: ['10.0.0.0/8'] },
      { services: ['a'], cidrs: ['10.0.0.0/8'] },
    ],
    ['a network of any', {}, { cidrs: ['10.0.0.0/8'] }],
    ['one network of two', { cidrs: ['10.0.0.0/8', '192.0.2.0/24'] }, { cidrs: ['10.0.0.0/8'] }],
    ['a network of a network', { cidrs: ['10.0.0.0/8'] }, { cidrs: ['10.1.0.0/16'] }],
  ])('take it away partly: %s', (_, binding, denial) => {
    expect(takenAway(binding, denial)).toBe('partly');
  });

  test.each<[string, Partial<Binding>, Partial<Denial>]>([
    ['another account', { subjects: [account('bob')] }, { subjects: [account('eve')] }],
    ['another service', { services: ['a'] }, { services: ['b'] }],
    [
      'another service in the same network',
      { services: ['a'], cidrs: ['10.0.0.0/8'] },
      { services: ['b'], cidrs: ['10.0.0.0/8'] },
    ],
    ['another network', { cidrs: ['10.0.0.0/8'] }, { cidrs: ['192.0.2.0/24', '::/0'] }],
    ['another name', {}, { permissions: [{ type: 'repository', name: 'other/*', actions: ['push'] }] }],
    ['another action', {}, { permissions: [{ type: 'repository', name: '**', actions: ['pull'] }] }],
    ['another time', {}, SOON],
  ])('take nothing away: %s', (_, binding, denial) => {
    expect(takenAway(binding, denial)).toBe('no');
  });

  test('of everybody without a condition leave nobody', () => {
    const isDeniedToAll = (denial: Partial<Denial>): boolean => ask(documentOf([{}], [denial])).isDeniedToAll;
    expect(isDeniedToAll({})).toBe(true);
    expect(isDeniedToAll({ subjects: [signedIn] })).toBe(false);
    expect(isDeniedToAll({ services: ['a'] })).toBe(false);
    expect(isDeniedToAll({ cidrs: ['10.0.0.0/8'] })).toBe(false);
    expect(isDeniedToAll(SOON)).toBe(false);
    expect(ask(documentOf([{}], [{ services: ['a'] }]), { service: 'a' }).isDeniedToAll).toBe(true);
  });

  test('of a smaller network that begins alike take a part', () => {
    expect(findTakenAway(fromNetworks('10.0.0.0/8'), [fromNetworks('10.0.0.0/16')], plenty).isTakenAway).toBe('partly');
  });

  test('cost the comparison of their networks, and are given up when there is no budget for it', () => {
    const networks = Array.from({ length: 100 }, (_, index) => `10.${index}.0.0/16`);
    const others = Array.from({ length: 100 }, (_, index) => `11.${index}.0.0/16`);
    const denials = Array.from({ length: 1000 }, () => fromNetworks(...others));
    let [left, pairs] = [50_000, 0];
    const spend = (steps: number): void => {
      left -= steps;
      pairs += 1;
    };
    findTakenAway(fromNetworks(...networks), denials, { spend, isExhausted: () => left < 0 });
    expect(left).toBeLessThan(0);
    expect(pairs).toBe(1000);
  });

  test('are named up to twenty, and counted', () => {
    const denials = Array.from({ length: 21 }, () => ({ subjects: [account('bob'), account('eve')] }));
    const answer = ask(documentOf([{}], denials));
    const [entry] = answer.bindings;
    const taken = entry && findTakenAway(entry, answer.denials, plenty);
    expect(taken?.denials).toHaveLength(20);
    expect(taken?.denialsTotal).toBe(21);
  });
});
