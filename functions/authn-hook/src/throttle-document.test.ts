import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';

import { type CellTable, cellsOf } from './throttle-cells.ts';
import { throttleDocumentSchema, throttleKey } from './throttle-document.ts';
import { EMPTY_SHARD, mergeShards, type ThrottleShard } from './throttle-shard.ts';
import { THROTTLE_TABLES } from './throttle-tables.ts';

const DOCUMENT = {
  schema: 2,
  pairs: { 'AAAAAAAAAAAA.BBBBBBBBBBBB': 'mz0000.1.a', 'AAAAAAAAAAAA.-': 'mz0000' },
  known: { 'AAAAAAAAAAAA.BBBBBBBBBBBB': 1_800_000_000_000 },
  cells: { pairs: { '23f': 'mz0000' }, accounts: { '11f': 'mz0000' }, networks: {} },
};

test('times are kept as steps', () => {
  const first = Number.parseInt('mz0000', 36);
  const shard = throttleDocumentSchema.parse(DOCUMENT);
  expect(shard.pairs.get('AAAAAAAAAAAA.BBBBBBBBBBBB')).toEqual([first, first + 1, first + 11]);
  expect(z.encode(throttleDocumentSchema, shard)).toEqual(DOCUMENT);
});

test.each([
  ['another schema', { schema: 3 }],
  ['a member too many', { more: {} }],
  ['an account in clear', { known: { 'alice.-': 1_800_000_000_000 } }],
  ['a cell of no row', { cells: { ...DOCUMENT.cells, pairs: { '300': 'mz0000' } } }],
  ['a cell of no column', { cells: { ...DOCUMENT.cells, networks: { '020': 'mz0000' } } }],
  ['a cell of no name', { cells: { ...DOCUMENT.cells, networks: { '0': 'mz0000' } } }],
  ['a pair that is none', { pairs: { AAAAAAAAAAAA: 'mz0000' } }],
  ['no time', { pairs: { 'AAAAAAAAAAAA.-': '' } }],
  ['what is no time', { pairs: { 'AAAAAAAAAAAA.-': '1.-2' } }],
  ['a sign-in that is no time', { known: { 'AAAAAAAAAAAA.-': 'yesterday' } }],
])('%s is no document', (_title, change) => {
  expect(throttleDocumentSchema.safeParse({ ...DOCUMENT, ...change }).success).toBe(false);
});

test('of schema 1 pairs and sign-ins are read', () => {
  const { pairs, known } = DOCUMENT;
  const shard = throttleDocumentSchema.parse({
    schema: 1,
    pairs,
    known,
    accounts: { AAAAAAAAAAAA: 'mz0000' },
    networks: {},
  });
  expect(z.encode(throttleDocumentSchema, shard)).toEqual({
    ...DOCUMENT,
    cells: { pairs: {}, accounts: {}, networks: {} },
  });
});

const hash = fc.stringMatching(/^[A-Za-z0-9_-]{12}$/);
const pair = fc.tuple(hash, fc.oneof(hash, fc.constant('-'))).map((parts) => parts.join('.'));
const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const failures = fc.uniqueArray(time, { minLength: 1, maxLength: 105 }).map((times) => times.toSorted((a, b) => a - b));
const mapOf = <K, V>(key: fc.Arbitrary<K>, value: fc.Arbitrary<V>) =>
  fc.array(fc.tuple(key, value), { maxLength: 5 }).map((entries) => new Map(entries));

const cellsOfTable = ({ rows, columns }: CellTable) => {
  const hashes = fc.uint8Array({ minLength: rows, maxLength: rows });
  return mapOf(
    hashes.map((bytes) => cellsOf(bytes, { rows, columns, keep: 1 })[rows - 1] ?? ''),
    failures,
  );
};

test('what is written is read again', () => {
  const shard = fc.record({
    pairs: mapOf(pair, failures),
    known: mapOf(pair, time),
    cells: fc.record({
      pairs: cellsOfTable(THROTTLE_TABLES.pairs),
      accounts: cellsOfTable(THROTTLE_TABLES.accounts),
      networks: cellsOfTable(THROTTLE_TABLES.networks),
    }),
  });
  fc.assert(
    fc.property(shard, (written: ThrottleShard) => {
      const text = JSON.stringify(z.encode(throttleDocumentSchema, written));
      expect(throttleDocumentSchema.parse(JSON.parse(text))).toEqual(written);
    }),
  );
});

const name = (letter: string, index: number): string => `${letter}${index}`.padEnd(12, letter);
const START_MS = 1_800_000_000_000;

/** So many refusals, spread over most of an hour. */
const times = (count: number, offset: number): number[] =>
  Array.from({ length: count }, (_, index) => START_MS + index * Math.floor(3_500_000 / count) + offset);

function fullTable({ rows, columns, keep }: CellTable): Map<string, number[]> {
  const names = Array.from({ length: columns }, (_, column) =>
    cellsOf(new Uint8Array(rows).fill(column), { rows, columns, keep }),
  );
  return new Map(names.flat().map((cell, index) => [cell, times(keep, index)]));
}

test('the largest document there can be is small', () => {
  const known = new Map<string, number>();
  const pairs = new Map<string, number[]>();
  for (let one = 0; one < 100; one += 1) {
    pairs.set(`${name('a', one)}.${name('n', one)}`, times(10, one));
    for (let network = 0; network < 40; network += 1) {
      const pairOf = `${name('k', one)}.${name('m', network)}`;
      known.set(pairOf, START_MS - 1);
      pairs.set(pairOf, times(10, network));
    }
  }
  const { pairs: ofPairs, accounts, networks } = THROTTLE_TABLES;
  const cells = { pairs: fullTable(ofPairs), accounts: fullTable(accounts), networks: fullTable(networks) };
  const shard = mergeShards({ known, pairs, cells }, EMPTY_SHARD);
  expect([shard.pairs.size, shard.known.size]).toEqual([96 + 256, 256]);
  expect([shard.cells.pairs.size, shard.cells.accounts.size, shard.cells.networks.size]).toEqual([192, 64, 64]);
  expect(JSON.stringify(z.encode(throttleDocumentSchema, shard)).length).toBeLessThan(131_072);
});

test('a shard is a document of its own below the prefix', () => {
  expect(throttleKey('0f')).toBe('identities/throttle/0f.json');
});
