import { expect } from 'vitest';

import { probeConditionalWrites } from '@wharfinger/control-store';

import { bytes, etagOf, mustPut, textOf, type BucketRules } from './bucket-rules.ts';

/** A condition decides whether a read answers and a write happens. */
export const bucketConditionRules: BucketRules = {
  'a read that knows the etag answers unchanged, until it changes': async ({ bucket, prefix }) => {
    const etag = await mustPut(bucket, `${prefix}a`, bytes('first'));
    expect(await bucket.get(`${prefix}a`, { ifNoneMatch: etag })).toEqual({ kind: 'unchanged' });
    await mustPut(bucket, `${prefix}a`, bytes('second'));
    expect(textOf(await bucket.get(`${prefix}a`, { ifNoneMatch: etag }))).toBe('second');
  },

  'ifNoneMatch * stores a missing key and refuses an existing one': async ({ bucket, prefix }) => {
    expect(await bucket.put(`${prefix}a`, bytes('first'), { ifNoneMatch: '*' })).toMatchObject({ kind: 'stored' });
    expect(await bucket.put(`${prefix}a`, bytes('second'), { ifNoneMatch: '*' })).toEqual({ kind: 'conflict' });
    expect(textOf(await bucket.get(`${prefix}a`))).toBe('first');
  },

  'ifNoneMatch * refuses an existing key even for equal content': async ({ bucket, prefix }) => {
    await mustPut(bucket, `${prefix}a`, bytes('first'));
    expect(await bucket.put(`${prefix}a`, bytes('first'), { ifNoneMatch: '*' })).toEqual({ kind: 'conflict' });
  },

  'a deleted key can be created again': async ({ bucket, prefix }) => {
    await mustPut(bucket, `${prefix}a`, bytes('first'));
    await bucket.delete(`${prefix}a`);
    expect(await bucket.put(`${prefix}a`, bytes('second'), { ifNoneMatch: '*' })).toMatchObject({ kind: 'stored' });
  },

  'ifMatch stores on the current etag and refuses a stale one': async ({ bucket, prefix }) => {
    const stale = await mustPut(bucket, `${prefix}a`, bytes('first'));
    const replaced = await bucket.put(`${prefix}a`, bytes('second'), { ifMatch: stale });
    const found = await bucket.get(`${prefix}a`);
    expect(found).toEqual({ kind: 'found', body: bytes('second'), etag: replaced.kind === 'stored' && replaced.etag });
    expect(await bucket.put(`${prefix}a`, bytes('third'), { ifMatch: stale })).toEqual({ kind: 'conflict' });
    expect(await bucket.get(`${prefix}a`)).toEqual(found);
  },

  'ifMatch on a missing key is a conflict and creates nothing': async ({ bucket, prefix }) => {
    expect(await bucket.put(`${prefix}a`, bytes('first'), { ifMatch: etagOf('0') })).toEqual({ kind: 'conflict' });
    expect(await bucket.get(`${prefix}a`)).toEqual({ kind: 'missing' });
  },

  'both conditions at once are a mistake of the caller': async ({ bucket, prefix }) => {
    const put = bucket.put(`${prefix}a`, bytes('first'), { ifMatch: etagOf('0'), ifNoneMatch: '*' });
    await expect(put).rejects.toBeInstanceOf(TypeError);
  },

  'the probe finds conditional writes supported and leaves nothing behind': async ({ bucket, prefix }) => {
    const probed = await probeConditionalWrites(bucket, () => prefix);
    expect(probed).toEqual({ kind: 'supported' });
    expect((await bucket.list(`probe/${prefix}`)).keys).toEqual([]);
  },
};
