import { compiled } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import type { Binding, PolicyDocument } from '../policy-document.ts';
import { createStepBudget } from '../decide/step-budget.ts';
import { whoCan, type WhoCanAnswer, type WhoCanQuestion } from './who-can.ts';

const PUSH = { type: 'repository', name: 'team/app', action: 'push' };
const NOW = new Date('2026-06-01T00:00:00Z');
const LONG_NAME = 'abcdefghijklmnopqrstuvwxyz0123456789';

function documentOf(bindings: Partial<Binding>[]): PolicyDocument {
  return {
    schema: 1,
    defaults: false,
    roles: {},
    bindings: bindings.map((one, index) => ({
      id: `b${index}`,
      role: 'writer',
      subjects: [{ kind: 'everyone' }],
      ...one,
    })),
    denials: [],
  };
}

type Answered = Extract<WhoCanAnswer, { kind: 'answered' }>;

function ask(document: PolicyDocument, question: Partial<WhoCanQuestion> = {}): Answered {
  const answer = whoCan(compiled(document), { ...PUSH, ...question }, NOW, createStepBudget(1_000_000));
  if (answer.kind !== 'answered') throw new Error(answer.kind);
  return answer;
}

function ownRole(roleName: string, bindingName: string): PolicyDocument {
  return {
    ...documentOf([{ role: 'own', names: [bindingName] }]),
    roles: { own: { permissions: [{ type: 'repository', name: roleName, actions: ['push'] }] } },
  };
}

const namesOf = (key: string, length: number): string[] =>
  Array.from({ length }, (_, index) => `\${labels.${key}${index}}/**`);

/** Steps that the question takes. */
function costOf(bindings: Partial<Binding>[], name = 'team/app'): number {
  let spent = 0;
  const budget = { spend: (steps: number) => (spent += steps), isExhausted: () => false };
  whoCan(compiled(documentOf(bindings)), { ...PUSH, name }, NOW, budget);
  return spent;
}

const repeat = <T>(one: T, count: number): T[] => Array.from({ length: count }, () => one);

test('a rule costs a look, though it is over', () => {
  expect(costOf(repeat({ notAfter: '2026-05-01T00:00:00Z' }, 1000))).toBeGreaterThanOrEqual(1000);
});

test('a name costs a look, though it stood before', () => {
  expect(costOf([{ names: repeat('other/app', 1000) }])).toBeGreaterThanOrEqual(1000);
});

test('a pattern costs the work of solving it, once for all the rules that have it', () => {
  const names = ['*${labels.a}*${labels.b}*'];
  const once = costOf([{ names }], LONG_NAME);
  expect(once).toBeGreaterThan(5000);
  expect(costOf(repeat({ names }, 100), LONG_NAME)).toBeLessThan(costOf([{}], LONG_NAME) + 100 * 1010 + once);
});

test('subjects cost as many steps as there are ways for each', () => {
  const ways = namesOf('b', 100);
  const subjects = Array.from({ length: 100 }, (_, index) => ({ kind: 'account' as const, account: `a${index}` }));
  const each = costOf([{ names: ways }]) + costOf([{ subjects }]);
  expect(costOf([{ names: ways, subjects }])).toBeGreaterThanOrEqual(each + 9000);
});

describe('what can’t be answered', () => {
  const empty = compiled(documentOf([{}]));

  test('a malformed name', () => {
    const answer = whoCan(empty, { ...PUSH, name: 'a//b' }, NOW, createStepBudget(1000));
    expect(answer).toEqual({ kind: 'malformed-name', reason: expect.any(String) });
  });

  test('a name that its type doesn’t have', () => {
    const question = { type: 'policy', name: 'catalog', action: 'read' };
    expect(whoCan(empty, question, NOW, createStepBudget(1000))).toMatchObject({ kind: 'malformed-name' });
  });

  test('more work than there is a budget for', () => {
    expect(whoCan(empty, PUSH, NOW, createStepBudget(1))).toEqual({ kind: 'exhausted' });
  });

  test('a pattern of too many solutions is told of', () => {
    const names = [`*\${labels.a}*\${labels.b}*`, '*/*'];
    const name = LONG_NAME;
    const answer = ask(documentOf([{ names }, { names: ['*'] }]), { name });
    expect(answer.incomplete).toEqual(['b0']);
    expect(answer.bindings.filter(({ rule }) => rule === 'b1')).toHaveLength(1);
  });

  test('so are two patterns that have too many together', () => {
    const name = 'abcdefghijklmnopqrst/abcdefghijklmnopqrst';
    const document = ownRole('*/*${labels.b}*', '*${labels.a}*/*');
    expect(ask(document, { name }).incomplete).toEqual(['b0']);
  });

  test('a pattern is not where the role doesn’t speak of the name', () => {
    const heavy = `*\${labels.a}*\${labels.b}*`;
    const name = LONG_NAME;
    expect(ask(ownRole(heavy, '*'), { name }).incomplete).toEqual(['b0']);
    expect(ask(ownRole('other/*', heavy), { name })).toMatchObject({ bindings: [], incomplete: [] });
  });

  test.each([
    [40, []],
    [41, ['b0']],
  ])('of 25 names of the role together with %i of the binding a thousand are looked at', (count, incomplete) => {
    const permissions = namesOf('r', 25).map((name) => ({ type: 'repository', name, actions: ['push'] }));
    const document = { ...documentOf([{ role: 'own', names: namesOf('b', count) }]), roles: { own: { permissions } } };
    const answer = ask(document);
    expect(answer.bindings).toHaveLength(1000);
    expect(answer.incomplete).toEqual(incomplete);
  });
});
