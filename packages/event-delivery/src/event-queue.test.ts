import type { Delivery } from '@wharfinger/events';
import { createManualSchedule } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { createEventQueue, type EventQueue, type EventQueueLimits, pauseMs } from './event-queue.ts';

const ACCEPTED: Delivery = { kind: 'accepted' };
const REFUSED: Delivery = { kind: 'refused', reason: 'the sink answered 400' };
const DOWN: Delivery = { kind: 'unavailable', reason: 'the sink is down' };
const LIMITS: EventQueueLimits = { maxEvents: 5, maxBytes: 1000, concurrency: 2, maxAttempts: 3 };

type Harness = {
  queue: EventQueue<string>;
  pass: (durationMs: number) => Promise<void>;
  /** Every event that was tried, in order. */
  tried: string[];
  dropped: [string, number][];
  sink: string[];
  mostAtOnce: () => number;
};

function start(
  answer: (event: string) => Delivery | Promise<Delivery>,
  limits: Partial<EventQueueLimits> = {},
): Harness {
  const { schedule, pass } = createManualSchedule();
  const tried: string[] = [];
  const dropped: [string, number][] = [];
  const sink: string[] = [];
  let atOnce = 0;
  let most = 0;
  const queue = createEventQueue<string>(
    { ...LIMITS, ...limits },
    {
      send: async (event) => {
        tried.push(event);
        atOnce += 1;
        most = Math.max(most, atOnce);
        try {
          return await answer(event);
        } finally {
          atOnce -= 1;
        }
      },
      schedule,
      onDrop: (reason, count) => dropped.push([reason, count]),
      onSink: (state) => sink.push(state.kind),
    },
  );
  return { queue, pass, tried, dropped, sink, mostAtOnce: () => most };
}

function enqueueAll(queue: EventQueue<string>, ...events: string[]): void {
  for (const event of events) queue.enqueue(event, 10);
}

const never = (): AbortSignal => new AbortController().signal;

describe('a queue of events', () => {
  test('sends nothing while the caller is at work, and then everything in order', async () => {
    const { queue, pass, tried, dropped, sink } = start(() => ACCEPTED);
    enqueueAll(queue, 'a', 'b', 'c');
    expect(tried).toEqual([]);
    await pass(0);
    expect(tried).toEqual(['a', 'b', 'c']);
    expect([dropped, sink]).toEqual([[], []]);
  });

  test('sends no more at once than it may, however slow the sink is', async () => {
    const answers: (() => void)[] = [];
    const { queue, pass, tried, mostAtOnce } = start(
      () => new Promise((resolve) => answers.push(() => resolve(ACCEPTED))),
    );
    enqueueAll(queue, 'a', 'b', 'c', 'd');
    await pass(60_000);
    expect(tried).toEqual(['a', 'b']);
    answers[1]?.();
    await pass(0);
    expect(tried).toEqual(['a', 'b', 'c']);
    expect(mostAtOnce()).toBe(2);
  });

  test('drops what it has no room for, counting those that are on their way, and takes more once there is room', async () => {
    const answers: (() => void)[] = [];
    const { queue, pass, tried, dropped } = start(
      () => new Promise((resolve) => answers.push(() => resolve(ACCEPTED))),
    );
    enqueueAll(queue, 'a', 'b', 'c', 'd');
    await pass(0);
    enqueueAll(queue, 'e', 'f');
    expect(dropped).toEqual([['queue-full', 1]]);
    answers[0]?.();
    await pass(0);
    enqueueAll(queue, 'g');
    expect(dropped).toHaveLength(1);
    while (answers.length > 0) {
      answers.shift()?.();
      await pass(0);
    }
    expect(tried).toEqual(['a', 'b', 'c', 'd', 'e', 'g']);
  });

  test('drops what would take too many bytes, and no longer once others have gone', async () => {
    const { queue, pass, tried, dropped } = start(() => ACCEPTED);
    queue.enqueue('a', 600);
    queue.enqueue('b', 401);
    queue.enqueue('c', 400);
    expect(dropped).toEqual([['queue-full', 1]]);
    await pass(0);
    queue.enqueue('d', 1000);
    await pass(0);
    expect(tried).toEqual(['a', 'c', 'd']);
    expect(dropped).toHaveLength(1);
  });

  test('never sends again what the sink refuses for good', async () => {
    const { queue, pass, tried, dropped, sink } = start((event) => (event === 'a' ? REFUSED : ACCEPTED));
    enqueueAll(queue, 'a', 'b');
    await pass(60_000);
    expect(tried).toEqual(['a', 'b']);
    expect(dropped).toEqual([['refused', 1]]);
    expect(sink).toEqual([]);
  });

  test('asks a sink that is down ever less often, with one event, and sends all when it is back', async () => {
    let isDown = true;
    const { queue, pass, tried, dropped, sink } = start(() => (isDown ? DOWN : ACCEPTED));
    enqueueAll(queue, 'a', 'b', 'c');
    await pass(0);
    expect(tried).toEqual(['a', 'b']);
    await pass(199);
    expect(tried).toHaveLength(2);
    await pass(1);
    expect(tried).toEqual(['a', 'b', 'c']);
    await pass(399);
    expect(tried).toHaveLength(3);
    isDown = false;
    await pass(1);
    expect(tried.slice(3)).toEqual(['a', 'b', 'c']);
    expect(dropped).toEqual([]);
    expect(sink).toEqual(['down', 'up']);
  });

  test('starts again with a short pause at the next outage', async () => {
    let isDown = true;
    const { queue, pass, tried } = start(() => (isDown ? DOWN : ACCEPTED), { maxAttempts: 20 });
    enqueueAll(queue, 'a');
    await pass(5000);
    isDown = false;
    await pass(60_000);
    isDown = true;
    tried.length = 0;
    enqueueAll(queue, 'b');
    await pass(200);
    expect(tried).toEqual(['b', 'b']);
  });

  test('gives up after so many tries, each its own', async () => {
    const { queue, pass, tried, dropped } = start(() => DOWN);
    enqueueAll(queue, 'a', 'b');
    await pass(600_000);
    expect(tried.toSorted()).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
    expect(dropped).toEqual([
      ['unavailable', 1],
      ['unavailable', 1],
    ]);
    enqueueAll(queue, 'c');
    await pass(60_000);
    expect(tried.at(-1)).toBe('c');
  });

  test('lets an event that the sink never takes keep no other waiting', async () => {
    const { queue, pass, tried, dropped } = start((event) => (event === 'bad' ? DOWN : ACCEPTED), { concurrency: 1 });
    enqueueAll(queue, 'bad', 'a', 'b', 'c');
    await pass(200);
    expect(tried.slice(0, 4)).toEqual(['bad', 'a', 'b', 'c']);
    await pass(60_000);
    expect(tried.filter((event) => event === 'bad')).toHaveLength(3);
    expect(dropped).toEqual([['unavailable', 1]]);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('a defect'))],
    [
      'throws',
      () => {
        throw new Error('a defect');
      },
    ],
  ])('takes a sender that %s for a sink that is down', async (_title, answer) => {
    const { queue, pass, dropped } = start(answer);
    enqueueAll(queue, 'a');
    await pass(60_000);
    expect(dropped).toEqual([['unavailable', 1]]);
  });
});

