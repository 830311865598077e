import { expect, test } from 'vitest';

import { nextTurn } from './next-turn.ts';

test('a timer that is due has its turn before ours comes again', async () => {
  let isTimerDone = false;
  setTimeout(() => {
    isTimerDone = true;
  }, 0);
  const until = performance.now() + 5;
  while (performance.now() < until);
  await Promise.resolve();
  expect(isTimerDone).toBe(false);
  await nextTurn();
  await nextTurn();
  expect(isTimerDone).toBe(true);
});
