import { describe, expect, test } from 'vitest';

import { toHookLabels } from './hook-labels.ts';

describe('toHookLabels', () => {
  test('gives labels as they are', () => {
    expect(toHookLabels({ groups: ['dev', 'team/a.b'] }, null)).toEqual({ groups: ['dev', 'team/a.b'] });
    expect(toHookLabels({}, null)).toEqual({});
  });

  test('writes restrictions as one value without a sign that a pattern gives a meaning', () => {
    const restrictions = ['repository:team/**:pull,push', 'registry:catalog:*'];
    const { 'wharfinger-restrictions': values = [], ...others } = toHookLabels({ groups: ['dev'] }, restrictions);
    expect(others).toEqual({ groups: ['dev'] });
    expect(values).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]+$/)]);
    expect(JSON.parse(Buffer.from(values[0] ?? '', 'base64url').toString())).toEqual(restrictions);
  });

  test('an empty list of restrictions is one too', () => {
    expect(toHookLabels({}, [])).toEqual({ 'wharfinger-restrictions': ['W10'] });
  });

  test.each([
    ['a group that is a pattern', { groups: ['*'] }],
    ['a group that is an expression', { groups: ['(a|b)'] }],
    ['an empty group', { groups: [''] }],
    ['a key that is reserved', { 'wharfinger-restrictions': ['W10'] }],
  ])('%s is a fault', (_, labels) => {
    expect(() => toHookLabels(labels, null)).toThrow(/must/);
  });
});
