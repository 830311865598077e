/** Decides the question of this number; tells whether it is granted. */
export type Decide = (question: number) => boolean;

/** Nanoseconds of single decisions, as `process.hrtime.bigint` gives them, its own cost included. */
export type Latencies = number[];

/** Never fewer, however slow: what takes longer than the time for all of them still has a middle. */
const MIN_DECISIONS = 6;

/** Decides question after question until the time is up, and notes how long each took. */
export function measureDecisions(decide: Decide, questions: number, ms: number, latencies: Latencies): void {
  const until = performance.now() + ms;
  const first = latencies.length;
  for (let count = 0; count < MIN_DECISIONS || performance.now() < until; count += 1) {
    const question = (first + count) % questions;
    const before = process.hrtime.bigint();
    const isGranted = decide(question);
    latencies.push(Number(process.hrtime.bigint() - before));
    // Every other question is about a name that the caller has nothing on.
    if (isGranted !== (question % 2 === 0)) throw new Error(`Question ${question} was decided wrongly.`);
  }
}

/** What reading the timer twice costs, in nanoseconds: the median of many. */
export function timerCostNs(): number {
  const costs = Float64Array.from({ length: 100_000 }, () => {
    const before = process.hrtime.bigint();
    return Number(process.hrtime.bigint() - before);
  }).toSorted();
  return costs[costs.length / 2] ?? Number.NaN;
}
