import { createFixedClock } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createSweepNowAndThen } from './sweep-now-and-then.ts';

const PAUSE_MS = 600_000;

function open(begin: 'at-once' | 'after-pause') {
  const clock = createFixedClock();
  const sweeps: string[] = [];
  const sweep = createSweepNowAndThen({
    what: 'remove what is over',
    sweep: async () => undefined,
    pauseMs: PAUSE_MS,
    begin,
    now: clock.now,
    runInBackground: (what) => sweeps.push(what),
  });
  return { clock, sweeps, sweep };
}

test('it sweeps at most once in a pause, and not at the start', () => {
  const { clock, sweeps, sweep } = open('after-pause');
  sweep();
  clock.advance(PAUSE_MS - 1);
  sweep();
  expect(sweeps).toEqual([]);
  clock.advance(1);
  sweep();
  sweep();
  expect(sweeps).toEqual(['remove what is over']);
});

test('it sweeps at the first answer where an instance may not live for a pause', () => {
  const { clock, sweeps, sweep } = open('at-once');
  sweep();
  clock.advance(PAUSE_MS - 1);
  sweep();
  expect(sweeps).toHaveLength(1);
  clock.advance(1);
  sweep();
  expect(sweeps).toHaveLength(2);
});
