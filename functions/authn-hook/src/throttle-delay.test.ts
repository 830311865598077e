import { describe, expect, test } from 'vitest';

import { delayAfter, failuresKept, remainingDelayMs, THROTTLE_RULES } from './throttle-delay.ts';

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const { pair, pairWithoutAddress, account, network } = THROTTLE_RULES;

/** So many refusals a second apart, the last of them now. */
const refusals = (count: number, lastMs = NOW_MS): number[] =>
  Array.from({ length: count }, (_, index) => lastMs - (count - 1 - index) * 1000);

test.each([
  ['pair', pair, 0, 0],
  ['pair', pair, 4, 0],
  ['pair', pair, 5, 1000],
  ['pair', pair, 6, 2000],
  ['pair', pair, 9, 16_000],
  ['pair', pair, 10, 30_000],
  ['pair', pair, 5000, 30_000],
  ['pair without address', pairWithoutAddress, 7, 4000],
  ['pair without address', pairWithoutAddress, 8, 5000],
  ['account', account, 99, 0],
  ['account', account, 100, 1000],
  ['account', account, 105, 30_000],
  ['network', network, 99, 0],
  ['network', network, 105, 30_000],
] as const)('the delay of a %s (%o) after %i refusals is %i ms', (_title, rule, failures, expected) => {
  expect(delayAfter(failures, rule)).toBe(expected);
});

test.each(Object.entries(THROTTLE_RULES))(
  'as many refusals of a %s are kept as it takes for the longest delay, and one fewer is too few',
  (_title, rule) => {
    expect(delayAfter(failuresKept(rule), rule)).toBe(rule.capMs);
    expect(delayAfter(failuresKept(rule) - 1, rule)).toBeLessThan(rule.capMs);
  },
);

describe('what remains of a delay', () => {
  test.each([
    ['after no refusal', [], 0],
    ['within the free tries', refusals(4), 0],
    ['at once', refusals(6), 2000],
    ['later', refusals(6, NOW_MS - 1500), 500],
    ['when it is over', refusals(6, NOW_MS - 2000), 0],
    ['when only as many are younger than an hour as are free', [...refusals(6, NOW_MS - HOUR_MS), NOW_MS], 0],
    ['when an instance whose clock is ahead wrote the last', [...refusals(5), NOW_MS + 20_000], 2000],
    ['when a clock that is wrong wrote them', refusals(10, NOW_MS + HOUR_MS), 0],
  ])('%s is %j → %i ms', (_title, failures, expected) => {
    expect(remainingDelayMs(failures, pair, NOW_MS)).toBe(expected);
  });

  test('is nothing an hour after the last refusal', () => {
    expect(remainingDelayMs(refusals(105), account, NOW_MS + HOUR_MS - 1)).toBe(0);
    expect(remainingDelayMs(refusals(105), { ...account, capMs: 2 * HOUR_MS }, NOW_MS + HOUR_MS)).toBe(0);
  });
});
