import { expect, test } from 'vitest';

import { createFixedClock } from './fixed-clock.ts';

test('the clock stands still until it is moved', () => {
  const clock = createFixedClock('2026-03-01T12:00:00Z');
  expect(clock.now()).toEqual(clock.now());
  clock.advance(1500);
  expect(clock.now()).toEqual(new Date('2026-03-01T12:00:01.500Z'));
  clock.set('2027-01-01T00:00:00Z');
  expect(clock.now()).toEqual(new Date('2027-01-01T00:00:00Z'));
});

test('a date that was given out does not move the clock', () => {
  const clock = createFixedClock();
  clock.now().setFullYear(1999);
  expect(clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'));
});
