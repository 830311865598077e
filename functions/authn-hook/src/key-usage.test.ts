import { expect, test } from 'vitest';

import { MAX_LAST_USES, withUse } from './key-usage.ts';

const at = (second: number) => new Date(second * 1000).toISOString();

test('a later use takes the place of an earlier, and an earlier changes nothing', () => {
  const uses = withUse({}, 'a', at(1));
  expect(withUse(uses, 'a', at(2))).toEqual({ a: at(2) });
  expect(withUse(uses, 'a', at(1))).toBe(uses);
  expect(withUse(uses, 'a', at(0))).toBe(uses);
});

test('beyond the bound the one goes that was not used for longest', () => {
  const full = Object.fromEntries(Array.from({ length: MAX_LAST_USES }, (_, index) => [`k${index}`, at(index + 10)]));
  const next = withUse(full, 'new', at(5000));
  expect(Object.keys(next)).toHaveLength(MAX_LAST_USES);
  expect(next).toMatchObject({ new: at(5000), k1: at(11) });
  expect(next).not.toHaveProperty('k0');
});
