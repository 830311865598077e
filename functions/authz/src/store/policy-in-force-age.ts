/** How long a policy may be used. */
export type PolicyAgeLimits = { maxAgeMs: number; maxStaleMs: number };

/**
 * Milliseconds that have passed: the more of what two clocks say. One may be set back, the other may stand still while the
 * process is frozen; time that passed counts all the same.
 *
 * @param elapsedMs never goes back
 */
export function createSteadyTime(now: () => Date, elapsedMs: () => number): () => number {
  let lastMs = now().getTime();
  let lastElapsedMs = elapsedMs();
  let passedMs = 0;
  return () => {
    const nowMs = now().getTime();
    const nowElapsedMs = elapsedMs();
    passedMs += Math.max(0, nowMs - lastMs, nowElapsedMs - lastElapsedMs);
    lastMs = nowMs;
    lastElapsedMs = nowElapsedMs;
    return passedMs;
  };
}

/** One sentence for an operator, about a policy that the store gives no newer one for. */
export function describeStale(stale: { number: number; ageMs: number; why: string; untilMs: number }): string {
  const until = new Date(stale.untilMs).toISOString();
  const age = Math.round(stale.ageMs / 1000);
  return `policy revision ${stale.number} is ${age} s old: ${stale.why}; in force until ${until}`;
}
