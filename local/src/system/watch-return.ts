import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../parts/part.ts';

const PAUSE_MS = 50;

/** Says when a part that died does its work again. */
export type ReturnWatch = {
  /** From the part's death on; nothing new when it dies once more before it is back. */
  begin: (name: string) => void;
  /** Breaks every watch off: none says anything any more. */
  end: () => void;
};

/** @param parts whether each one's process runs, and whether it then does its work */
export function createReturnWatch(
  parts: Readonly<Record<string, { isRunning: () => boolean; probe: Probe }>>,
  log: (line: string) => void,
): ReturnWatch {
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Set<string>();

  const watch = async (name: string): Promise<void> => {
    const diedAt = performance.now();
    const part = parts[name];
    if (part === undefined) return;
    do await sleep(PAUSE_MS, undefined, { signal });
    while (!part.isRunning() || (await part.probe()) !== undefined || !part.isRunning());
    signal.throwIfAborted();
    log(`  ok    ${name} is ready again (${((performance.now() - diedAt) / 1000).toFixed(1)} s)`);
  };
  return {
    begin: (name) => {
      if (underWay.has(name)) return;
      underWay.add(name);
      watch(name)
        .catch((error: unknown) => {
          if (!signal.aborted) log(`! whether ${name} is ready again can't be told: ${String(error)}`);
        })
        .finally(() => underWay.delete(name));
    },
    end: () => stopping.abort(),
  };
}
