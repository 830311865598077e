import { expect, test } from 'vitest';

import { logRefusal } from './log-refusal.ts';

test.each([
  ['a refusal of an account', { why: 'disabled', account: 'alice' }, ['info', { why: 'disabled', account: 'alice' }]],
  ['one of nobody', { why: 'nobodys', account: null }, ['info', { why: 'nobodys' }]],
  [
    'a stolen refresh token',
    { why: 'refresh-token-reused', account: 'alice' },
    ['warn', { why: 'refresh-token-reused', account: 'alice' }],
  ],
])('%s is told of', (_title, refusal, expected) => {
  const lines: unknown[] = [];
  const log = {
    info: (fields: unknown) => lines.push('info', fields),
    warn: (fields: unknown) => lines.push('warn', fields),
  };
  logRefusal(log, refusal);
  expect(lines).toEqual(expected);
});
