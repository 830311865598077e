import type { Delivery } from '@wharfinger/events';

import { createFifo } from './event-fifo.ts';

/** Why an event is given up. */
export type DropReason = 'queue-full' | 'refused' | 'unavailable' | 'stopped';

export type EventQueueLimits = {
  /** Most events that wait or are on their way. */
  maxEvents: number;
  /** Most bytes that they take, all together. */
  maxBytes: number;
  /** Most that are on their way at once. */
  concurrency: number;
  /** How often the sink is asked to take an event. */
  maxAttempts: number;
};

export type EventQueueDeps<T> = {
  /** Tries once. */
  send: (event: T) => Promise<Delivery>;
  schedule: (work: () => void, delayMs: number) => void;
  /** So much of what events tell of is told to nobody. */
  onDrop: (reason: DropReason, count: number) => void;
  /** The sink takes no more events, with the reason, or takes them again. */
  onSink: (state: { kind: 'down'; reason: string } | { kind: 'up' }) => void;
};

export type EventQueue<T> = {
  /** Takes an event, or drops it when there is no room; it tells of `count` things, else of one. Never waits and never throws. */
  enqueue: (event: T, sizeBytes: number, count?: number) => void;
  /** Resolves when nothing waits any more; what still does when the signal aborts is dropped. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};

type Entry<T> = { event: T; sizeBytes: number; count: number; attempts: number };

const FIRST_DELAY_MS = 200;
const LAST_DELAY_MS = 30_000;
// Who waits for the end doesn't wait for long pauses.
const FLUSH_DELAY_MS = 500;

/** How long nothing is sent after the sink has failed so often, one time after the other. */
export function pauseMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LAST_DELAY_MS);
}

/**
 * Events on their way to a sink. A sink that fails is left alone for a while and then asked with one event; the event that
 * it didn't take goes to the end, so that one that it never takes keeps no other waiting.
 */
export function createEventQueue<T>(limits: EventQueueLimits, deps: EventQueueDeps<T>): EventQueue<T> {
  const waiting = createFifo<Entry<T>>();
  let sizeBytes = 0;
  let untold = 0;
  let onTheWay = 0;
  let failures = 0;
  let isPaused = false;
  let isPumpScheduled = false;
  let isFlushing = false;
  let isStopped = false;
  const idle: (() => void)[] = [];

  function enqueue(event: T, eventBytes: number, count = 1): void {
    const hasRoom = waiting.size + onTheWay < limits.maxEvents && sizeBytes + eventBytes <= limits.maxBytes;
    if (!hasRoom || isStopped) {
      deps.onDrop(isStopped ? 'stopped' : 'queue-full', count);
      return;
    }
    sizeBytes += eventBytes;
    untold += count;
    waiting.push({ event, sizeBytes: eventBytes, count, attempts: 0 });
    if (isPumpScheduled || isPaused) return;
    isPumpScheduled = true;
    // NOTE: later, so that whoever is being answered is answered first.
    deps.schedule(() => {
      isPumpScheduled = false;
      pump();
    }, 0);
  }

  function pump(): void {
    while (onTheWay < allowedOnTheWay()) {
      const entry = waiting.take();
      if (entry === undefined) break;
      onTheWay += 1;
      void attempt(entry);
    }
    if (waiting.size + onTheWay === 0) for (const resolve of idle.splice(0)) resolve();
  }

  function allowedOnTheWay(): number {
    if (isPaused) return 0;
    return failures > 0 ? 1 : limits.concurrency;
  }

  async function attempt(entry: Entry<T>): Promise<void> {
    const delivery = await trySend(entry.event);
    // It has been counted as given up.
    if (isStopped) return;
    onTheWay -= 1;
    entry.attempts += 1;
    if (delivery.kind === 'unavailable') pauseAfter(delivery.reason);
    else endPauses();
    if (delivery.kind === 'unavailable' && entry.attempts < limits.maxAttempts) {
      waiting.push(entry);
    } else {
      sizeBytes -= entry.sizeBytes;
      untold -= entry.count;
      if (delivery.kind !== 'accepted') deps.onDrop(delivery.kind, entry.count);
    }
    pump();
  }

  async function trySend(event: T): Promise<Delivery> {
    try {
      return await deps.send(event);
    } catch {
      return { kind: 'unavailable', reason: 'sending failed' };
    }
  }

  function pauseAfter(reason: string): void {
    // Those that were on their way beside it have met the same failure.
    if (isPaused) return;
    failures += 1;
    if (failures === 1) deps.onSink({ kind: 'down', reason });
    isPaused = true;
    const delayMs = pauseMs(failures);
    deps.schedule(
      () => {
        isPaused = false;
        pump();
      },
      isFlushing ? Math.min(delayMs, FLUSH_DELAY_MS) : delayMs,
    );
  }

  function endPauses(): void {
    if (failures === 0) return;
    failures = 0;
    deps.onSink({ kind: 'up' });
  }

  async function flush(timeUp: AbortSignal): Promise<void> {
    isFlushing = true;
    isPaused = false;
    const end = new Promise<void>((resolve) => {
      idle.push(resolve);
      const giveUp = (): void => {
        const left = untold;
        untold = 0;
        isStopped = true;
        waiting.clear();
        if (left > 0) deps.onDrop('stopped', left);
        resolve();
      };
      if (timeUp.aborted) giveUp();
      else timeUp.addEventListener('abort', giveUp, { once: true });
    });
    pump();
    await end;
  }

  return { enqueue, flush };
}
