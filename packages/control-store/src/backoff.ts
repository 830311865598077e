/** Waiting and chance, injected so that tests neither sleep nor gamble. */
export type Pause = { sleep: (ms: number) => Promise<void>; random: () => number };

export const realPause: Pause = {
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
  random: Math.random,
};

/** Exponential backoff with full jitter: up to `firstMs` before attempt 2, doubled each time, never over `maxMs`. */
export function backoffMs(attempt: number, bounds: { firstMs: number; maxMs: number }, random: () => number): number {
  return Math.round(random() * Math.min(bounds.maxMs, bounds.firstMs * 2 ** (attempt - 1)));
}
