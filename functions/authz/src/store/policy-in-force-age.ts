/** How long a policy may be used. */
export type PolicyAgeLimits = { maxAgeMs: number; maxStaleMs: number };

/** Milliseconds that have passed, by a clock that may be set: going back counts as no time, never as time to come. */
export function createSteadyTime(now: () => Date): () => number {
  let lastMs = now().getTime();
  let passedMs = 0;
  return () => {
    const nowMs = now().getTime();
    passedMs += Math.max(0, nowMs - lastMs);
    lastMs = nowMs;
    return passedMs;
  };
}

/** One sentence for an operator, about a policy that the store gives no newer one for. */
export function describeStale(stale: { number: number; ageMs: number; why: string; untilMs: number }): string {
  const until = new Date(stale.untilMs).toISOString();
  const age = Math.round(stale.ageMs / 1000);
  return `policy revision ${stale.number} is ${age} s old: ${stale.why}; in force until ${until}`;
}
