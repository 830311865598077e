import { expect, test } from 'vitest';

import { requestedActions } from './requested-actions.ts';

test.each([
  ['repository', ['push', 'pull', 'push'], ['pull', 'push']],
  ['repository', ['*'], ['delete', 'pull', 'push']],
  ['repository', ['*', 'pull', 'fly'], ['delete', 'fly', 'pull', 'push']],
  ['registry', ['*'], ['*']],
  ['ship', ['*', 'sail'], ['*', 'sail']],
  ['repository', [], []],
])('of a %s, %j asks for %j', (type, actions, requested) => {
  expect(requestedActions({ type, name: 'x', actions })).toEqual(requested);
});
