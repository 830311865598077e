import { UpstreamError } from './upstream-error.ts';

/**
 * Does work that asks others, and ends all of it when its time is over or whoever wants it has gone.
 * @throws {UpstreamError} `ERR_UPSTREAM_SLOW` when its time is over
 */
export async function withinBudget<T>(
  budgetMs: number,
  client: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onGone = (): void => controller.abort();
  client.addEventListener('abort', onGone);
  if (client.aborted) onGone();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new UpstreamError('ERR_UPSTREAM_SLOW', `All answers together took more than ${budgetMs} ms.`));
      controller.abort();
    }, budgetMs);
  });
  try {
    return await Promise.race([work(controller.signal), timeUp]);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', onGone);
  }
}
