import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';

import { createBucketThrottleMemory } from '../src/bucket-throttle-memory.ts';
import type { SourceAnswer } from '../src/source.ts';
import type { ThrottleKeysOf } from '../src/throttle-keys.ts';
import { throttleSource } from '../src/throttle-source.ts';
import { keysOf as keysOfTest } from './throttle-instance.ts';

/** A throttled source for which `right` is everybody's password, and a clock that only the test moves. */
export type ThrottleUnderAttack = {
  advance: (ms: number) => void;
  nowMs: () => number;
  signIn: (account: string, address: string | null, password: string) => Promise<SourceAnswer>;
};

export function startThrottle(keysOf: ThrottleKeysOf = keysOfTest): ThrottleUnderAttack {
  const clock = createFixedClock('2026-11-22T16:00:00.000Z');
  const memory = createBucketThrottleMemory({
    bucket: createMemoryBucket(),
    now: clock.now,
    sleep: () => new Promise(() => undefined),
    isWritable: () => false,
    log: { warn: () => undefined },
  });
  const source = throttleSource(
    {
      name: 'password',
      signIn: async ({ account, password }) =>
        password === 'right' ? signedIn(account) : { kind: 'refused', why: 'wrong-password', account: null },
      resume: async () => ({ kind: 'not-mine' }),
    },
    { memory, keysOf, isGuess: () => true, now: clock.now },
  );
  return {
    advance: (ms) => clock.advance(ms),
    nowMs: () => clock.now().getTime(),
    signIn: (account, address, password) => source.signIn({ account, address, password }),
  };
}

/** Accounts that are remembered in the same document as this one, as if an attacker could know. */
export function accountsBeside(account: string, count: number): string[] {
  const { shards } = keysOfTest(account, null);
  const found: string[] = [];
  for (let one = 0; found.length < count; one += 1) {
    if (keysOfTest(`ghost${one}`, null).shards.account === shards.account) found.push(`ghost${one}`);
  }
  return found;
}

function signedIn(account: string): SourceAnswer {
  return {
    kind: 'authenticated',
    account,
    labels: {},
    restrictions: null,
    credential: { kind: 'password', id: '', version: '1' },
    session: null,
    maxAgeMs: 0,
  };
}
