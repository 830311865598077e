import { expect, test } from 'vitest';

import { decideAccess } from './decide-access.ts';

const scope = (name: string, actions: string[]) => ({ type: 'repository', name, actions });
const decision = (name: string, granted: string[]) => ({ type: 'repository', name, granted });

test('each scope is granted as the subset that the policy allows, in the order of the request', () => {
  const requested = [scope('b/b', ['pull', 'push']), scope('a/a', ['pull'])];
  expect(decideAccess(requested, [decision('b/b', ['pull']), decision('a/a', ['pull'])])).toEqual({
    kind: 'ok',
    access: [
      { type: 'repository', name: 'b/b', actions: ['pull'] },
      { type: 'repository', name: 'a/a', actions: ['pull'] },
    ],
  });
});

test('a scope with nothing granted is left out', () => {
  const requested = [scope('a/a', ['pull']), scope('b/b', ['pull'])];
  const decided = decideAccess(requested, [decision('a/a', []), decision('b/b', ['pull'])]);
  expect(decided).toEqual({ kind: 'ok', access: [{ type: 'repository', name: 'b/b', actions: ['pull'] }] });
});

test('"*" asks for every action of a repository', () => {
  expect(decideAccess([scope('a/a', ['*'])], [decision('a/a', ['push', 'pull', 'delete'])])).toEqual({
    kind: 'ok',
    access: [{ type: 'repository', name: 'a/a', actions: ['delete', 'pull', 'push'] }],
  });
});

test('"*" is itself the action of the catalog', () => {
  const catalog = { type: 'registry', name: 'catalog' };
  expect(decideAccess([{ ...catalog, actions: ['*'] }], [{ ...catalog, granted: ['*'] }])).toEqual({
    kind: 'ok',
    access: [{ ...catalog, actions: ['*'] }],
  });
});

test('a class stays with its resource', () => {
  const plugin = { type: 'repository', class: 'plugin', name: 'a/a' };
  expect(decideAccess([{ ...plugin, actions: ['pull'] }], [{ ...plugin, granted: ['pull'] }])).toEqual({
    kind: 'ok',
    access: [{ ...plugin, actions: ['pull'] }],
  });
});

test.each([
  ['no scope answered', []],
  ['a scope too many', [decision('a/a', ['pull']), decision('a/a', ['pull'])]],
  ['another name', [decision('b/b', ['pull'])]],
  ['another type', [{ type: 'registry', name: 'a/a', granted: ['pull'] }]],
  ['another class', [{ type: 'repository', class: 'plugin', name: 'a/a', granted: ['pull'] }]],
  ['an action that nobody asked for', [decision('a/a', ['pull', 'push'])]],
  ['every action where one was asked for', [decision('a/a', ['*'])]],
  ['an action that does not exist', [decision('a/a', ['frob'])]],
])('an answer with %s is a fault', (_title, decisions) => {
  expect(decideAccess([scope('a/a', ['pull'])], decisions)).toEqual({ kind: 'fault', reason: expect.any(String) });
});
