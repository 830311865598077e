import { expect, test } from 'vitest';
import { createDispatcher } from './dispatcher.ts';
import type { Attempt } from './http-subscriber.ts';

const TAKEN: Attempt = { answer: { kind: 'response', status: 204, isReplyEvent: false, isEmpty: true } };

test.each([
  ['no more than its trigger says', 2, 2],
  ['ten when its trigger says nothing', undefined, 10],
])('has so many requests to a subscriber under way at once: %s', async (_title, concurrency, expected) => {
  const gates: (() => void)[] = [];
  const removed: string[] = [];
  const dispatcher = createDispatcher({
    trigger: 'all',
    subscriber: 'http://all/',
    concurrency,
    spool: {
      store: () => Promise.reject(new Error('nothing is stored')),
      load: () => ({ attributes: {}, data: new Uint8Array() }),
      remove: (key) => void removed.push(key),
      keys: () => [],
    },
    deliver: () => new Promise((resolve) => gates.push(() => resolve(TAKEN))),
    acceptReply: () => Promise.reject(new Error('there is no reply')),
    storeDeadLetter: () => {},
    schedule: () => {},
    now: () => new Date(0),
    log: () => {},
  });

  for (let key = 0; key < 15; key += 1) dispatcher.enqueue(String(key));
  await expect.poll(() => gates.length).toBe(expected);
  gates[0]?.();
  await expect.poll(() => gates.length).toBe(expected + 1);
  await expect
    .poll(() => {
      for (const open of gates) open();
      return removed.length;
    })
    .toBe(15);
});
