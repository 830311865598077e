import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { createBucketThrottleMemory } from './bucket-throttle-memory.ts';
import type { Source, SourceAnswer } from './source.ts';
import { createThrottleKeys } from './throttle-keys.ts';
import { throttleSource } from './throttle-source.ts';

const HOME = '192.0.2.7';
const ELSEWHERE = '198.51.100.1';

function open() {
  const clock = createFixedClock('2026-11-22T16:00:00.000Z');
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const state: { isHolding: boolean; fault: Error | undefined; answer: SourceAnswer | undefined } = {
    isHolding: false,
    fault: undefined,
    answer: undefined,
  };
  const source: Source = {
    name: 'password',
    signIn: async ({ account, password }) => {
      asked.push(`${account} ${password}`);
      if (state.isHolding) await new Promise<void>((release) => held.push(release));
      if (state.fault !== undefined) throw state.fault;
      if (state.answer !== undefined) return state.answer;
      return password === 'right' ? signedIn(account) : { kind: 'refused', why: 'wrong-password', account };
    },
    resume: async ({ account }) => signedIn(account),
  };
  const memory = createBucketThrottleMemory({
    bucket: createMemoryBucket(),
    now: clock.now,
    sleep: () => new Promise(() => undefined),
    isWritable: () => false,
    log: { warn: () => undefined },
  });
  const throttled = throttleSource(source, {
    memory,
    keysOf: createThrottleKeys([{ reveal: () => 'secret-of-the-test' }]),
    isGuess: ({ password }) => password !== '',
    now: clock.now,
  });
  const signIn = async (password: string, address: string | null = HOME, account = 'alice') =>
    throttled.signIn({ account, password, address });
  const kindOf = async (...question: Parameters<typeof signIn>) => (await signIn(...question)).kind;
  /** So many wrong passwords, each once the delay of the last is over. */
  const fail = async (times: number, address: string | null = HOME, account = 'alice'): Promise<void> => {
    for (let one = 0; one < times; one += 1) {
      clock.advance(30_000);
      expect(await kindOf(`wrong ${one}`, address, account)).toBe('refused');
    }
  };
  return { asked, clock, fail, held, kindOf, signIn, state, throttled };
}

function signedIn(account: string): SourceAnswer {
  return {
    kind: 'authenticated',
    account,
    labels: {},
    restrictions: null,
    credential: { kind: 'password', id: '', version: '1' },
    session: null,
    maxAgeMs: 4000,
  };
}

describe('wrong passwords for an account from one network', () => {
  test('five are free, then the delay doubles from a second to thirty', async () => {
    const { clock, kindOf, signIn } = open();
    for (let one = 0; one < 5; one += 1) expect(await kindOf(`wrong ${one}`)).toBe('refused');
    for (const seconds of [1, 2, 4, 8, 16, 30, 30, 30]) {
      expect(await signIn('right')).toEqual({ kind: 'throttled', retryAfterSeconds: seconds });
      clock.advance(seconds * 1000 - 1);
      expect(await signIn('right')).toEqual({ kind: 'throttled', retryAfterSeconds: 1 });
      clock.advance(1);
      expect(await kindOf(`wrong after ${seconds}`)).toBe('refused');
    }
  });

  test('while a delay runs nothing is looked at, and asking prolongs nothing', async () => {
    const { asked, clock, fail, kindOf } = open();
    await fail(10);
    const before = asked.length;
    for (let one = 0; one < 1000; one += 1) {
      expect(await kindOf(`wrong too ${one}`)).toBe('throttled');
      clock.advance(29);
    }
    expect(asked).toHaveLength(before);
    clock.advance(1000);
    expect(await kindOf('right')).toBe('authenticated');
  });

  test('are forgotten by the right one', async () => {
    const { clock, fail, kindOf } = open();
    await fail(10);
    clock.advance(30_000);
    expect(await kindOf('right')).toBe('authenticated');
    for (let one = 0; one < 5; one += 1) expect(await kindOf(`wrong ${one}`)).toBe('refused');
    expect(await kindOf('right')).toBe('throttled');
  });

  test('are forgotten an hour after the last', async () => {
    const { clock, kindOf } = open();
    for (let one = 0; one < 5; one += 1) await kindOf(`wrong ${one}`);
    clock.advance(3_600_000);
    for (let one = 0; one < 5; one += 1) expect(await kindOf(`wrong ${one}`)).toBe('refused');
  });

  test('many at once are no more than one after another', async () => {
    const { asked, clock, kindOf } = open();
    const kinds = await Promise.all(Array.from({ length: 200 }, (_, one) => kindOf(`wrong ${one}`)));
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(5);
    expect(asked).toHaveLength(5);
    clock.advance(60_000);
    const again = await Promise.all(Array.from({ length: 200 }, (_, one) => kindOf(`wrong ${one}`)));
    expect(again.filter((kind) => kind === 'refused')).toHaveLength(1);
  });

  test('of all of an IPv6 /64 count together', async () => {
    const { fail, kindOf } = open();
    await fail(5, '2001:db8:1:2::1');
    expect(await kindOf('right', '2001:db8:1:2:ffff::9')).toBe('throttled');
    expect(await kindOf('right', '2001:db8:1:3::1')).toBe('authenticated');
  });

  test('keep neither others there out nor the account elsewhere', async () => {
    const { fail, kindOf } = open();
    await fail(20);
    expect(await kindOf('right', ELSEWHERE)).toBe('authenticated');
    expect(await kindOf('right', HOME, 'bob')).toBe('authenticated');
    expect(await kindOf('right')).toBe('throttled');
  });
});

