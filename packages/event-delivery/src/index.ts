export type { DecisionContent } from './decision-content.ts';
export { createDecisionRecorder, type DecisionRecorder, type DecisionRecorderDeps } from './decision-recorder.ts';
export { pauseMs } from './event-queue.ts';
export { createHttpEventSink } from './http-event-sink.ts';
export { createLoggedEventQueue, type LoggedEventQueueDeps } from './logged-event-queue.ts';
