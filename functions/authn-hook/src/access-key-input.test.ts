import { expect, test } from 'vitest';

import { accessKeyInput } from './access-key-input.ts';

const whole = {
  name: 'ci of team/app',
  scopes: ['repository:team/**:pull,push'],
  expiresAt: '2027-01-01T00:00:00+02:00',
};

test('a key has a name, scopes and an end, which is kept in UTC', () => {
  expect(accessKeyInput.parse(whole)).toEqual({ ...whole, expiresAt: '2026-12-31T22:00:00.000Z' });
});

test('for ever and for everything is said, not left out', () => {
  const input = { name: 'ci', scopes: null, expiresAt: null };
  expect(accessKeyInput.parse(input)).toEqual(input);
  expect(accessKeyInput.safeParse({ name: 'ci', scopes: null }).success).toBe(false);
  expect(accessKeyInput.safeParse({ name: 'ci', expiresAt: null }).success).toBe(false);
});

test.each([
  ['no name', { name: '' }],
  ['a name with a line end', { name: 'a\n' }],
  ['a name that is too long', { name: 'a'.repeat(65) }],
  ['no scope', { scopes: [] }],
  ['a scope of no type', { scopes: ['repo:team/app:pull'] }],
  ['a scope with an action that the type has not', { scopes: ['repository:team/**:administer'] }],
  ['a scope with a placeholder', { scopes: ['repository:${account}/**:pull'] }],
  ['too many scopes', { scopes: Array.from({ length: 65 }, (_, index) => `repository:team/a${index}:pull`) }],
  ['an end that is no time', { expiresAt: 'tomorrow' }],
  ['a secret of its own', { key: 'whf_x' }],
])('%s is refused', (_title, change) => {
  expect(accessKeyInput.safeParse({ ...whole, ...change }).success).toBe(false);
});
