import { expect, test } from 'vitest';
import { restartDelayMs } from './restart-delay.ts';

test('pauses double from 0.2 s on, up to 10 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map(restartDelayMs)).toStrictEqual([
    200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000,
  ]);
});
