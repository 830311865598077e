import { describe, expect, test } from 'vitest';

import { coversScopeAction, parseScopePattern } from './scope-pattern.ts';

function covers(text: string, name: string, action: string, type = 'repository'): boolean {
  const pattern = parseScopePattern(text);
  if (pattern.kind === 'invalid') throw new Error(pattern.reason);
  return coversScopeAction(pattern.value, { type, name }, action);
}

describe('a scope pattern covers', () => {
  test.each([
    ['repository:team/**:pull', 'team/a/b', 'pull', true],
    ['repository:team/**:pull', 'team/a/b', 'push', false],
    ['repository:team/**:pull', 'team', 'pull', false],
    ['repository:team/**:pull', 'teams/a', 'pull', false],
    ['repository:team/*:pull,push', 'team/a', 'push', true],
    ['repository:team/*:pull,push', 'team/a/b', 'push', false],
    ['repository:**:*', 'any/thing', 'delete', true],
    ['repository:team/app:*', 'team/app', 'frobnicate', true],
  ])('%s, of %s, %s: %s', (pattern, name, action, isCovered) => {
    expect(covers(pattern, name, action)).toBe(isCovered);
  });

  test('nothing of another type', () => {
    expect(covers('repository:default:*', 'default', 'write', 'policy')).toBe(false);
    expect(covers('registry:catalog:*', 'catalog', '*', 'registry')).toBe(true);
  });
});

describe('a scope pattern is refused', () => {
  test.each([
    '',
    'repository',
    'repository:team',
    'repository:team:',
    'repository::pull',
    'repository:team/app:pull,',
    'repository:team/app:PULL',
    'repository:Team/**:pull',
    'repository:${account}/**:pull',
    'repository(plugin):team/**:pull',
    'repo:team/**:pull',
    'policy:default:pull',
    'repository:host:5000/app:pull',
    ' repository:team/**:pull',
  ])('%j', (text) => {
    expect(parseScopePattern(text).kind).toBe('invalid');
  });
});
