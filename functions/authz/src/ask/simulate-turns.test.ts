import { expect, test } from 'vitest';

import { createTurns } from './simulate-turns.ts';

test('gives way whenever ten milliseconds are over, not counting those of the others', async () => {
  let clockMs = 0;
  let given = 0;
  const turn = createTurns({
    nowMs: () => clockMs,
    giveWay: () => {
      given += 1;
      clockMs += 100;
      return Promise.resolve();
    },
  });
  const counts: number[] = [];
  for (const passedMs of [0, 9, 1, 0, 9, 1, 25]) {
    clockMs += passedMs;
    await turn();
    counts.push(given);
  }
  expect(counts).toEqual([0, 0, 1, 1, 1, 2, 3]);
});
