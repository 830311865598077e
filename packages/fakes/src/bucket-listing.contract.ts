import { expect } from 'vitest';

import type { Bucket } from '@wharfinger/control-store';

import { bytes, inByteOrder, keysUnder, mustPut, type BucketRules } from './bucket-rules.ts';

/** Listings are complete, in order, and can be paged through. */
export const bucketListingRules: BucketRules = {
  'a listing holds the keys under its prefix in the order of their bytes': async ({ bucket, prefix }) => {
    // U+FF5E sorts before U+1F600 in UTF-8, after it in UTF-16.
    const names = ['b', 'a/b', 'a', 'a-b', 'B', 'a.b', '～', '😀'];
    for (const name of [...names, '../outside']) await mustPut(bucket, `${prefix}in/${name}`, bytes(name));
    await mustPut(bucket, `${prefix}out/a`, bytes('a'));
    expect(await keysUnder(bucket, `${prefix}in/`)).toEqual(inByteOrder([...names, '../outside']));
  },

  'a prefix is text, not a folder': async ({ bucket, prefix }) => {
    for (const name of ['ab', 'abc', 'b']) await mustPut(bucket, prefix + name, bytes(name));
    expect((await bucket.list(`${prefix}ab`)).keys.map(({ key }) => key)).toEqual([`${prefix}ab`, `${prefix}abc`]);
  },

  'an entry tells size and time': async ({ bucket, prefix }) => {
    await mustPut(bucket, `${prefix}a`, bytes('hello'));
    const [entry] = (await bucket.list(prefix)).keys;
    expect(entry).toMatchObject({ key: `${prefix}a`, sizeBytes: 5 });
    expect(entry?.lastModified.getTime()).toBeGreaterThan(0);
  },

  'a prefix with nothing under it is an empty listing': async ({ bucket, prefix }) => {
    expect(await bucket.list(prefix)).toEqual({ keys: [], isTruncated: false });
  },

  'pages of any size add up to the whole listing': async ({ bucket, prefix }) => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) await mustPut(bucket, prefix + name, bytes(name));
    for (const limit of [1, 2, 4, 5, 6, 7, 1000]) {
      expect(await pages(bucket, prefix, limit), `limit ${limit}`).toEqual(inPagesOf(limit, names));
    }
  },

  'startAfter is exclusive and need not exist': async ({ bucket, prefix }) => {
    for (const name of ['a', 'c']) await mustPut(bucket, prefix + name, bytes(name));
    const after = async (name: string): Promise<string[]> =>
      (await bucket.list(prefix, { startAfter: prefix + name })).keys.map(({ key }) => key.slice(prefix.length));
    expect(await after('a')).toEqual(['c']);
    expect(await after('b')).toEqual(['c']);
    expect(await after('c')).toEqual([]);
  },

  'a limit that no backend takes is a mistake of the caller': async ({ bucket, prefix }) => {
    for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
      await expect(bucket.list(prefix, { limit }), `limit ${limit}`).rejects.toBeInstanceOf(RangeError);
    }
  },
};

/** The names on each page, and whether it says that more follows. */
async function pages(bucket: Bucket, prefix: string, limit: number): Promise<[string, boolean][]> {
  const read: [string, boolean][] = [];
  let startAfter: string | undefined;
  for (let isTruncated = true; isTruncated;) {
    const page = await bucket.list(prefix, startAfter === undefined ? { limit } : { limit, startAfter });
    read.push([page.keys.map(({ key }) => key.slice(prefix.length)).join(''), page.isTruncated]);
    startAfter = page.keys.at(-1)?.key;
    isTruncated = page.isTruncated && startAfter !== undefined;
  }
  return read;
}

function inPagesOf(limit: number, names: readonly string[]): [string, boolean][] {
  const count = Math.ceil(names.length / limit);
  return Array.from({ length: count }, (_, index) => [
    names.slice(index * limit, (index + 1) * limit).join(''),
    index < count - 1,
  ]);
}
