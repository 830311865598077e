import type { Delivery } from '@wharfinger/events';
import { createManualSchedule } from '@wharfinger/fakes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createEventQueue } from './event-queue.ts';

const LIMITS = { maxEvents: 6, maxBytes: 1000, concurrency: 2, maxAttempts: 3 };

const ANSWERS = {
  accepts: () => Promise.resolve<Delivery>({ kind: 'accepted' }),
  refuses: () => Promise.resolve<Delivery>({ kind: 'refused', reason: 'the sink answered 400' }),
  isDown: () => Promise.resolve<Delivery>({ kind: 'unavailable', reason: 'the sink is down' }),
  rejects: () => Promise.reject(new Error('a defect')),
  throws: (): Promise<Delivery> => {
    throw new Error('a defect');
  },
  hangs: () => new Promise<Delivery>(() => {}),
};

const behaviour = fc.constantFrom(...Object.values(ANSWERS));
const step = fc.oneof(
  fc.record({ enqueueBytes: fc.nat({ max: 400 }), passMs: fc.constant(0) }),
  fc.record({ enqueueBytes: fc.constant(undefined), passMs: fc.nat({ max: 40_000 }) }),
);

test('whatever the sink does: enqueue neither throws nor calls it, and each event is accepted once or dropped once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.infiniteStream(behaviour),
      fc.boolean(),
      async (steps, behaviours, hasTime) => {
        const { schedule, pass } = createManualSchedule();
        const seen = { calls: 0, callsFromEnqueue: 0, onTheWay: 0, mostOnTheWay: 0, accepted: 0, dropped: 0, taken: 0 };
        const queue = createEventQueue<number>(LIMITS, {
          send: async () => {
            seen.calls += 1;
            seen.onTheWay += 1;
            seen.mostOnTheWay = Math.max(seen.mostOnTheWay, seen.onTheWay);
            try {
              const delivery = await behaviours.next().value();
              seen.accepted += delivery.kind === 'accepted' ? 1 : 0;
              return delivery;
            } finally {
              seen.onTheWay -= 1;
            }
          },
          schedule,
          onDrop: (_reason, count) => void (seen.dropped += count),
          onSink: () => {},
        });
        const waiting: number[] = [];
        for (const { enqueueBytes, passMs } of steps) {
          if (enqueueBytes !== undefined) {
            const { calls } = seen;
            queue.enqueue(seen.taken, enqueueBytes);
            seen.callsFromEnqueue += seen.calls - calls;
            seen.taken += 1;
          }
          await pass(passMs);
          waiting.push(seen.taken - seen.accepted - seen.dropped);
        }
        const time = new AbortController();
        const flushed = queue.flush(time.signal);
        await pass(hasTime ? 120_000 : 0);
        time.abort();
        await flushed;
        expect(Math.max(0, ...waiting)).toBeLessThanOrEqual(LIMITS.maxEvents);
        expect(seen.mostOnTheWay).toBeLessThanOrEqual(LIMITS.concurrency);
        expect(seen.callsFromEnqueue).toBe(0);
        expect(seen.accepted + seen.dropped).toBe(seen.taken);
      },
    ),
  );
});
