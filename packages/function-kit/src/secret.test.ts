import { format, inspect } from 'node:util';

import { expect, test } from 'vitest';

import { Secret } from './secret.ts';

const secret = new Secret('correct horse battery');

test.each([
  ['a string', String(secret)],
  ['joining', [secret, secret].join('')],
  ['JSON', JSON.stringify({ secret })],
  ['inspect', inspect({ secret }, { depth: 9, showHidden: true })],
  ['format', format('%s %o %O %j', secret, secret, secret, secret)],
  ['its properties', JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(secret)))],
])('%s does not show it', (_title, text) => {
  expect(text).not.toContain('correct horse');
});

test('it is shown to whoever asks for it by name', () => {
  expect(secret.reveal()).toBe('correct horse battery');
});

test('it prints as three stars', () => {
  expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['***', '"***"', '***']);
});
