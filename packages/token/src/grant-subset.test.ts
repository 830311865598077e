import { expect, test } from 'vitest';
import { grantSubset } from './grant-subset.ts';

test.each([
  ['repository', ['pull', 'push'], ['pull'], ['pull']],
  ['repository', ['pull'], ['pull', 'push'], ['pull']],
  ['repository', ['push', 'pull'], ['push', 'pull'], ['pull', 'push']],
  ['repository', ['push'], ['pull'], []],
  ['repository', ['pull'], [], []],
  ['repository', [], ['pull'], []],
  ['repository', ['*'], ['pull', 'push'], ['pull', 'push']],
  ['repository', ['*'], [], []],
  ['repository', ['pull'], ['*'], ['pull']],
  ['repository', ['*'], ['*'], ['delete', 'pull', 'push']],
  ['repository', ['*'], ['read', 'write'], []],
  ['repository', ['admin'], ['admin'], []],
  ['registry', ['*'], ['*'], ['*']],
  ['registry', ['*'], ['pull'], []],
  ['policy', ['read', 'write'], ['*'], ['read', 'write']],
  ['gc', ['run'], ['read', 'run'], ['run']],
  ['constructor', ['*'], ['*'], []],
  ['blob', ['pull'], ['pull'], []],
])('of a %s with %j asked and %j allowed: %j', (type, actions, allowed, granted) => {
  expect(grantSubset({ type, name: 'default', actions }, allowed)).toEqual(granted);
});
