import { assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';

import { backoffMs } from './backoff.ts';

const BOUNDS = { firstMs: 10, maxMs: 500 };

test('a pause is never negative, never over the bound, and a whole number', () => {
  assert(
    property(integer({ min: 1, max: 5000 }), double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const ms = backoffMs(attempt, BOUNDS, () => chance);
      expect(Number.isInteger(ms) && ms >= 0 && ms <= BOUNDS.maxMs).toBe(true);
    }),
  );
});
