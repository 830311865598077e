import type { RunInBackground } from './run-in-background.ts';

/** Sweeps behind an answer, at most once in `pauseMs`. */
export function createSweepNowAndThen(deps: {
  /** What the log says when it fails: `remove expired sessions`. */
  what: string;
  sweep: () => Promise<unknown>;
  pauseMs: number;
  /** When for the first time: at the first answer, or a pause after the start. */
  begin: 'at-once' | 'after-pause';
  now: () => Date;
  runInBackground: RunInBackground;
}): () => void {
  let sweptMs = deps.begin === 'at-once' ? -Infinity : deps.now().getTime();
  return () => {
    const nowMs = deps.now().getTime();
    if (nowMs - sweptMs < deps.pauseMs) return;
    sweptMs = nowMs;
    deps.runInBackground(deps.what, deps.sweep);
  };
}
