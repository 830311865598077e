import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';

import { throttleDocumentSchema, throttleKey } from './throttle-document.ts';
import { EMPTY_SHARD, failPair, mergeShards, type ThrottleShard } from './throttle-shard.ts';

const DOCUMENT = {
  schema: 1,
  pairs: { 'AAAAAAAAAAAA.BBBBBBBBBBBB': 'mz0000.1.a', 'AAAAAAAAAAAA.-': 'mz0000' },
  known: { 'AAAAAAAAAAAA.BBBBBBBBBBBB': 1_800_000_000_000 },
  accounts: { AAAAAAAAAAAA: 'mz0000' },
  networks: {},
};

test('times are kept as steps', () => {
  const first = Number.parseInt('mz0000', 36);
  const shard = throttleDocumentSchema.parse(DOCUMENT);
  expect(shard.pairs.get('AAAAAAAAAAAA.BBBBBBBBBBBB')).toEqual([first, first + 1, first + 11]);
  expect(z.encode(throttleDocumentSchema, shard)).toEqual(DOCUMENT);
});

test.each([
  ['another schema', { schema: 2 }],
  ['a member too many', { more: {} }],
  ['an account in clear', { accounts: { alice: 'mz0000' } }],
  ['an address in clear', { networks: { '192.0.2.7': 'mz0000' } }],
  ['a pair that is none', { pairs: { AAAAAAAAAAAA: 'mz0000' } }],
  ['no time', { accounts: { AAAAAAAAAAAA: '' } }],
  ['what is no time', { accounts: { AAAAAAAAAAAA: '1.-2' } }],
  ['a sign-in that is no time', { known: { 'AAAAAAAAAAAA.-': 'yesterday' } }],
])('%s is no document', (_title, change) => {
  expect(throttleDocumentSchema.safeParse({ ...DOCUMENT, ...change }).success).toBe(false);
});

const hash = fc.stringMatching(/^[A-Za-z0-9_-]{12}$/);
const pair = fc.tuple(hash, fc.oneof(hash, fc.constant('-'))).map((parts) => parts.join('.'));
const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const failures = fc.uniqueArray(time, { minLength: 1, maxLength: 105 }).map((times) => times.toSorted((a, b) => a - b));
const mapOf = <K, V>(key: fc.Arbitrary<K>, value: fc.Arbitrary<V>) =>
  fc.array(fc.tuple(key, value), { maxLength: 5 }).map((entries) => new Map(entries));

test('what is written is read again', () => {
  const shard = fc.record({
    pairs: mapOf(pair, failures),
    known: mapOf(pair, time),
    accounts: mapOf(hash, failures),
    networks: mapOf(hash, failures),
  });
  fc.assert(
    fc.property(shard, (written: ThrottleShard) => {
      const text = JSON.stringify(z.encode(throttleDocumentSchema, written));
      expect(throttleDocumentSchema.parse(JSON.parse(text))).toEqual(written);
    }),
  );
});

const name = (letter: string, index: number): string => `${letter}${index}`.padEnd(12, letter);

test('the largest document there can be is small', () => {
  let shard = EMPTY_SHARD;
  const known = new Map<string, number>();
  for (let one = 0; one < 100; one += 1) {
    for (let times = 0; times < 110; times += 1) {
      const keys = { pair: `${name('a', one)}.${name('n', one)}`, account: name('a', one) };
      shard = failPair(shard, keys, 1_800_000_000_000 + times * 30_000 + one, true);
    }
    for (let pairs = 0; pairs < 40; pairs += 1) known.set(`${name('k', one)}.${name('m', pairs)}`, 1_800_000_000_000);
  }
  shard = mergeShards({ ...shard, known, networks: shard.accounts }, EMPTY_SHARD);
  const bytes = JSON.stringify(z.encode(throttleDocumentSchema, shard)).length;
  expect([shard.pairs.size, shard.known.size, shard.accounts.size, shard.networks.size]).toEqual([96, 256, 32, 32]);
  expect(bytes).toBeLessThan(65_536);
});

test('a shard is a document of its own below the prefix', () => {
  expect(throttleKey('0f')).toBe('identities/throttle/0f.json');
});
