import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;

/** Tries work again until it succeeds; when the time is over, throws what the last try threw. */
export async function retryUntil<T>(
  work: () => Promise<T>,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
