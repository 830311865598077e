import { type Delivery, parseHttpMessage, verifyEvent, type WharfingerEvent } from '@wharfinger/events';
import { createManualSchedule } from '@wharfinger/fakes';
import { Secret } from '@wharfinger/function-kit';
import { expect, test } from 'vitest';

import { createEventRecorder, type EventRecorder } from './event-recorder.ts';
import type { TokenDecision } from './token-decision.ts';

const SECRET = 'fixed-event-secret-of-a-test';
const REFUSAL: TokenDecision = {
  kind: 'refused',
  tokenId: null,
  account: 'alice',
  why: 'wrong-password',
  credential: null,
  service: 'registry.test',
  clientId: '',
  session: null,
  caller: null,
  requested: [],
  granted: [],
  decisions: [],
};
const REQUEST = {
  clientAddress: '192.0.2.7',
  headers: { 'user-agent': 'docker/29.0', authorization: 'Basic hunter2' },
};

const refusalOf = (client: number): TokenDecision => ({ ...REFUSAL, clientId: `client-${client}` });

type Harness = {
  recorder: EventRecorder;
  events: WharfingerEvent[];
  lines: { level: string; fields: unknown }[];
  pass: (durationMs: number) => Promise<void>;
};

function start(answer: () => Delivery): Harness {
  const { schedule, elapsedMs, pass } = createManualSchedule();
  const events: WharfingerEvent[] = [];
  const lines: Harness['lines'] = [];
  const logTo = (level: string) => (fields: unknown) => void lines.push({ level, fields });
  let ids = 0;
  const recorder = createEventRecorder({
    site: 'local',
    eventSecret: new Secret(SECRET),
    deliver: async ({ headers, body }) => {
      const delivery = answer();
      const event = parseHttpMessage(headers, Buffer.from(body));
      if (event.kind === 'invalid') throw new Error(event.reason);
      if (delivery.kind === 'accepted') events.push(event.value);
      return delivery;
    },
    now: () => new Date('2026-11-22T16:23:38.750Z'),
    newId: () => `id-${(ids += 1)}`,
    schedule,
    elapsedMs,
    log: { error: logTo('error'), warn: logTo('warn'), info: logTo('info') },
    limits: {
      queue: { maxEvents: 3, maxBytes: 100_000, concurrency: 2, maxAttempts: 4 },
      counter: { windowMs: 60_000, maxContents: 10, maxBytes: 100_000, maxTokenIds: 2 },
      flood: { maxOfClient: 5, windowMs: 60_000, maxClients: 10 },
    },
  });
  return { recorder, events, lines, pass };
}

test('a decision becomes a signed event, later', async () => {
  const { recorder, events, pass } = start(() => ({ kind: 'accepted' }));
  recorder.record(REFUSAL, REQUEST);
  expect(events).toEqual([]);
  await pass(0);
  expect(events).toMatchObject([
    {
      id: 'id-1',
      type: 'dev.wharfinger.auth.denied.v1',
      subject: 'alice',
      site: 'local',
      data: { outcome: 'refused', address: '192.0.2.7', userAgent: 'docker/29.0' },
    },
  ]);
  expect(events.every((event) => verifyEvent(event, SECRET))).toBe(true);
  expect(JSON.stringify(events)).not.toContain('hunter2');
});

test("an issued token's event has its id, and an address that nobody knows is null", async () => {
  const { recorder, events, pass } = start(() => ({ kind: 'accepted' }));
  recorder.record({ ...REFUSAL, kind: 'issued', tokenId: 'jti-7' }, { clientAddress: undefined, headers: {} });
  await pass(0);
  expect(events).toMatchObject([{ id: 'jti-7', type: 'dev.wharfinger.auth.granted.v1', data: { address: null } }]);
});

test('an outage is told once, and so is its end; the event comes once, under its own id', async () => {
  let isDown = true;
  const { recorder, events, lines, pass } = start(() =>
    isDown ? { kind: 'unavailable', reason: 'the sink is down' } : { kind: 'accepted' },
  );
  recorder.record(REFUSAL, REQUEST);
  await pass(300);
  isDown = false;
  await pass(60_000);
  expect(events.map(({ id }) => id)).toEqual(['id-1']);
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
});

test('what there is no room for and what the sink refuses is counted in the log', async () => {
  const { recorder, lines, pass } = start(() => ({ kind: 'refused', reason: 'the sink answered 400' }));
  for (let count = 0; count < 5; count += 1) recorder.record(refusalOf(count), REQUEST);
  await pass(10_000);
  expect(lines).toEqual([
    { level: 'error', fields: { dropped: { 'queue-full': 1 }, droppedTotal: 1 } },
    { level: 'error', fields: { dropped: { 'queue-full': 1, refused: 3 }, droppedTotal: 5 } },
  ]);
});

test('a decision that makes no event is counted, and told without what it held', async () => {
  const { recorder, events, lines, pass } = start(() => ({ kind: 'accepted' }));
  recorder.record({ ...REFUSAL, account: 'a\nhunter2' }, REQUEST);
  recorder.record(REFUSAL, REQUEST);
  await pass(0);
  expect(events).toHaveLength(1);
  expect(lines).toContainEqual({ level: 'error', fields: { dropped: { refused: 1 }, droppedTotal: 1 } });
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

test('at the end all that is left goes out, or is counted', async () => {
  const taking = start(() => ({ kind: 'accepted' }));
  taking.recorder.record(REFUSAL, REQUEST);
  await taking.recorder.flush(new AbortController().signal);
  expect(taking.events).toHaveLength(1);
  const refusing = start(() => ({ kind: 'unavailable', reason: 'the sink is down' }));
  for (let count = 0; count < 5; count += 1) refusing.recorder.record(refusalOf(count), REQUEST);
  await refusing.recorder.flush(AbortSignal.abort());
  expect(refusing.lines.at(-1)).toEqual({
    level: 'error',
    fields: { dropped: { 'queue-full': 1, stopped: 3 }, droppedTotal: 5 },
  });
});

test('equal decisions are one event for the first and one for the others', async () => {
  const { recorder, events, pass } = start(() => ({ kind: 'accepted' }));
  for (let count = 0; count < 5; count += 1) {
    recorder.record({ ...REFUSAL, kind: 'issued', tokenId: `jti-${count}` }, REQUEST);
  }
  await pass(60_000);
  expect(events).toMatchObject([
    { id: 'jti-0', data: { count: 1 } },
    { id: 'jti-1', data: { count: 4, tokenIds: ['jti-1', 'jti-2'], tokenIdsTruncated: true } },
  ]);
  expect(events.every((event) => verifyEvent(event, SECRET))).toBe(true);
});

test('an event that is lost counts for every decision that it tells of', async () => {
  const { recorder, lines } = start(() => ({ kind: 'unavailable', reason: 'the sink is down' }));
  for (let count = 0; count < 5; count += 1) recorder.record(REFUSAL, REQUEST);
  await recorder.flush(AbortSignal.abort());
  recorder.record(REFUSAL, REQUEST);
  recorder.record(REFUSAL, REQUEST);
  await recorder.flush(AbortSignal.abort());
  expect(lines.at(-1)).toEqual({ level: 'error', fields: { dropped: { stopped: 2 }, droppedTotal: 7 } });
});
