import { join } from 'node:path';
import type { CloudEvent } from './cloud-event.ts';
import type { BrokerConfiguration } from './configuration.ts';
import type { DeadLetters } from './dead-letters.ts';
import { createDispatcher } from './dispatcher.ts';
import { matchesFilter } from './filter.ts';
import type { Attempt } from './http-subscriber.ts';
import { createSpool } from './spool.ts';

/** How many times an event may come back as a subscriber's answer. */
const FIRST_TTL = 255;
const TTL_ATTRIBUTE = 'knativebrokerttl';
const ARRIVAL_ATTRIBUTE = 'knativearrivaltime';

export type BrokerDeps = {
  deadLetters: DeadLetters;
  deliver: (subscriber: string, event: CloudEvent) => Promise<Attempt>;
  schedule: (work: () => void, delayMs: number) => void;
  now: () => Date;
  log: (entry: Record<string, unknown>) => void;
};

export type Broker = {
  /** Resolves when the event is on disk for every trigger that wants it. */
  accept: (event: CloudEvent) => Promise<void>;
  stop: () => Promise<void>;
};

/** Takes up at once what an earlier broker left in the spool. */
export function createBroker(configuration: BrokerConfiguration, deps: BrokerDeps): Broker {
  const routes = configuration.triggers.map((trigger) => {
    const spool = createSpool(join(configuration.spoolDirectory, trigger.name));
    const dispatcher = createDispatcher({
      ...deps,
      trigger: trigger.name,
      subscriber: trigger.subscriber,
      concurrency: trigger.concurrency,
      spool,
      storeDeadLetter: deps.deadLetters.store,
      acceptReply: async (event) => await accept(event),
    });
    return { trigger, spool, dispatcher };
  });

  const accept = async (event: CloudEvent): Promise<void> => {
    const ttl = Number(event.attributes[TTL_ATTRIBUTE] ?? FIRST_TTL + 1) - 1;
    if (!(ttl > 0)) {
      deps.log({ msg: 'dropped: it went round too often', id: event.attributes['id'] });
      return;
    }
    const stamped: CloudEvent = {
      ...event,
      attributes: { ...event.attributes, [TTL_ATTRIBUTE]: String(ttl), [ARRIVAL_ATTRIBUTE]: deps.now().toISOString() },
    };
    const takers = routes.filter(({ trigger }) =>
      trigger.filters.every((filter) => matchesFilter(filter, event.attributes)),
    );
    const stored = await Promise.all(takers.map(async ({ spool }) => await spool.store(stamped)));
    for (const [index, key] of stored.entries()) takers[index]?.dispatcher.enqueue(key);
  };

  for (const { spool, dispatcher } of routes) spool.keys().forEach(dispatcher.enqueue);
  return {
    accept,
    stop: async () => {
      await Promise.all(routes.map(async ({ dispatcher }) => await dispatcher.stop()));
    },
  };
}
