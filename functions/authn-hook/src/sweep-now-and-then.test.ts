import { createFixedClock } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createSweepNowAndThen } from './sweep-now-and-then.ts';

test('it sweeps at most once in ten minutes, and not at the start', () => {
  const clock = createFixedClock();
  let sweeps = 0;
  const sweep = createSweepNowAndThen({
    sweep: async () => undefined,
    now: clock.now,
    runInBackground: () => {
      sweeps += 1;
    },
  });
  sweep();
  clock.advance(599_999);
  sweep();
  expect(sweeps).toBe(0);
  clock.advance(1);
  sweep();
  sweep();
  expect(sweeps).toBe(1);
});
