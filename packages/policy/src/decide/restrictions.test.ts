import { describe, expect, test } from 'vitest';

import { createNameMatcher, permitsAction } from './match-rule.ts';
import { parseRestrictions } from './restrictions.ts';
import { createStepBudget } from './step-budget.ts';

const NO_VALUES = { account: null, labels: new Map() };

function covers(patterns: readonly string[], name: string, action: string, type = 'repository'): boolean {
  const matches = createNameMatcher(name, NO_VALUES, createStepBudget(Infinity));
  return permitsAction(parseRestrictions(patterns) ?? [], { type, name, actions: [action] }, action, matches);
}

describe('a restriction to', () => {
  test.each([
    ['repository:team/**:pull', 'team/a/b', 'pull', true],
    ['repository:team/**:pull', 'team/a/b', 'push', false],
    ['repository:team/**:pull', 'team', 'pull', false],
    ['repository:team/**:pull', 'teams/a', 'pull', false],
    ['repository:team/*:pull,push', 'team/a', 'push', true],
    ['repository:team/*:pull,push', 'team/a/b', 'push', false],
    ['repository:**:*', 'any/thing', 'delete', true],
    ['repository:team/app:*', 'team/app', 'frobnicate', false],
  ])('%s covers of %s %s: %s', (pattern, name, action, isCovered) => {
    expect(covers([pattern], name, action)).toBe(isCovered);
  });

  test('names of one type covers those of no other', () => {
    expect(covers(['repository:default:*'], 'default', 'write', 'policy')).toBe(false);
    expect(covers(['registry:catalog:*'], 'catalog', '*', 'registry')).toBe(true);
  });

  test('several patterns covers what one of them does, and what means nothing covers nothing', () => {
    expect(covers(['repository:a:pull', 'repository:b:push'], 'b', 'push')).toBe(true);
    expect(covers(['repository:a:pull', 'repository:b:push'], 'b', 'pull')).toBe(false);
    expect(covers(['repository:b', 'nonsense'], 'b', 'pull')).toBe(false);
    expect(covers([], 'b', 'pull')).toBe(false);
  });
});

test('no restriction is another thing than one to nothing', () => {
  expect(parseRestrictions(null)).toBeNull();
  expect(parseRestrictions([])).toEqual([]);
  expect(parseRestrictions(['nonsense'])).toEqual([]);
});
