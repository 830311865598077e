import { expect } from 'vitest';

import { bytes, etagOf, inByteOrder, keysUnder, mustPut, textOf, type BucketRules } from './bucket-rules.ts';

/** Bytes and keys come back as they went in. */
export const bucketContentRules: BucketRules = {
  'a key that was never put is missing, whatever is known of it': async ({ bucket, prefix }) => {
    expect(await bucket.get(`${prefix}a`)).toEqual({ kind: 'missing' });
    expect(await bucket.get(`${prefix}a`, { ifNoneMatch: etagOf('0') })).toEqual({ kind: 'missing' });
  },

  'every byte comes back, under one etag without quotes': async ({ bucket, prefix }) => {
    const body = Uint8Array.from({ length: 256 }, (_, index) => index);
    const etag = await mustPut(bucket, `${prefix}a`, body);
    expect(etag).toMatch(/^[^"]+$/);
    expect(await bucket.get(`${prefix}a`)).toEqual({ kind: 'found', body, etag });
    expect((await bucket.list(prefix)).keys.map((entry) => entry.etag)).toEqual([etag]);
  },

  'an object may be empty': async ({ bucket, prefix }) => {
    await mustPut(bucket, `${prefix}a`, new Uint8Array());
    expect(await bucket.get(`${prefix}a`)).toMatchObject({ kind: 'found', body: new Uint8Array() });
  },

  'a body is copied in and out': async ({ bucket, prefix }) => {
    const body = bytes('first');
    await mustPut(bucket, `${prefix}a`, body);
    body.fill(0);
    const found = await bucket.get(`${prefix}a`);
    expect(textOf(found)).toBe('first');
    if (found.kind === 'found') found.body.fill(0);
    expect(textOf(await bucket.get(`${prefix}a`))).toBe('first');
  },

  'a put without a condition replaces what is there': async ({ bucket, prefix }) => {
    await mustPut(bucket, `${prefix}a`, bytes('first'));
    await mustPut(bucket, `${prefix}a`, bytes('second'));
    expect(textOf(await bucket.get(`${prefix}a`))).toBe('second');
  },

  'keys keep every character that accounts, repositories and people use': async ({ bucket, prefix }) => {
    const names = [
      'a+b@c.d',
      'team/app/_records/1-2.json',
      'ü & <x> "y" %20 \'z\'',
      '日本',
      'a?b=c#d',
      'a=1;b',
      '~(x)*!',
    ];
    for (const name of names) await mustPut(bucket, prefix + name, bytes(name));
    for (const name of names) expect(textOf(await bucket.get(prefix + name))).toBe(name);
    expect(await keysUnder(bucket, prefix)).toEqual(inByteOrder(names));
    for (const name of names) await bucket.delete(prefix + name);
    expect(await keysUnder(bucket, prefix)).toEqual([]);
  },

  'a delete removes the object and may be repeated': async ({ bucket, prefix }) => {
    await mustPut(bucket, `${prefix}a`, bytes('first'));
    await bucket.delete(`${prefix}a`);
    await bucket.delete(`${prefix}a`);
    expect(await bucket.get(`${prefix}a`)).toEqual({ kind: 'missing' });
  },
};
