import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again until the answer is there, and fails with the last thing that it saw when the deadline has passed.
 * `undefined` and an error both mean "not yet".
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  options: { timeoutMs?: number; intervalMs?: number; describe?: () => string } = {},
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const answer = await probe();
      if (answer !== undefined) {
        return answer;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await delay(options.intervalMs ?? 100);
  } while (performance.now() < deadline);
  const seen = options.describe?.() ?? (lastError instanceof Error ? lastError.message : '');
  throw new Error(`Within ${timeoutMs / 1000} s it did not happen that ${what}. ${seen}`, { cause: lastError });
}
