import { describe, expect, test } from 'vitest';
import { actionsOf, formatResource, formatScope, SCOPE_ACTIONS } from './scope.ts';

test('the types and actions are those of the design, sorted', () => {
  expect(SCOPE_ACTIONS).toEqual({
    repository: ['delete', 'pull', 'push'],
    registry: ['*'],
    policy: ['read', 'write'],
    identity: ['read', 'write'],
    gc: ['read', 'restore', 'run'],
    audit: ['read'],
  });
});

test('nobody changes them by accident', () => {
  expect(Object.isFrozen(SCOPE_ACTIONS)).toBe(true);
  expect(Object.values(SCOPE_ACTIONS).every((actions) => Object.isFrozen(actions))).toBe(true);
});

describe('actionsOf', () => {
  test.each(['', 'constructor', 'toString', '__proto__', 'hasOwnProperty', 'Repository'])('%j has none', (type) => {
    expect(actionsOf(type)).toEqual([]);
  });

  test('repository has three', () => {
    expect(actionsOf('repository')).toEqual(['delete', 'pull', 'push']);
  });
});

describe('formatScope', () => {
  test.each([
    [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }, 'repository:team/app:pull,push'],
    [{ type: 'repository', class: 'plugin', name: 'a', actions: ['pull'] }, 'repository(plugin):a:pull'],
    [{ type: 'registry', name: 'catalog', actions: ['*'] }, 'registry:catalog:*'],
    [{ type: 'repository', name: 'a', actions: [] }, 'repository:a:'],
  ])('writes %o as %s', (scope, text) => {
    expect(formatScope(scope)).toBe(text);
  });
});

test('formatResource tells a class apart', () => {
  expect(formatResource({ type: 'repository', name: 'a' })).toBe('repository:a');
  expect(formatResource({ type: 'repository', class: 'plugin', name: 'a' })).toBe('repository(plugin):a');
});
