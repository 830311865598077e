import { beforeEach, describe, expect, test } from 'vitest';

import { createWaker, type Waker } from './wake-upstream.ts';

let clockMs: number;
let pokes: PromiseWithResolvers<string>[];
let lines: object[];
let waker: Waker;

beforeEach(() => {
  clockMs = 1_000_000;
  pokes = [];
  lines = [];
  waker = createWaker({
    name: 'authz',
    elapsedMs: () => clockMs,
    poke: () => {
      const poke = Promise.withResolvers<string>();
      pokes.push(poke);
      return poke.promise;
    },
    log: { debug: (fields) => void lines.push(fields) },
  });
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a function that never answered', () => {
  test('is poked, once until the poke is over', () => {
    waker.wake();
    waker.wake();
    expect(pokes).toHaveLength(1);
  });

  test('is poked again once a poke has failed, which is no more than a line for who debugs', async () => {
    waker.wake();
    pokes[0]?.reject(new Error('refused'));
    await settled();
    expect(lines).toMatchObject([{ function: 'authz', err: { message: 'refused' } }]);
    waker.wake();
    expect(pokes).toHaveLength(2);
  });

  test('is not poked while it is asked, and is once that came to nothing', async () => {
    const question = Promise.withResolvers<string>();
    const asked = waker.watch(() => question.promise)();
    waker.wake();
    expect(pokes).toHaveLength(0);
    question.reject(new Error('away'));
    await expect(asked).rejects.toThrow('away');
    waker.wake();
    expect(pokes).toHaveLength(1);
  });

  test('may fail at once', async () => {
    const failing = createWaker({
      name: 'authz',
      elapsedMs: () => clockMs,
      poke: () => {
        throw new Error('at once');
      },
      log: { debug: (fields) => void lines.push(fields) },
    });
    expect(failing.wake()).toBeUndefined();
    await settled();
    expect(lines).toHaveLength(1);
  });
});

describe('a function that answered', () => {
  test.each([
    [0, 0],
    [29_999, 0],
    [30_000, 1],
    [3_600_000, 1],
    [-1, 1],
  ])('is %d ms later poked %d times', async (laterMs, times) => {
    await waker.watch(async () => 'yes')();
    clockMs += laterMs;
    waker.wake();
    expect(pokes).toHaveLength(times);
  });

  test('a poke is such an answer', async () => {
    waker.wake();
    pokes[0]?.resolve('ok');
    await settled();
    waker.wake();
    expect(pokes).toHaveLength(1);
  });

  test('every answer counts from its own end', async () => {
    const ask = waker.watch(async () => {
      clockMs += 20_000;
    });
    await ask();
    await ask();
    clockMs += 29_999;
    waker.wake();
    expect(pokes).toHaveLength(0);
  });
});

test('a watched question is the same question', async () => {
  const ask = waker.watch(async (left: string, right: number) => `${left}${right}`);
  expect(await ask('a', 1)).toBe('a1');
});
