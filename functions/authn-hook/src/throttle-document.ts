import * as z from 'zod';

import type { CellTable } from './throttle-cells.ts';
import type { Failures } from './throttle-failures.ts';
import { EMPTY_SHARD, type ThrottleShard } from './throttle-shard.ts';
import { THROTTLE_TABLES, type Tables } from './throttle-tables.ts';

// All of the throttle's documents are below it, and nothing else is.
const THROTTLE_PREFIX = 'identities/throttle/';

/** Key of a shard's document; a shard is two hexadecimal digits. */
export function throttleKey(shard: string): string {
  return `${THROTTLE_PREFIX}${shard}.json`;
}

const pair = z.string().regex(/^[A-Za-z0-9_-]{12}\.(?:[A-Za-z0-9_-]{12}|-)$/);
const failures = z.string().regex(/^[0-9a-z]{1,9}(?:\.[0-9a-z]{1,9})*$/);
const cells = ({ rows, columns }: CellTable) =>
  z.record(
    z.string().refine((name) => /^\d[\da-f]{2}$/.test(name) && isCellOf(name, rows, columns), 'no cell of the table'),
    failures,
  );

const inSchema1 = z.strictObject({
  schema: z.literal(1),
  pairs: z.record(pair, failures),
  known: z.record(pair, z.int().nonnegative()),
  accounts: z.unknown(),
  networks: z.unknown(),
});

const inSchema2 = z.strictObject({
  schema: z.literal(2),
  pairs: z.record(pair, failures),
  known: z.record(pair, z.int().nonnegative()),
  cells: z.strictObject({
    pairs: cells(THROTTLE_TABLES.pairs),
    accounts: cells(THROTTLE_TABLES.accounts),
    networks: cells(THROTTLE_TABLES.networks),
  }),
});

/**
 * A shard as it is stored: of times the first and the steps to the next ones, in base 36, since there are many. Schema 1
 * is read still, for the pairs that are known; what it counted of others within the hour is lost. 2 is written.
 */
export const throttleDocumentSchema: z.ZodType<ThrottleShard> = z.codec(
  z.union([inSchema2, inSchema1]),
  z.custom<ThrottleShard>(),
  {
    decode: (stored) => ({
      pairs: decodeAll(stored.pairs),
      known: new Map(Object.entries(stored.known)),
      cells: stored.schema === 1 ? EMPTY_SHARD.cells : mapTables(stored.cells, decodeAll),
    }),
    encode: ({ pairs, known, cells: counted }) => ({
      schema: 2 as const,
      pairs: encodeAll(pairs),
      known: Object.fromEntries(known),
      cells: mapTables(counted, encodeAll),
    }),
  },
);

function mapTables<A, B>({ pairs, accounts, networks }: Tables<A>, convert: (table: A) => B): Tables<B> {
  return { pairs: convert(pairs), accounts: convert(accounts), networks: convert(networks) };
}

function isCellOf(name: string, rows: number, columns: number): boolean {
  return Number(name[0]) < rows && Number.parseInt(name.slice(1), 16) < columns;
}

function decodeAll(texts: Readonly<Record<string, string>>): Map<string, Failures> {
  return new Map(Object.entries(texts).map(([key, text]) => [key, decodeTimes(text)]));
}

function encodeAll(map: ReadonlyMap<string, Failures>): Record<string, string> {
  return Object.fromEntries([...map].map(([key, times]) => [key, encodeTimes(times)]));
}

function decodeTimes(text: string): Failures {
  let atMs = 0;
  return text.split('.').map((step) => {
    atMs += Number.parseInt(step, 36);
    return atMs;
  });
}

function encodeTimes(times: Failures): string {
  return times.map((atMs, index) => (atMs - (times[index - 1] ?? 0)).toString(36)).join('.');
}
