import { expect, test } from 'vitest';

import { createPasswordCheck } from './check-password.ts';
import { limitConcurrency } from './limit-concurrency.ts';

function open(limits = { running: 1, waiting: 0 }) {
  const hashed: (string | undefined)[] = [];
  const known = new Set<string>();
  const check = createPasswordCheck({
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
  expect(await check('hash of y', 'y')).toEqual({ kind: 'busy' });
  await first;
  expect([...known]).toEqual(['hash of x x']);
});