describe('the pause', () => {
  test('doubles, up to half a minute', () => {
    expect([1, 2, 3, 8, 9, 50].map((failures) => pauseMs(failures))).toEqual([200, 400, 800, 25_600, 30_000, 30_000]);
  });
});

describe('flush', () => {
  test('resolves at once when nothing waits', async () => {
    const { queue, tried } = start(() => ACCEPTED);
    await queue.flush(never());
    expect(tried).toEqual([]);
  });

  test('resolves when the sink has everything', async () => {
    const { queue, tried, dropped } = start(() => ACCEPTED);
    enqueueAll(queue, 'a', 'b', 'c');
    await queue.flush(never());
    expect(tried).toEqual(['a', 'b', 'c']);
    expect(dropped).toEqual([]);
  });

  test('waits for no long pause of a sink that was down', async () => {
    let isDown = true;
    const { queue, pass, tried } = start(() => (isDown ? DOWN : ACCEPTED), { maxAttempts: 100 });
    enqueueAll(queue, 'a');
    await pass(20_000);
    tried.length = 0;
    const flushed = queue.flush(never());
    await pass(0);
    expect(tried).toEqual(['a']);
    await pass(500);
    expect(tried).toEqual(['a', 'a']);
    isDown = false;
    await pass(500);
    await flushed;
    expect(tried).toEqual(['a', 'a', 'a']);
  });

  test('drops and counts what is left when there is no more time, on its way or not, once', async () => {
    const answers: (() => void)[] = [];
    const { queue, pass, dropped, tried } = start(() => new Promise((resolve) => answers.push(() => resolve(REFUSED))));
    enqueueAll(queue, 'a', 'b', 'c', 'd');
    const time = new AbortController();
    const flushed = queue.flush(time.signal);
    await pass(0);
    time.abort();
    await flushed;
    expect(dropped).toEqual([['stopped', 4]]);
    for (const answer of answers) answer();
    await pass(60_000);
    enqueueAll(queue, 'e');
    expect(dropped).toEqual([
      ['stopped', 4],
      ['stopped', 1],
    ]);
    expect(tried).toEqual(['a', 'b']);
  });

  test('has no time at all', async () => {
    const { queue, dropped } = start(() => new Promise(() => {}));
    enqueueAll(queue, 'a');
    await queue.flush(AbortSignal.abort());
    expect(dropped).toEqual([['stopped', 1]]);
  });
});
