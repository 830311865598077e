import { createFixedClock } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { countsOf, documentOf, failTimes, home, keysOf, startInstance } from '../test/throttle-instance.ts';

describe('what an instance did', () => {
  test('is known at once, without the store', () => {
    const { bucket, memory } = startInstance();
    failTimes(memory, 3);
    expect(countsOf(memory)).toEqual({ pair: 3, account: 3, network: 3, isKnown: false });
    expect(countsOf(memory, keysOf('alice', '192.0.2.8'))).toMatchObject({ pair: 0, account: 3, network: 0 });
    expect(countsOf(memory, keysOf('bob', '192.0.2.7'))).toMatchObject({ pair: 0, account: 0, network: 3 });
    memory.succeed(home);
    expect(countsOf(memory)).toEqual({ pair: 0, account: 3, network: 3, isKnown: true });
    expect(bucket.calls).toEqual([]);
  });

  test('without an address is about the pair alone', () => {
    const { memory } = startInstance();
    const anywhere = keysOf('alice', null);
    failTimes(memory, 3, anywhere);
    expect(countsOf(memory, anywhere)).toEqual({ pair: 3, account: 0, network: 0, isKnown: false });
  });

  test('is written a second later, however often it was done', async () => {
    const { memory, puts, wake } = startInstance();
    failTimes(memory, 50);
    expect(puts()).toEqual([]);
    await wake(1000);
    expect(puts().toSorted()).toEqual([documentOf(home.shards.account), documentOf(home.shards.networks)].toSorted());
    await wake(1000);
    await wake(1000);
    expect(puts()).toHaveLength(2);
    memory.fail(home);
    await wake(1000);
    expect(puts()).toHaveLength(3);
  });

  test('meanwhile is written as well', async () => {
    const { memory, puts, wake } = startInstance();
    memory.fail(home);
    await wake(1000);
    memory.succeed(home);
    await wake(1000);
    expect(puts()).toHaveLength(3);
  });

  test('holds no account and no address', async () => {
    const { bucket, memory, wake } = startInstance();
    failTimes(memory, 5);
    memory.succeed(home);
    await wake(1000);
    expect(JSON.stringify(bucket.contents())).not.toMatch(/alice|192\.0\.2/);
  });

  test('a sign-in like the last one writes nothing', async () => {
    const { memory, puts, wake } = startInstance();
    memory.succeed(home);
    await wake(1000);
    expect(puts()).toHaveLength(1);
    memory.succeed(home);
    await wake(1000);
    await wake(1000);
    expect(puts()).toHaveLength(1);
  });

  test('in a spray over all documents is written sixteen of them a second', async () => {
    const { memory, puts, wake } = startInstance();
    for (let one = 0; one < 4000; one += 1) memory.fail(keysOf(`a${one}`, null));
    await wake(1000);
    expect(puts()).toHaveLength(16);
    await wake(1000);
    expect(new Set(puts()).size).toBe(32);
  });
});

describe('several instances', () => {
  test('know after five seconds what the others wrote', async () => {
    const one = startInstance();
    const other = startInstance(one);
    await other.memory.refresh(home);
    failTimes(one.memory, 5);
    await one.wake(1000);
    one.clock.advance(4999);
    await other.memory.refresh(home);
    expect(countsOf(other.memory)).toMatchObject({ pair: 0 });
    one.clock.advance(1);
    await other.memory.refresh(home);
    expect(countsOf(other.memory)).toEqual({ pair: 5, account: 5, network: 5, isKnown: false });
  });

  test('that write the same document at once lose nothing of each other', async () => {
    const one = startInstance();
    const other = startInstance(one);
    failTimes(one.memory, 2);
    one.clock.advance(7);
    failTimes(other.memory, 3);
    await Promise.all([one.memory.flush(), other.memory.flush()]);
    const third = startInstance(one);
    await third.memory.refresh(home);
    expect(countsOf(third.memory)).toEqual({ pair: 5, account: 5, network: 5, isKnown: false });
  });

  test('forget refusals when the account signs in at one of them', async () => {
    const one = startInstance();
    const other = startInstance(one);
    failTimes(one.memory, 5);
    await one.memory.flush();
    one.clock.advance(100);
    await other.memory.refresh(home);
    other.memory.succeed(home);
    await other.memory.flush();
    one.clock.advance(5000);
    await one.memory.refresh(home);
    expect(countsOf(one.memory)).toMatchObject({ pair: 0, isKnown: true });
  });

  test('of which one has a wrong clock do not keep out who comes to the others', async () => {
    const wrong = startInstance();
    failTimes(wrong.memory, 10);
    await wrong.memory.flush();
    const clock = createFixedClock('2025-11-22T16:00:00.000Z');
    const right = startInstance({ bucket: wrong.bucket, clock });
    await right.memory.refresh(home);
    failTimes(right.memory, 6);
    expect(countsOf(right.memory)).toEqual({ pair: 6, account: 5, network: 5, isKnown: false });
    await right.memory.flush();
    const next = startInstance({ bucket: wrong.bucket, clock });
    await next.memory.refresh(home);
    expect(countsOf(next.memory)).toMatchObject({ pair: 6 });
  });
});
