import type { CloudEvent } from './cloud-event.ts';
import type { DeadLetter } from './dead-letters.ts';
import { decideDelivery } from './decide-delivery.ts';
import type { Attempt } from './http-subscriber.ts';
import type { Spool } from './spool.ts';
import { toStoredEvent } from './stored-event.ts';

const CONCURRENCY = 10;
const DISK_PAUSE_MS = 1000;

export type DispatcherDeps = {
  trigger: string;
  subscriber: string;
  /** How many requests to it may be under way at once. Default 10. */
  concurrency?: number | undefined;
  spool: Spool;
  deliver: (subscriber: string, event: CloudEvent) => Promise<Attempt>;
  /** Takes in an event that a subscriber answered with. */
  acceptReply: (event: CloudEvent) => Promise<void>;
  storeDeadLetter: (letter: DeadLetter) => void;
  schedule: (work: () => void, delayMs: number) => void;
  now: () => Date;
  log: (entry: Record<string, unknown>) => void;
};

/** Delivers what is in one trigger's spool until each event is taken or a dead letter. */
export type Dispatcher = {
  enqueue: (key: string) => void;
  /** Begins no further delivery, and resolves when the ones under way are over. */
  stop: () => Promise<void>;
};

type Delivery = { key: string; attempt: number };

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { concurrency = CONCURRENCY } = deps;
  const waiting: Delivery[] = [];
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();

  const put = (delivery: Delivery): void => {
    waiting.push(delivery);
    pump();
  };
  const run = async (delivery: Delivery): Promise<void> => {
    const outcome = await attemptDelivery(deps, delivery);
    if (outcome.kind === 'later') deps.schedule(() => put(outcome.next), outcome.delayMs);
  };
  const pump = (): void => {
    while (!stopping.signal.aborted && underWay.size < concurrency) {
      const next = waiting.shift();
      if (next === undefined) return;
      const work = run(next).finally(() => {
        underWay.delete(work);
        pump();
      });
      underWay.add(work);
    }
  };

  return {
    enqueue: (key) => put({ key, attempt: 1 }),
    stop: async () => {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

type Outcome = { kind: 'over' } | { kind: 'later'; next: Delivery; delayMs: number };

async function attemptDelivery(deps: DispatcherDeps, delivery: Delivery): Promise<Outcome> {
  try {
    return await deliverOnce(deps, delivery);
  } catch (error) {
    // The disk failed, not the subscriber: the attempt doesn't count.
    deps.log({ trigger: deps.trigger, msg: 'delivery broke off', reason: String(error) });
    return { kind: 'later', next: delivery, delayMs: DISK_PAUSE_MS };
  }
}

async function deliverOnce(deps: DispatcherDeps, { key, attempt }: Delivery): Promise<Outcome> {
  const event = deps.spool.load(key);
  const { answer, reply } = await deps.deliver(deps.subscriber, event);
  const decision = decideDelivery(answer, attempt);
  const about = { trigger: deps.trigger, id: event.attributes['id'], type: event.attributes['type'], attempt };
  switch (decision.kind) {
    case 'delivered': {
      if (reply !== undefined) await deps.acceptReply(reply);
      deps.log({ ...about, msg: 'delivered' });
      break;
    }
    case 'retry': {
      deps.log({ ...about, msg: 'will be tried again', reason: decision.reason, delayMs: decision.delayMs });
      return { kind: 'later', next: { key, attempt: attempt + 1 }, delayMs: decision.delayMs };
    }
    case 'dead-letter': {
      deps.log({ ...about, msg: 'dead letter', reason: decision.reason });
      deps.storeDeadLetter({
        trigger: deps.trigger,
        subscriber: deps.subscriber,
        attempts: attempt,
        reason: decision.reason,
        at: deps.now().toISOString(),
        event: toStoredEvent(event),
      });
      break;
    }
  }
  deps.spool.remove(key);
  return { kind: 'over' };
}
