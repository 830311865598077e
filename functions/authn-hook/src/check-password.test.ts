import { expect, test } from 'vitest';

import { createPasswordCheck } from './check-password.ts';
import { limitConcurrency } from './limit-concurrency.ts';

function open(limits = { running: 1, waiting: 0, waitingPerKey: 1 }) {
  const hashed: (string | undefined)[] = [];
  const known = new Set<string>();
  const checkPassword = createPasswordCheck({
    hasher: {
      verify: async (hash, password) => {
        hashed.push(hash);
        return hash === `hash of ${password}` || hash === undefined;
      },
    },
    limit: limitConcurrency(limits),
    verified: {
      has: (hash, password) => known.has(`${hash} ${password}`),
      add: (hash, password) => known.add(`${hash} ${password}`),
    },
  });
  const check = (hash: string | undefined, password: string, keys: string[] = []) =>
    checkPassword(hash, password, keys);
  return { check, hashed, known };
}

test('a password that matched is not hashed a second time', async () => {
  const { check, hashed } = open();
  expect(await check('hash of x', 'x')).toEqual({ kind: 'done', value: true });
  expect(await check('hash of x', 'x')).toEqual({ kind: 'done', value: true });
  expect(hashed).toEqual(['hash of x']);
});

test('a password that did not match is hashed each time', async () => {
  const { check, hashed, known } = open();
  expect(await check('hash of x', 'y')).toEqual({ kind: 'done', value: false });
  expect(await check('hash of x', 'y')).toEqual({ kind: 'done', value: false });
  expect(hashed).toHaveLength(2);
  expect(known.size).toBe(0);
});

test('an account that is not there costs a hash each time, and nothing of it is remembered', async () => {
  const { check, hashed, known } = open();
  await check(undefined, 'x');
  await check(undefined, 'x');
  expect(hashed).toEqual([undefined, undefined]);
  expect(known.size).toBe(0);
});

test('beyond the limit it says so, and remembers nothing', async () => {
  const { check, known } = open();
  const first = check('hash of x', 'x');
  expect(await check('hash of y', 'y')).toEqual({ kind: 'busy', who: 'everybody' });
  await first;
  expect([...known]).toEqual(['hash of x x']);
});

test('its keys bound how many wait', async () => {
  const { check } = open({ running: 1, waiting: 9, waitingPerKey: 1 });
  const waiting = [check('hash of x', 'x', ['a']), check('hash of x', 'y', ['a'])];
  expect(await check('hash of x', 'z', ['a'])).toEqual({ kind: 'busy', who: 'caller' });
  await Promise.all(waiting);
});

test.each([
  ['an account', 'hash of x'],
  ['no account', undefined],
])('many who ask the same of %s at once share one check, and the next asks anew', async (_title, hash) => {
  const { check, hashed, known } = open();
  const answers = await Promise.all(Array.from({ length: 20 }, () => check(hash, 'x', ['account a'])));
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['done']));
  expect(hashed).toEqual([hash]);
  known.clear();
  await check(hash, 'x', ['account a']);
  expect(hashed).toEqual([hash, hash]);
});

test('those who ask for another account, or with another password, share nothing', async () => {
  const { check, hashed } = open({ running: 9, waiting: 0, waitingPerKey: 1 });
  await Promise.all([
    check(undefined, 'x', ['account a']),
    check(undefined, 'x', ['account b']),
    check(undefined, 'y', ['account a']),
  ]);
  expect(hashed).toHaveLength(3);
});

test('a check that fails is forgotten', async () => {
  const failing = createPasswordCheck({
    hasher: { verify: async () => Promise.reject(new Error('no memory')) },
    limit: limitConcurrency({ running: 1, waiting: 0, waitingPerKey: 1 }),
    verified: { has: () => false, add: () => undefined },
  });
  await expect(failing('h', 'x', [])).rejects.toThrow('no memory');
  await expect(failing('h', 'x', [])).rejects.toThrow('no memory');
});
