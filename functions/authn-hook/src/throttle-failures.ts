/** Times of refused sign-ins in milliseconds, each once, oldest first. */
export type Failures = readonly number[];

export const NO_FAILURES: Failures = [];

/** What is older counts no longer. */
export const FAILURE_MAX_AGE_MS = 3_600_000;

/** How far the clocks of two instances may differ. What is further ahead was written by a clock that is wrong. */
export const CLOCK_SKEW_MS = 30_000;

/** The failures of two instances together. Neither the order of merging nor merging twice makes a difference. */
export function mergeFailures(one: Failures, other: Failures, keep: number): Failures {
  const merged: number[] = [];
  for (let [ofOne, ofOther] = [0, 0]; ofOne < one.length || ofOther < other.length;) {
    const atMs = Math.min(one[ofOne] ?? Infinity, other[ofOther] ?? Infinity);
    if (one[ofOne] === atMs) ofOne += 1;
    if (other[ofOther] === atMs) ofOther += 1;
    merged.push(atMs);
  }
  return merged.length <= keep ? merged : merged.slice(-keep);
}

/** Two in the same millisecond count as two, the second as a little earlier: a delay must not begin later than now. */
export function addFailure(failures: Failures, nowMs: number, keep: number): Failures {
  let atMs = nowMs;
  while (failures.includes(atMs)) atMs -= 1;
  return mergeFailures(failures, [atMs], keep);
}

/** Those that still count. */
export function currentFailures(failures: Failures, nowMs: number): Failures {
  return failures.filter((atMs) => atMs > nowMs - FAILURE_MAX_AGE_MS && atMs <= nowMs + CLOCK_SKEW_MS);
}
