import { expect, test } from 'vitest';

import { decideThrottle } from './decide-throttle.ts';
import { THROTTLE_RULES } from './throttle-delay.ts';

const NOW_MS = 1_800_000_000_000;
const { pair, account } = THROTTLE_RULES;

const refusals = (count: number, lastMs: number): number[] =>
  Array.from({ length: count }, (_, index) => lastMs - (count - 1 - index));

const subject = (count: number, inFlight = 0, lastMs = NOW_MS - 60_000, rule = pair) => {
  return { rule, counts: [refusals(count, lastMs)], inFlight };
};

/** One rule's refusals, counted in several places. */
const counted = (...each: ReturnType<typeof subject>[]) => {
  return {
    rule: pair,
    counts: each.flatMap(({ counts }) => counts),
    inFlight: Math.max(...each.map((one) => one.inFlight)),
  };
};

test.each([
  ['nobody was refused', [subject(0)], undefined],
  ['the free tries are not used up', [subject(4, 0, NOW_MS)], undefined],
  ['they are', [subject(5, 0, NOW_MS)], 1000],
  ['the delay is over', [subject(10)], undefined],
  ['of two rules one still delays', [subject(10), subject(101, 0, NOW_MS - 500, account)], 1500],
  ['two do: the longer', [subject(7, 0, NOW_MS), subject(101, 0, NOW_MS, account)], 4000],
  ['as many are checked as are free', [subject(0, 5)], 1000],
  ['one fewer is checked', [subject(0, 4)], undefined],
  ['refused and checked are as many as are free', [subject(3, 2)], 1000],
  ['a delay is over and nobody else is checked', [subject(7, 0)], undefined],
  ['a delay is over and another is checked', [subject(7, 1)], 1000],
  ['another is checked while a longer delay runs', [subject(7, 1, NOW_MS)], 4000],
  ['of two counts one knows of no delay', [counted(subject(7, 0, NOW_MS), subject(4, 0, NOW_MS))], undefined],
  ['of two counts the shorter delay runs', [counted(subject(9, 0, NOW_MS), subject(6, 0, NOW_MS))], 2000],
  ['one of two counts leaves room for those checked', [counted(subject(9, 2), subject(2, 2))], undefined],
  ['no count leaves room for those checked', [counted(subject(9, 2), subject(3, 2))], 1000],
  ['refusals of long ago and many that are checked', [subject(5, 4, NOW_MS - 3_600_000)], undefined],
])('when %s', (_title, subjects, remainingMs) => {
  expect(decideThrottle(subjects, NOW_MS)).toEqual(
    remainingMs === undefined ? { kind: 'allowed' } : { kind: 'throttled', remainingMs },
  );
});
