import { expect, test } from 'vitest';

import { labelsSchema, MAX_LABEL_VALUES, MAX_LABELS } from './labels.ts';

const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const labels = (count: number) => Object.fromEntries(values(count).map((key) => [key, []]));

test('a user has at most 32 labels of 64 values each', () => {
  expect([MAX_LABELS, MAX_LABEL_VALUES]).toEqual([32, 64]);
});

test.each([
  ['no label', {}],
  ['a label without a value', { groups: [] }],
  ['values of several kinds', { groups: ['a', 'team/app', 'alice@registry.example', 'x:y', '1.0+2', 'a_b'] }],
  ['keys of several kinds', { groups: ['a'], 'cost-centre': ['4711'], a_b: ['c'] }],
  ['the longest key and value', { ['k'.repeat(63)]: ['v'.repeat(128)] }],
  ['a key that is almost reserved', { wharfinger: ['x'] }],
  ['32 labels', labels(32)],
  ['64 values', { g: values(64) }],
])('%s fit', (_title, given) => {
  expect(labelsSchema.parse(given)).toEqual(given);
});

test.each([
  ['a key in upper case', { Groups: ['a'] }],
  ['an empty key', { '': ['a'] }],
  ['a key that ends in -', { 'a-': ['a'] }],
  ['a key of 64 characters', { ['k'.repeat(64)]: [] }],
  ['a key of the system', { 'wharfinger-restrictions': ['a'] }],
  ['a bare value', { groups: 'a' }],
  ['an empty value', { groups: [''] }],
  ['a value of 129 characters', { groups: ['v'.repeat(129)] }],
  ['a pattern', { groups: ['team-*'] }],
  ['a placeholder', { groups: ['${account}'] }],
  ['a blank', { groups: ['a b'] }],
  ['a line end', { groups: ['a\n'] }],
  ['65 values', { g: values(65) }],
  ['33 labels', labels(33)],
])('%s do not', (_title, given) => {
  expect(labelsSchema.safeParse(given).success).toBe(false);
});
