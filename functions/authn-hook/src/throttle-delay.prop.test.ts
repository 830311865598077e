import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { delayAfter, failuresKept, remainingDelayMs, THROTTLE_RULES } from './throttle-delay.ts';
import { addFailure, currentFailures, type Failures, mergeFailures, NO_FAILURES } from './throttle-failures.ts';

const NOW_MS = 1_800_000_000_000;
const rule = fc.constantFrom(...Object.values(THROTTLE_RULES));
const count = fc.nat({ max: 300 });
// Close together, so that two instances note the same millisecond, and some of a clock that is wrong.
const time = fc.oneof(
  fc.integer({ min: NOW_MS - 40, max: NOW_MS }),
  fc.integer({ min: NOW_MS - 4_000_000, max: NOW_MS + 60_000 }),
);
const failures = fc.uniqueArray(time, { maxLength: 12 }).map((times): Failures => times.toSorted((a, b) => a - b));
const keep = fc.integer({ min: 1, max: 12 });

describe('a delay', () => {
  test('never shrinks with another refusal, and is never longer than its cap', () => {
    fc.assert(
      fc.property(rule, count, (of, failed) => {
        expect(delayAfter(failed + 1, of)).toBeGreaterThanOrEqual(delayAfter(failed, of));
        expect(delayAfter(failed, of)).toBeLessThanOrEqual(of.capMs);
      }),
    );
  });

  test('whatever clocks wrote, ends within its cap and the difference of clocks that is allowed for', () => {
    fc.assert(
      fc.property(rule, failures, (of, failed) => {
        expect(remainingDelayMs(failed, of, NOW_MS)).toBeLessThanOrEqual(of.capMs);
        expect(remainingDelayMs(failed, of, NOW_MS + 60_000 + of.capMs)).toBe(0);
      }),
    );
  });

  test('does not grow while time goes by and nothing is added, for instances whose clocks agree', () => {
    const past = failures.map((times) => times.filter((atMs) => atMs <= NOW_MS));
    fc.assert(
      fc.property(rule, past, fc.nat({ max: 100_000 }), (of, failed, laterMs) => {
        expect(remainingDelayMs(failed, of, NOW_MS + laterMs)).toBeLessThanOrEqual(
          remainingDelayMs(failed, of, NOW_MS),
        );
      }),
    );
  });

  test('of what is kept is the delay of all', () => {
    fc.assert(
      fc.property(rule, fc.nat({ max: 150 }), (of, times) => {
        let kept = NO_FAILURES;
        for (let one = 0; one < times; one += 1) kept = addFailure(kept, NOW_MS, failuresKept(of));
        expect(delayAfter(kept.length, of)).toBe(delayAfter(times, of));
      }),
    );
  });
});

describe('failures of two instances', () => {
  test('merged are the same in any order, however often, and never more than are kept', () => {
    fc.assert(
      fc.property(failures, failures, failures, keep, (a, b, c, most) => {
        const merge = (one: Failures, other: Failures): Failures => mergeFailures(one, other, most);
        const [ofA, ofB, ofC] = [merge(a, []), merge(b, []), merge(c, [])] as const;
        expect(merge(ofA, ofB)).toEqual(merge(ofB, ofA));
        expect(merge(ofA, ofA)).toEqual(ofA);
        expect(merge(merge(ofA, ofB), ofC)).toEqual(merge(ofA, merge(ofB, ofC)));
        expect(merge(ofA, ofB).length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('are all there as long as there is room', () => {
    fc.assert(
      fc.property(failures, failures, (a, b) => {
        expect(new Set(mergeFailures(a, b, 24))).toEqual(new Set([...a, ...b]));
      }),
    );
  });

  test('those that still count are the youngest, in their order', () => {
    fc.assert(
      fc.property(failures, (failed) => {
        const current = currentFailures(failed, NOW_MS);
        expect(current).toEqual(failed.filter((atMs) => current.includes(atMs)));
        for (const atMs of failed) {
          expect(current.includes(atMs)).toBe(NOW_MS - atMs < 3_600_000 && atMs - NOW_MS <= 30_000);
        }
      }),
    );
  });
});
