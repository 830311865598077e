import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../parts/part.ts';

const PAUSE_MS = 100;

export class NotReadyError extends Error {
  readonly code = 'ERR_NOT_READY';
}

/**
 * Waits until every probe is content.
 * @throws NotReadyError naming each one that isn't when the time is over, with what it waits for
 */
export async function waitForProbes(
  probes: Readonly<Record<string, Probe>>,
  options: { timeoutMs: number; signal: AbortSignal; onReady: (name: string) => void; hint: string },
): Promise<void> {
  const deadline = performance.now() + options.timeoutMs;
  const outcomes = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      for (;;) {
        const reason = await probe();
        options.signal.throwIfAborted();
        if (reason === undefined) {
          options.onReady(name);
          return [];
        }
        if (performance.now() > deadline) return [`${name} (${reason})`];
        await sleep(PAUSE_MS, undefined, { signal: options.signal });
      }
    }),
  );
  const late = outcomes.flat();
  if (late.length > 0) {
    throw new NotReadyError(
      `not ready after ${String(options.timeoutMs / 1000)} s: ${late.join('; ')}. ${options.hint}`,
    );
  }
}
