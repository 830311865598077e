export {
  type EventConfig,
  type EventEnvironment,
  completeWithSink,
  eventConfigFrom,
  eventEnvironment,
} from './event-environment.ts';
export type { DecisionContent } from './decision-content.ts';
export { createDecisionRecorder, type DecisionRecorder, type DecisionRecorderDeps } from './decision-recorder.ts';
export { type Counted, createEventCounter } from './event-counter.ts';
export { pauseMs } from './event-queue.ts';
export { createHttpEventSink } from './http-event-sink.ts';
export { createLoggedEventQueue, type LoggedEventQueueDeps } from './logged-event-queue.ts';
export { createWindowShare } from './window-share.ts';
