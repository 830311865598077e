import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { keysOf } from '../test/throttle-instance.ts';
import { startThrottle, type ThrottleUnderAttack } from '../test/throttle-under-attack.ts';
import { remainingDelayMs, type ThrottleRule, THROTTLE_RULES } from './throttle-delay.ts';
import { addFailure, type Failures, NO_FAILURES } from './throttle-failures.ts';
import type { ThrottleKeysOf } from './throttle-keys.ts';
import { isWideFailure } from './throttle-shard.ts';

/** All in one document and in few cells of it, as after a flood of others. */
const crowded: ThrottleKeysOf = (account, address) => {
  const keys = keysOf(account, address);
  const few = ({ key, cells }: typeof keys.pair) => {
    return { key, cells: cells.map((cell) => `${cell[0]}0${'01234567'[Number.parseInt(cell.slice(1), 16) % 8]}`) };
  };
  return {
    account: few(keys.account),
    networks: keys.networks.map(few),
    pair: few(keys.pair),
    shards: { account: '00', networks: '00' },
  };
};

type Step = { account: number; address: string | null; isRight: boolean; afterMs: number };

const address = fc.constantFrom(null, '192.0.2.7', '192.0.2.8', '2001:db8:1:1::1', '2001:db8:1:2::1', '2001:db8:2::1');
const step: fc.Arbitrary<Step> = fc.record({
  account: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 400 })),
  address,
  isRight: fc.integer({ min: 0, max: 19 }).map((one) => one === 0),
  afterMs: fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 3000 })),
});
const ghost = (tries: number): Step => {
  return { account: 1000 + Math.floor(tries / 2), address: null, isRight: false, afterMs: 8 };
};
// Those who only fill tables, and then any.
const history = fc
  .tuple(fc.nat({ max: 250 }), fc.array(step, { maxLength: 150, size: 'max' }))
  .map(([ghosts, steps]) => Array.from({ length: ghosts * 2 }, (_, tries) => ghost(tries)).concat(steps));

const nameOf = (account: number): string => `account${account}`;

async function play(throttle: ThrottleUnderAttack, steps: readonly Step[]): Promise<void> {
  for (const [index, { account, address: from, isRight, afterMs }] of steps.entries()) {
    throttle.advance(afterMs);
    await throttle.signIn(nameOf(account), from, isRight ? 'right' : `wrong ${index}`);
  }
}

/** Who had to wait by the rules if every refusal were remembered by itself. */
function unbounded() {
  const failures = new Map<string, Failures>();
  const known = new Set<string>();
  const of = (key: string): Failures => failures.get(key) ?? NO_FAILURES;
  const rulesOf = (account: string, from: string | null): [string, ThrottleRule][] => {
    const { networks, pair } = keysOf(account, from);
    if (from === null) return [[pair.key, THROTTLE_RULES.pairWithoutAddress]];
    const own: [string, ThrottleRule] = [pair.key, THROTTLE_RULES.pair];
    if (known.has(pair.key)) return [own];
    return [
      own,
      [account, THROTTLE_RULES.account],
      ...networks.map(({ key }): [string, ThrottleRule] => [key, THROTTLE_RULES.network]),
    ];
  };
  return {
    delayMs: (account: string, from: string | null, nowMs: number): number =>
      Math.max(...rulesOf(account, from).map(([key, rule]) => remainingDelayMs(of(key), rule, nowMs))),
    fail: (account: string, from: string | null, nowMs: number): void => {
      const { networks, pair } = keysOf(account, from);
      const isWide = from !== null && isWideFailure(of(pair.key), nowMs);
      const keys = [pair.key, ...(isWide ? [account, ...networks.map(({ key }) => key)] : [])];
      for (const key of keys) failures.set(key, addFailure(of(key), nowMs, Infinity));
    },
    succeed: (account: string, from: string | null): void => {
      const { pair } = keysOf(account, from);
      known.add(pair.key);
      failures.delete(pair.key);
    },
  };
}

// A history that fails is shrunk for minutes.
const RUNS = { numRuns: 40, endOnFailure: true };

describe('whatever others did and do', () => {
  test('no password is looked at before its rules allow', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const throttle = startThrottle(crowded);
        const ideal = unbounded();
        const tooEarly: Step[] = [];
        for (const [index, each] of steps.entries()) {
          throttle.advance(each.afterMs);
          const [name, from] = [nameOf(each.account), each.address];
          const { kind } = await throttle.signIn(name, from, each.isRight ? 'right' : `wrong ${index}`);
          if (kind !== 'throttled' && ideal.delayMs(name, from, throttle.nowMs()) > 0) tooEarly.push(each);
          if (kind === 'refused') ideal.fail(name, from, throttle.nowMs());
          if (kind === 'authenticated') ideal.succeed(name, from);
        }
        expect(tooEarly).toEqual([]);
      }),
      RUNS,
    );
  });

  test('nobody waits longer than the longest delay, and who comes back then is looked at', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat({ max: 2 }), address, async (steps, account, from) => {
        const throttle = startThrottle(crowded);
        await play(throttle, steps);
        const answer = await throttle.signIn(nameOf(account), from, 'right');
        if (answer.kind !== 'throttled') return;
        expect(answer.retryAfterSeconds).toBeLessThanOrEqual(from === null ? 5 : 30);
        throttle.advance(answer.retryAfterSeconds * 1000);
        expect(await throttle.signIn(nameOf(account), from, 'right')).toMatchObject({ kind: 'authenticated' });
      }),
      RUNS,
    );
  });

  test('who has signed in from there waits for nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(history, address, async (steps, from) => {
        const throttle = startThrottle(crowded);
        await throttle.signIn('owner', from, 'right');
        await play(throttle, steps);
        expect(await throttle.signIn('owner', from, 'right')).toMatchObject({ kind: 'authenticated' });
      }),
      RUNS,
    );
  });
});
