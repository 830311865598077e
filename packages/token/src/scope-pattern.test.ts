import { describe, expect, test } from 'vitest';

import { parsePattern } from './name-pattern.ts';
import { parseScopePattern } from './scope-pattern.ts';

describe('a scope pattern is read', () => {
  test.each([
    ['repository:team/**:pull', 'repository', 'team/**', ['pull']],
    ['repository:team/*:pull,push', 'repository', 'team/*', ['pull', 'push']],
    ['repository:**:*', 'repository', '**', ['*']],
    ['registry:catalog:*', 'registry', 'catalog', ['*']],
  ])('%s', (text, type, name, actions) => {
    const pattern = parsePattern(name);
    expect(pattern.kind).toBe('ok');
    expect(parseScopePattern(text)).toEqual({
      kind: 'ok',
      value: { type, name: pattern.kind === 'ok' && pattern.value, actions },
    });
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
    'repository:team/app:pull:push',
  ])('%j', (text) => {
    expect(parseScopePattern(text).kind).toBe('invalid');
  });
});

test.each([
  ['repository:team', '"repository:team"'],
  ['repo:team/**:pull', 'no resource type "repo"'],
  ['repository:Team/**:pull', '"Team" can be in no name'],
  ['repository:team/app:pull,burn', '"burn" is not an action of a repository'],
])('what is wrong with %s is named: %s', (text, reason) => {
  expect(parseScopePattern(text)).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
});