const networkOf = (one: number): string => `203.0.${Math.floor(one / 250)}.${one % 250}`;

async function attacked() {
  const opened = open();
  expect(await opened.kindOf('right', HOME)).toBe('authenticated');
  for (let one = 0; one < 104; one += 1) await opened.kindOf(`wrong ${one}`, networkOf(one));
  opened.clock.advance(30_000);
  for (let one = 0; one < 5; one += 1) {
    await opened.kindOf('wrong', networkOf(200 + one));
    opened.clock.advance(29_000);
  }
  return opened;
}

describe('wrong passwords for an account from everywhere', () => {
  test('slow down a network where it has never signed in, and never one where it has', async () => {
    const { clock, kindOf } = await attacked();
    expect(await kindOf('right', ELSEWHERE)).toBe('throttled');
    expect(await kindOf('right', HOME)).toBe('authenticated');
    clock.advance(1000);
    expect(await kindOf('right', ELSEWHERE)).toBe('authenticated');
  });

  test('slow down its own wrong ones at home as ever', async () => {
    const { fail, kindOf } = await attacked();
    await fail(5);
    expect(await kindOf('right', HOME)).toBe('throttled');
  });

  test('do nothing to another account', async () => {
    const { kindOf } = await attacked();
    expect(await kindOf('right', ELSEWHERE, 'bob')).toBe('authenticated');
  });
});

async function sprayed() {
  const opened = open();
  expect(await opened.kindOf('right', HOME, 'bob')).toBe('authenticated');
  for (let one = 0; one < 100; one += 1) expect(await opened.kindOf('spring2026', HOME, `a${one}`)).toBe('refused');
  return opened;
}

describe('wrong passwords from one network for many accounts', () => {
  test('slow down every account that has never signed in there, and none that has', async () => {
    const { asked, clock, kindOf } = await sprayed();
    const before = asked.length;
    expect(await kindOf('spring2026', HOME, 'a100')).toBe('throttled');
    expect(asked).toHaveLength(before);
    expect(await kindOf('right', HOME, 'bob')).toBe('authenticated');
    clock.advance(1000);
    expect(await kindOf('right', HOME, 'alice')).toBe('authenticated');
  });

  test('are not forgotten because an account of the attacker signs in', async () => {
    const { clock, kindOf } = await sprayed();
    clock.advance(1000);
    expect(await kindOf('right', HOME, 'mallory')).toBe('authenticated');
    expect(await kindOf('spring2026', HOME, 'a100')).toBe('refused');
    expect(await kindOf('spring2026', HOME, 'a101')).toBe('throttled');
  });
});

describe('without an address', () => {
  test('an account is delayed by five seconds at most, and by its own refusals alone', async () => {
    const { clock, fail, signIn } = open();
    await fail(200, null);
    expect(await signIn('right', null)).toEqual({ kind: 'throttled', retryAfterSeconds: 5 });
    expect(await signIn('right', null, 'bob')).toMatchObject({ kind: 'authenticated' });
    expect(await signIn('right', HOME)).toMatchObject({ kind: 'authenticated' });
    clock.advance(5000);
    expect(await signIn('right', null)).toMatchObject({ kind: 'authenticated' });
  });
});

