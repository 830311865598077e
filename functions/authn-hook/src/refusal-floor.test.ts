import { expect, test } from 'vitest';

import { floorRefusals } from './refusal-floor.ts';
import type { Source, SourceAnswer } from './source.ts';

const QUESTION = { account: 'alice', password: 'x', address: null };
const REFUSED: SourceAnswer = { kind: 'refused', why: 'wrong-password', account: 'alice' };
const AUTHENTICATED: SourceAnswer = {
  kind: 'authenticated',
  account: 'alice',
  labels: {},
  restrictions: null,
  credential: { kind: 'password', id: '', version: '1' },
  session: null,
  maxAgeMs: 0,
};

function open(answer: Promise<SourceAnswer>) {
  const floor = Promise.withResolvers<void>();
  const slept: number[] = [];
  const source: Source = {
    name: 'password',
    signIn: () => answer,
    resume: () => answer,
  };
  const floored = floorRefusals(source, {
    floorMs: 200,
    sleep: async (ms) => {
      slept.push(ms);
      await floor.promise;
    },
  });
  return { floor, floored, slept };
}

const PENDING = Symbol('pending');
const stateOf = <T>(promise: Promise<T>): Promise<T | typeof PENDING> =>
  Promise.race([promise, new Promise<typeof PENDING>((resolve) => setImmediate(resolve, PENDING))]);

test('a refusal waits for the floor, which counts from the question', async () => {
  const answer = Promise.withResolvers<SourceAnswer>();
  const { floor, floored, slept } = open(answer.promise);
  const signedIn = floored.signIn(QUESTION);
  expect(slept).toEqual([200]);
  answer.resolve(REFUSED);
  expect(await stateOf(signedIn)).toBe(PENDING);
  floor.resolve();
  expect(await signedIn).toEqual(REFUSED);
});

test('a refusal that took longer is held back no more', async () => {
  const answer = Promise.withResolvers<SourceAnswer>();
  const { floor, floored } = open(answer.promise);
  const signedIn = floored.signIn(QUESTION);
  floor.resolve();
  expect(await stateOf(signedIn)).toBe(PENDING);
  answer.resolve(REFUSED);
  expect(await signedIn).toEqual(REFUSED);
});

test.each<[string, SourceAnswer]>([
  ['who is signed in', AUTHENTICATED],
  ['who has to come back later', { kind: 'throttled', retryAfterSeconds: 4 }],
  ['that nobody can say', { kind: 'busy' }],
  ['what is not its own', { kind: 'not-mine' }],
])('%s is answered at once', async (_title, answer) => {
  expect(await open(Promise.resolve(answer)).floored.signIn(QUESTION)).toEqual(answer);
});

test('a fault is one at once', async () => {
  const { floored } = open(Promise.reject(new Error('down')));
  await expect(floored.signIn(QUESTION)).rejects.toThrow('down');
});

test('a credential that is asked about again was not guessed: its refusal comes at once', async () => {
  const { floored, slept } = open(Promise.resolve(REFUSED));
  const credential = { kind: 'password', id: '', version: '1' } as const;
  expect(await floored.resume({ account: 'alice', credential, address: null })).toEqual(REFUSED);
  expect([floored.name, slept]).toEqual(['password', []]);
});
