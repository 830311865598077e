import { createHttpEventSink } from '@wharfinger/event-delivery';

import type { Config } from './config.ts';
import { createEventRecorder, type EventRecorder, type EventRecorderDeps } from './event-recorder.ts';

const SINK_TIMEOUT_MS = 5000;

/** Tells the sink of decisions over HTTP; where there is none, nobody. */
export function createHttpEventRecorder(
  config: Config['events'],
  deps: Pick<EventRecorderDeps, 'now' | 'newId' | 'log'>,
): EventRecorder {
  if (config === null) {
    deps.log.info('there is no K_SINK: nobody is told of decisions');
    return { record: () => {}, flush: () => Promise.resolve() };
  }
  const { sinkUrl: url, site, eventSecret } = config;
  return createEventRecorder({
    ...deps,
    site,
    eventSecret,
    deliver: createHttpEventSink({ url, timeoutMs: SINK_TIMEOUT_MS }),
    elapsedMs: () => performance.now(),
    schedule: (work, delayMs) => void setTimeout(work, delayMs),
  });
}
