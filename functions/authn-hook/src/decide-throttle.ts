import { remainingDelayMs, type ThrottleRule } from './throttle-delay.ts';
import { currentFailures, type Failures } from './throttle-failures.ts';

/**
 * What one rule is about: its failures, counted once or more often, and how many sign-ins that may become some are being
 * checked right now. Each count has all of its failures, and may have others': the one that delays least is the closest.
 */
export type ThrottleSubject = {
  readonly rule: ThrottleRule;
  readonly counts: readonly Failures[];
  readonly inFlight: number;
};

export type ThrottleDecision = { kind: 'allowed' } | { kind: 'throttled'; remainingMs: number };

/** By then those in flight are known to be refused or not. */
const IN_FLIGHT_MS = 1000;

/**
 * Decides whether a password may be looked at. What is being checked counts as refused until it is known, so that many
 * at once are no way around: they are no more than one after another could be.
 */
export function decideThrottle(subjects: readonly ThrottleSubject[], nowMs: number): ThrottleDecision {
  const remaining = subjects.map((subject) => remainingMs(subject, nowMs));
  const longestMs = Math.max(0, ...remaining);
  return longestMs === 0 ? { kind: 'allowed' } : { kind: 'throttled', remainingMs: longestMs };
}

function remainingMs({ counts, inFlight, rule }: ThrottleSubject, nowMs: number): number {
  return Math.min(
    ...counts.map((failures) =>
      Math.max(remainingDelayMs(failures, rule, nowMs), isUsedUp(failures, inFlight, rule, nowMs) ? IN_FLIGHT_MS : 0),
    ),
  );
}

/** Whether those in flight take every free place, or the one place that there is after a delay. */
function isUsedUp(failures: Failures, inFlight: number, { free }: ThrottleRule, nowMs: number): boolean {
  return inFlight > 0 && currentFailures(failures, nowMs).length + inFlight >= free;
}
