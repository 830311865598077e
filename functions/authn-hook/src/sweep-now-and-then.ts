import type { RunInBackground } from './run-in-background.ts';

const PAUSE_MS = 600_000;

/** Sweeps behind an answer, at most once in ten minutes; the first time ten minutes after the start. */
export function createSweepNowAndThen(deps: {
  sweep: () => Promise<unknown>;
  now: () => Date;
  runInBackground: RunInBackground;
}): () => void {
  let sweptMs = deps.now().getTime();
  return () => {
    const nowMs = deps.now().getTime();
    if (nowMs - sweptMs < PAUSE_MS) return;
    sweptMs = nowMs;
    deps.runInBackground('remove expired sessions', deps.sweep);
  };
}
