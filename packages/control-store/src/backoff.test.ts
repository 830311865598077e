import { expect, test } from 'vitest';

import { backoffMs } from './backoff.ts';

const BOUNDS = { firstMs: 10, maxMs: 500 };

test.each([
  [1, 10],
  [2, 20],
  [3, 40],
  [6, 320],
  [7, 500],
  [200, 500],
])('attempt %i waits up to %i ms', (attempt, maxMs) => {
  expect(backoffMs(attempt, BOUNDS, () => 1)).toBe(maxMs);
  expect(backoffMs(attempt, BOUNDS, () => 0)).toBe(0);
});
