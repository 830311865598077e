import { expect, test } from 'vitest';

import { parseWriteQuery, REASON_MAX_LENGTH } from './parse-write-query.ts';

const long = 'x'.repeat(REASON_MAX_LENGTH);

test.each([
  ['', { reason: null, isForced: false, isDryRun: false }],
  ['force=false', { reason: null, isForced: false, isDryRun: false }],
  [
    'reason=Freeze%20for%20%C3%84nderung%20%F0%9F%9A%A2&force=true',
    { reason: 'Freeze for Änderung 🚢', isForced: true, isDryRun: false },
  ],
  [`reason=${long}`, { reason: long, isForced: false, isDryRun: false }],
  ['dryRun=true', { reason: null, isForced: false, isDryRun: true }],
])('%s says %j', (query, value) => {
  expect(parseWriteQuery(new URLSearchParams(query))).toEqual({ kind: 'ok', value });
});

test.each([
  'force=1',
  'force=',
  'dryRun=1',
  'dryRun=',
  'reason=',
  'reason=%20',
  `reason=${long}x`,
  'reason=a%0Ab',
  'reason=a%1B%5B2J',
  'reason=%E2%80%AEevil',
  'reason=a%E2%80%A8b',
  'reason=a&reason=b',
])('%s is refused', (query) => {
  expect(parseWriteQuery(new URLSearchParams(query)).kind).toBe('invalid');
});
