import { setImmediate } from 'node:timers/promises';

export type ManualSchedule = {
  schedule: (work: () => void, delayMs: number) => void;
  elapsedMs: () => number;
  /** Lets so much time pass, and what is due happen, with all that follows at once. */
  pass: (durationMs: number) => Promise<void>;
};

/** Timers of a test: time passes when it says so. */
export function createManualSchedule(): ManualSchedule {
  let nowMs = 0;
  const due: { atMs: number; work: () => void }[] = [];
  return {
    schedule: (work, delayMs) => void due.push({ atMs: nowMs + delayMs, work }),
    elapsedMs: () => nowMs,
    pass: async (durationMs) => {
      const endMs = nowMs + durationMs;
      await setImmediate();
      for (;;) {
        const [next] = due.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        due.splice(due.indexOf(next), 1);
        nowMs = next.atMs;
        next.work();
        await setImmediate();
      }
      nowMs = endMs;
    },
  };
}