describe('what is no wrong password', () => {
  test.each<[string, { answer?: SourceAnswer; fault?: Error }]>([
    ['a fault', { fault: new Error('down') }],
    ['busy', { answer: { kind: 'busy' } }],
    ['throttled by what is behind', { answer: { kind: 'throttled', retryAfterSeconds: 2 } }],
    ['not its own', { answer: { kind: 'not-mine' } }],
  ])('%s does not count and leaves nothing in flight', async (_title, change) => {
    const { kindOf, state } = open();
    Object.assign(state, change);
    for (let one = 0; one < 20; one += 1) await kindOf(`any ${one}`).catch(() => undefined);
    Object.assign(state, { answer: undefined, fault: undefined });
    for (let one = 0; one < 5; one += 1) expect(await kindOf(`wrong ${one}`)).toBe('refused');
  });

  test('what can be nobody’s is left to the source, and does not count', async () => {
    const { asked, kindOf } = open();
    for (let one = 0; one < 20; one += 1) expect(await kindOf('')).toBe('refused');
    expect(asked).toHaveLength(20);
    expect(await kindOf('right')).toBe('authenticated');
  });

  test('a credential that is asked about again is never throttled', async () => {
    const { fail, throttled } = open();
    await fail(10);
    const credential = { kind: 'password', id: '', version: '1' } as const;
    expect(await throttled.resume({ account: 'alice', credential, address: HOME })).toMatchObject({
      kind: 'authenticated',
    });
  });
});

test('who is signed in by a password is not to be remembered in front of the throttle, and by what it was is', async () => {
  const { signIn, throttled } = open();
  expect(await signIn('right')).toEqual({ ...signedIn('alice'), maxAgeMs: 0 });
  const credential = { kind: 'password', id: '', version: '1' } as const;
  expect(await throttled.resume({ account: 'alice', credential, address: HOME })).toEqual(signedIn('alice'));
});

describe('at the same time', () => {
  test('those who ask the same are one try and have one answer', async () => {
    const { asked, held, kindOf, state } = open();
    state.isHolding = true;
    const pipeline = Array.from({ length: 50 }, () => kindOf('right'));
    await new Promise((resolve) => setImmediate(resolve));
    for (const release of held) release();
    expect(new Set(await Promise.all(pipeline))).toEqual(new Set(['authenticated']));
    expect(asked).toEqual(['alice right']);
  });

  test('with a wrong password it is one refusal', async () => {
    const { kindOf } = open();
    await Promise.all(Array.from({ length: 50 }, () => kindOf('wrong')));
    for (const other of ['b', 'c', 'd', 'e']) expect(await kindOf(other)).toBe('refused');
    expect(await kindOf('right')).toBe('throttled');
  });

  test('of an account, a network or a password apart they share nothing', async () => {
    const { asked, kindOf } = open();
    await Promise.all([
      kindOf('right'),
      kindOf('right', ELSEWHERE),
      kindOf('right', null),
      kindOf('right', HOME, 'bob'),
      kindOf('wrong'),
    ]);
    expect(asked).toHaveLength(5);
  });
});

/** The answers to wrong passwords, one after another, that the source refuses for this reason. */
async function answersFor(why: string, account: string | null): Promise<unknown[]> {
  const { clock, signIn, state } = open();
  state.answer = { kind: 'refused', why, account };
  const answers: unknown[] = [];
  for (let one = 0; one < 40; one += 1) {
    const answer = await signIn(`wrong ${one}`);
    answers.push(answer.kind === 'throttled' ? answer : answer.kind);
    clock.advance(700);
  }
  return answers;
}

test('an account that does not exist is throttled as one that does: the source is not asked which it is', async () => {
  const known = await answersFor('wrong-password', 'alice');
  expect(known).toContainEqual({ kind: 'throttled', retryAfterSeconds: 8 });
  expect(await answersFor('no-such-account', null)).toEqual(known);
  expect(await answersFor('disabled', 'alice')).toEqual(known);
});
