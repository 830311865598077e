import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBroker, type Broker } from './broker.ts';
import type { CloudEvent } from './cloud-event.ts';
import { createDeadLetters } from './dead-letters.ts';
import type { Attempt } from './http-subscriber.ts';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const event = (id: string, type = 'a.pushed'): CloudEvent => ({
  attributes: { specversion: '1.0', id, source: '/s', type },
  contentType: 'application/json',
  data: Buffer.from('{"a":1}'),
});
const status = (code: number): Attempt => ({
  answer: { kind: 'response', status: code, isEmpty: true, isReplyEvent: false },
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broker-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A broker with two triggers (`all`, and `pushed` for some), subscribers under control, and a clock that stands still. */
function startBroker(deliver: (subscriber: string, event: CloudEvent) => Promise<Attempt>) {
  const delays: number[] = [];
  const deadLetters = createDeadLetters(join(folder, 'dead-letters'));
  const broker = createBroker(
    {
      port: 0,
      ingressPath: '/',
      spoolDirectory: join(folder, 'spool'),
      deadLetterDirectory: join(folder, 'dead-letters'),
      triggers: [
        { name: 'all', subscriber: 'http://all/', filters: [] },
        { name: 'pushed', subscriber: 'http://pushed/', filters: [{ suffix: { type: '.pushed' } }] },
      ],
    },
    {
      deadLetters,
      deliver,
      schedule: (work, delayMs) => {
        delays.push(delayMs);
        queueMicrotask(work);
      },
      now: () => NOW,
      log: () => undefined,
    },
  );
  return { broker, deadLetters, delays };
}

const spooled = (trigger: string) => readdirSync(join(folder, 'spool', trigger));

async function untilSpoolIsEmpty(broker: Broker) {
  await expect.poll(() => [...spooled('all'), ...spooled('pushed')]).toStrictEqual([]);
  await broker.stop();
}

test('an event goes to each trigger whose filters it passes, stamped with its arrival', async () => {
  const got: [string, CloudEvent][] = [];
  const { broker } = startBroker(async (subscriber, delivered) => {
    got.push([subscriber, delivered]);
    return status(204);
  });

  await broker.accept(event('1'));
  await broker.accept(event('2', 'a.pulled'));
  await untilSpoolIsEmpty(broker);

  const received = got.map(([subscriber, { attributes }]) => `${subscriber} ${String(attributes['id'])}`);
  expect(received.toSorted()).toStrictEqual(['http://all/ 1', 'http://all/ 2', 'http://pushed/ 1']);
  expect(got[0]?.[1]).toStrictEqual({
    attributes: { ...event('1').attributes, knativearrivaltime: NOW.toISOString(), knativebrokerttl: '255' },
    contentType: 'application/json',
    data: Buffer.from('{"a":1}'),
  });
});

test('an event that was accepted is delivered by the next broker when this one dies', async () => {
  const { promise: never } = Promise.withResolvers<Attempt>();
  const first = startBroker(async () => await never);
  await first.broker.accept(event('1'));
  expect(spooled('all')).toHaveLength(1);

  const got: string[] = [];
  const second = startBroker(async (subscriber) => {
    got.push(subscriber);
    return status(200);
  });
  await untilSpoolIsEmpty(second.broker);

  expect(got.toSorted()).toStrictEqual(['http://all/', 'http://pushed/']);
});

test('a refusal makes a dead letter at once, and holds up neither other events nor other triggers', async () => {
  const { broker, deadLetters, delays } = startBroker(async (subscriber, { attributes }) =>
    status(subscriber === 'http://all/' && attributes['id'] === 'bad' ? 400 : 204),
  );

  await broker.accept(event('bad'));
  await broker.accept(event('good'));
  await untilSpoolIsEmpty(broker);

  expect(delays).toStrictEqual([]);
  expect(deadLetters.list()).toStrictEqual([
    {
      trigger: 'all',
      subscriber: 'http://all/',
      attempts: 1,
      reason: 'HTTP 400',
      at: NOW.toISOString(),
      event: {
        attributes: { ...event('bad').attributes, knativearrivaltime: NOW.toISOString(), knativebrokerttl: '255' },
        contentType: 'application/json',
        data: '{"a":1}',
      },
    },
  ]);
});

test('a subscriber that comes back gets the event after the pauses', async () => {
  const answers = [503, 503, 204];
  const { broker, deadLetters, delays } = startBroker(async (subscriber) =>
    status(subscriber === 'http://all/' ? (answers.shift() ?? 500) : 204),
  );

  await broker.accept(event('1'));
  await untilSpoolIsEmpty(broker);

  expect(delays).toStrictEqual([200, 400]);
  expect(deadLetters.list()).toStrictEqual([]);
});

test('a subscriber that stays away leaves a dead letter after eleven attempts', async () => {
  const { broker, deadLetters } = startBroker(async (subscriber) =>
    subscriber === 'http://all/' ? { answer: { kind: 'no-response', reason: 'no connection' } } : status(204),
  );

  await broker.accept(event('1'));
  await untilSpoolIsEmpty(broker);

  expect(deadLetters.list()).toMatchObject([{ attempts: 11, reason: 'no connection' }]);
});

test('an answer that is an event enters the broker, until it has gone round too often', async () => {
  const rounds: string[] = [];
  const { broker } = startBroker(async (subscriber, { attributes }) => {
    if (subscriber !== 'http://all/') return status(204);
    rounds.push(attributes['knativebrokerttl'] ?? '');
    return {
      answer: { kind: 'response', status: 200, isEmpty: false, isReplyEvent: true },
      reply: {
        ...event('reply', 'a.reply'),
        attributes: { ...event('reply', 'a.reply').attributes, knativebrokerttl: attributes['knativebrokerttl'] ?? '' },
      },
    };
  });

  await broker.accept({ ...event('1'), attributes: { ...event('1').attributes, knativebrokerttl: '4' } });
  await untilSpoolIsEmpty(broker);

  expect(rounds).toStrictEqual(['3', '2', '1']);
});

test('no subscriber has more than ten requests at once', async () => {
  const gates: PromiseWithResolvers<Attempt>[] = [];
  const { broker } = startBroker(async (subscriber) => {
    if (subscriber !== 'http://all/') return status(204);
    const gate = Promise.withResolvers<Attempt>();
    gates.push(gate);
    return await gate.promise;
  });

  await Promise.all(Array.from({ length: 15 }, async (_, index) => await broker.accept(event(String(index)))));
  await expect.poll(() => gates.length).toBe(10);

  gates[0]?.resolve(status(204));
  await expect.poll(() => gates.length).toBe(11);
  await expect
    .poll(() => {
      gates.forEach((gate) => gate.resolve(status(204)));
      return spooled('all').length;
    })
    .toBe(0);
  expect(gates).toHaveLength(15);
});

test('data that is no text survives the spool', async () => {
  const data = new Uint8Array([0, 255, 254]);
  const got: Uint8Array[] = [];
  const { broker } = startBroker(async (_, delivered) => {
    got.push(delivered.data);
    return status(204);
  });

  await broker.accept({ ...event('1', 'a.pulled'), data });
  await untilSpoolIsEmpty(broker);

  expect(got.map((bytes) => Buffer.from(bytes).toString('hex'))).toStrictEqual(['00fffe']);
});
