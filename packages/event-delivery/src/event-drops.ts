import type { Logger } from '@wharfinger/function-kit';

import type { DropReason } from './event-queue.ts';

export type DropLog = {
  /** Counts what is told to nobody; the log hears of it at once, and then no more often than each window. */
  count: (reason: DropReason, count: number) => void;
  /** Writes what the log hasn't heard yet. */
  report: () => void;
};

/** Counts what is lost and writes a line with their number, as many as there are. */
export function createDropLog(deps: {
  log: Pick<Logger, 'error'>;
  schedule: (work: () => void, delayMs: number) => void;
  /** What is lost, in the plural. */
  what: string;
  windowMs: number;
}): DropLog {
  let unreported = new Map<DropReason, number>();
  let droppedTotal = 0;
  let isWindowOpen = false;

  function report(): void {
    if (unreported.size === 0) return;
    const dropped = Object.fromEntries(unreported);
    unreported = new Map();
    deps.log.error({ dropped, droppedTotal }, `${deps.what} dropped`);
  }

  function openWindow(): void {
    isWindowOpen = true;
    report();
    deps.schedule(() => {
      isWindowOpen = false;
      if (unreported.size > 0) openWindow();
    }, deps.windowMs);
  }

  return {
    count: (reason, count) => {
      droppedTotal += count;
      unreported.set(reason, (unreported.get(reason) ?? 0) + count);
      if (!isWindowOpen) openWindow();
    },
    report,
  };
}
