import type { Logger } from '@wharfinger/function-kit';

import { createDropLog } from './event-drops.ts';
import { createEventQueue, type EventQueue, type EventQueueDeps, type EventQueueLimits } from './event-queue.ts';

export type LoggedEventQueueDeps<T> = Pick<EventQueueDeps<T>, 'send' | 'schedule'> & {
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
  /** What the events tell of, in the plural: `decisions` makes the line `decisions dropped`. */
  what: string;
};

const DROP_LOG_WINDOW_MS = 10_000;

/** A queue whose log has what is lost, with the number, and when its sink takes no events. */
export function createLoggedEventQueue<T>(limits: EventQueueLimits, deps: LoggedEventQueueDeps<T>): EventQueue<T> {
  const { send, schedule, log, what } = deps;
  const drops = createDropLog({ log, schedule, what, windowMs: DROP_LOG_WINDOW_MS });
  const { enqueue, flush } = createEventQueue<T>(limits, {
    send,
    schedule,
    onDrop: drops.count,
    onSink: (state) => {
      if (state.kind === 'down') log.warn({ reason: state.reason }, 'the sink takes no events; they wait');
      else log.info('the sink takes events again');
    },
  });
  return {
    enqueue,
    flush: async (timeUp) => {
      await flush(timeUp);
      drops.report();
    },
  };
}
