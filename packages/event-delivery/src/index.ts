export type { DropReason, EventQueue, EventQueueLimits } from './event-queue.ts';
export { pauseMs } from './event-queue.ts';
export { createHttpEventSink } from './http-event-sink.ts';
export { createLoggedEventQueue, type LoggedEventQueueDeps } from './logged-event-queue.ts';
