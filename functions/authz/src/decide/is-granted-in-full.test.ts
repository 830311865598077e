import { expect, test } from 'vitest';

import { isGrantedInFull } from './is-granted-in-full.ts';

test.each([
  [['pull'], ['pull'], true],
  [['pull', 'pull'], ['pull'], true],
  [['*'], ['delete', 'pull', 'push'], true],
  [['*'], ['pull', 'push'], false],
  [['*', 'fly'], ['delete', 'pull', 'push'], false],
  [['pull', 'push'], ['pull'], false],
  [['pull'], [], false],
  [[''], ['pull'], false],
  [[], [], false],
  [[], ['pull'], false],
])('asked for %j and granted %j: %s', (requested, granted, isFull) => {
  const resource = { type: 'repository', name: 'team/app' };
  expect(isGrantedInFull({ ...resource, requested, granted, rule: null, reason: '' })).toBe(isFull);
});
