import * as z from 'zod';

import type { Failures } from './throttle-failures.ts';
import type { ThrottleShard } from './throttle-shard.ts';

// All of the throttle's documents are below it, and nothing else is.
const THROTTLE_PREFIX = 'identities/throttle/';

/** Key of a shard's document; a shard is two hexadecimal digits. */
export function throttleKey(shard: string): string {
  return `${THROTTLE_PREFIX}${shard}.json`;
}

const hashed = z.string().regex(/^[A-Za-z0-9_-]{12}$/);
const pair = z.string().regex(/^[A-Za-z0-9_-]{12}\.(?:[A-Za-z0-9_-]{12}|-)$/);
const failures = z.string().regex(/^[0-9a-z]{1,9}(?:\.[0-9a-z]{1,9})*$/);

const stored = z.strictObject({
  schema: z.literal(1),
  pairs: z.record(pair, failures),
  known: z.record(pair, z.int().nonnegative()),
  accounts: z.record(hashed, failures),
  networks: z.record(hashed, failures),
});

/** A shard as it is stored: the first time and the steps to the next ones, in base 36, since there are many. */
export const throttleDocumentSchema: z.ZodType<ThrottleShard> = z.codec(stored, z.custom<ThrottleShard>(), {
  decode: ({ pairs, known, accounts, networks }) => ({
    pairs: decodeAll(pairs),
    known: new Map(Object.entries(known)),
    accounts: decodeAll(accounts),
    networks: decodeAll(networks),
  }),
  encode: ({ pairs, known, accounts, networks }) => ({
    schema: 1 as const,
    pairs: encodeAll(pairs),
    known: Object.fromEntries(known),
    accounts: encodeAll(accounts),
    networks: encodeAll(networks),
  }),
});

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
