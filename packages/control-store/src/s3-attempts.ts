import { backoffMs, type Pause } from './backoff.ts';
import { classifyFault } from './s3-fault.ts';

const ATTEMPT_LIMIT = 3;
const BACKOFF = { firstMs: 50, maxMs: 400 };

/** The time and tries that one call of the port may use, its re-reads included. */
export type Attempts = {
  /** One request. It gets half of the whole time, so that a dead connection leaves room for a second try. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Waits before the next attempt; false when there is none left. */
  next(attempt: number): Promise<boolean>;
};

export function createAttempts(budgetMs: number, pause: Pause): Attempts {
  const overall = AbortSignal.timeout(budgetMs);
  return {
    run: async (work) => {
      const signal = AbortSignal.any([overall, AbortSignal.timeout(Math.ceil(budgetMs / 2))]);
      signal.throwIfAborted();
      return Promise.race([work(signal), rejectOnAbort(signal)]);
    },
    next: async (attempt) => {
      if (attempt >= ATTEMPT_LIMIT || overall.aborted) return false;
      await pause.sleep(backoffMs(attempt, BACKOFF, pause.random));
      return !overall.aborted;
    },
  };
}

/** Repeats work that may be repeated until it succeeds, fails for good, or the attempts are used up. */
export async function retrying<T>(attempts: Attempts, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attempts.run(work);
    } catch (error) {
      if (classifyFault(error).kind !== 'later' || !(await attempts.next(attempt))) throw error;
    }
  }
}

// The SDK obeys the signal while it talks to the store, not while it looks for credentials.
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
