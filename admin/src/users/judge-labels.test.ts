import { expect, test } from 'vitest';

import { judgeLabels } from './judge-labels.ts';

const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const labels = (count: number) => Object.fromEntries(values(count).map((key) => [key, []]));

test.each([
  [{}],
  [{ groups: ['developers', 'a.b_c@d:e+f/g-h'] }],
  [{ a: [] }],
  [{ ['k'.repeat(63)]: ['v'.repeat(128)] }],
  [labels(32)],
  [{ g: values(64) }],
  [{ wharfinger: ['x'] }],
])('%j fit', (given) => {
  expect(judgeLabels(given)).toBeUndefined();
});

test.each([
  [{ '': [] }, 'no lists'],
  [{ Groups: ['a'] }, '"Groups"'],
  [{ 'a-': ['a'] }, '"a-"'],
  [{ ['k'.repeat(64)]: [] }, 'at most 63'],
  [{ 'wharfinger-restrictions': ['e30'] }, 'must not begin with wharfinger-'],
  [{ g: ['*'] }, '"*"'],
  [{ g: ['ok', '.*'] }, '".*"'],
  [{ g: [''] }, '""'],
  [{ g: ['a b'] }, '"a b"'],
  [{ g: ['v'.repeat(129)] }, 'at most 128'],
  [labels(33), '33 labels'],
  [{ g: values(65) }, '65 values'],
])('%j do not: %s', (given, reason) => {
  expect(judgeLabels(given)).toContain(reason);
});
