import { expect } from 'vitest';

import type { Bucket } from '@wharfinger/control-store';

import { bytes, mustPut, textOf, type BucketRules } from './bucket-rules.ts';

const RACERS = 8;

/** Of several writers at once, exactly one wins. */
export const bucketRaceRules: BucketRules = {
  'of many that create one key, exactly one has stored it': async ({ bucket, prefix }) => {
    for (let round = 0; round < 10; round += 1) {
      const key = `${prefix}${round}`;
      await expectOneWinner(bucket, key, (body) => bucket.put(key, body, { ifNoneMatch: '*' }));
    }
  },

  'of many that replace one etag, exactly one has stored its own': async ({ bucket, prefix }) => {
    for (let round = 0; round < 10; round += 1) {
      const key = `${prefix}${round}`;
      const etag = await mustPut(bucket, key, bytes('before'));
      await expectOneWinner(bucket, key, (body) => bucket.put(key, body, { ifMatch: etag }));
    }
  },

  'of many that create one key with equal content, exactly one has stored it': async ({ bucket, prefix }) => {
    const key = `${prefix}a`;
    const results = await Promise.all(
      Array.from({ length: RACERS }, () => bucket.put(key, bytes('same'), { ifNoneMatch: '*' })),
    );
    expect(results.filter(({ kind }) => kind === 'stored')).toHaveLength(1);
  },
};

async function expectOneWinner(
  bucket: Bucket,
  key: string,
  put: (body: Uint8Array) => ReturnType<Bucket['put']>,
): Promise<void> {
  const racers = Array.from({ length: RACERS }, (_, index) => `racer ${index}`);
  const results = await Promise.all(racers.map((racer) => put(bytes(racer))));
  const winners = racers.filter((_, index) => results[index]?.kind === 'stored');
  expect(winners).toEqual([textOf(await bucket.get(key))]);
}
