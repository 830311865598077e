import { type Delivery, isAuthEvent, parseHttpMessage } from '@wharfinger/events';
import { createManualSchedule } from '@wharfinger/fakes';
import { Secret } from '@wharfinger/function-kit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';

import { createEventRecorder, type EventRecorderDeps } from './event-recorder.ts';
import type { TokenDecision } from './token-decision.ts';

const LIMITS: NonNullable<EventRecorderDeps['limits']> = {
  queue: { maxEvents: 6, maxBytes: 100_000, concurrency: 2, maxAttempts: 3 },
  counter: { windowMs: 60_000, maxContents: 4, maxBytes: 100_000, maxTokenIds: 2 },
  flood: { maxOfClient: 3, windowMs: 60_000, maxClients: 2 },
};

const NOTHING: Omit<TokenDecision, 'kind' | 'tokenId' | 'account' | 'clientId'> = {
  why: null,
  credential: null,
  service: 'registry.test',
  session: null,
  caller: null,
  requested: [],
  granted: [],
  decisions: [],
};

const decision = fc.record({
  kind: fc.constantFrom<TokenDecision['kind']>('issued', 'refused', 'throttled'),
  account: fc.constantFrom('alice', null),
  clientId: fc.constantFrom('', 'a', 'b', 'c', 'd'),
});
const address = fc.constantFrom(undefined, '192.0.2.7', '2001:db8::1', '2001:db8::2', '2001:db8:0:1::1');
// Most are equal: so that there is something to count.
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constant({
      decision: { kind: 'issued', account: null, clientId: '' } as const,
      address: '192.0.2.7',
      passMs: 0,
    }),
  },
  { weight: 4, arbitrary: fc.record({ decision, address, passMs: fc.constant(0) }) },
  fc.record({ decision: fc.constant(null), address: fc.constant(undefined), passMs: fc.nat({ max: 70_000 }) }),
);
const droppedSchema = z.object({ droppedTotal: z.number() });
const delivery = fc.oneof(
  fc.constant<Delivery>({ kind: 'accepted' }),
  fc.constantFrom<Delivery>({ kind: 'refused', reason: '400' }, { kind: 'unavailable', reason: 'down' }),
);

test('whoever asks for what, however often, and whatever the sink does: each decision is told once or dropped once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.infiniteStream(delivery),
      fc.boolean(),
      async (steps, deliveries, hasTime) => {
        const { schedule, elapsedMs, pass } = createManualSchedule();
        const seen = { made: 0, told: 0, dropped: 0, ids: new Set<string>(), accepted: 0, sentFromRecord: 0, sent: 0 };
        const { record, flush } = createEventRecorder({
          site: 'local',
          eventSecret: new Secret('fixed-event-secret-of-a-test'),
          deliver: ({ headers, body }) => {
            seen.sent += 1;
            const event = parseHttpMessage(headers, Buffer.from(body));
            if (event.kind === 'invalid') throw new Error(event.reason);
            const answer = deliveries.next().value;
            if (answer.kind === 'accepted') {
              seen.told += isAuthEvent(event.value) ? event.value.data.count : 0;
              seen.accepted += 1;
              seen.ids.add(event.value.id);
            }
            return Promise.resolve(answer);
          },
          now: () => new Date(elapsedMs()),
          newId: () => `own-${seen.made}`,
          schedule,
          elapsedMs,
          log: {
            error: (fields: unknown) => void (seen.dropped = droppedSchema.parse(fields).droppedTotal),
            warn: () => {},
            info: () => {},
          },
          limits: LIMITS,
        });
        for (const { decision: decided, address: clientAddress, passMs } of steps) {
          if (decided !== null) {
            seen.made += 1;
            const { sent } = seen;
            const tokenId = decided.kind === 'issued' ? `token-${seen.made}` : null;
            record({ ...NOTHING, ...decided, tokenId }, { clientAddress, headers: {} });
            seen.sentFromRecord += seen.sent - sent;
          }
          await pass(passMs);
        }
        const time = new AbortController();
        const flushed = flush(time.signal);
        await pass(hasTime ? 120_000 : 0);
        time.abort();
        await flushed;
        expect(seen.told + seen.dropped).toBe(seen.made);
        expect(seen.ids.size).toBe(seen.accepted);
        expect(seen.sentFromRecord).toBe(0);
      },
    ),
  );
});
