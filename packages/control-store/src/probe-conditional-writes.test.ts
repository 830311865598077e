import { createMemoryBucket, createSequentialIds, type MemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import type { PutResult } from './bucket.ts';
import { probeConditionalWrites, type ProbeResult } from './probe-conditional-writes.ts';
import { StoreError } from './store-error.ts';

const probe = (bucket: MemoryBucket): Promise<ProbeResult> => probeConditionalWrites(bucket, createSequentialIds());

/** A bucket that handles its n-th put in a way of its own. */
function withPut(
  n: number,
  put: (bucket: MemoryBucket, key: string, body: Uint8Array) => Promise<PutResult>,
): MemoryBucket {
  const bucket = createMemoryBucket();
  let count = 0;
  return {
    ...bucket,
    put: async (key, body, options) => {
      count += 1;
      return count === n ? put(bucket, key, body) : bucket.put(key, body, options);
    },
  };
}

const refuse = async (): Promise<PutResult> => ({ kind: 'conflict' });

describe('the probe', () => {
  test('finds a backend that keeps its word, under a key of its own that it removes', async () => {
    const bucket = createMemoryBucket();
    expect(await probe(bucket)).toEqual({ kind: 'supported' });
    expect(new Set(bucket.calls.map(({ key }) => key))).toEqual(new Set(['probe/id-0001']));
    expect(bucket.contents()).toEqual({});
  });

  test.each([
    ['ignores If-None-Match', createMemoryBucket({ ignores: ['ifNoneMatch'] }), 'overwrites'],
    ['ignores If-Match', createMemoryBucket({ ignores: ['ifMatch'] }), 'stale'],
    ['ignores both', createMemoryBucket({ ignores: ['ifMatch', 'ifNoneMatch'] }), 'overwrites'],
    ['refuses to create', withPut(1, refuse), 'does not exist'],
    ['refuses the right ETag', withPut(3, refuse), 'current ETag'],
    [
      'writes and then says no',
      withPut(4, async (bucket, key, body) => {
        await bucket.put(key, body);
        return { kind: 'conflict' };
      }),
      'all the same',
    ],
  ])('finds a backend that %s, and cleans up', async (_, bucket, reason) => {
    const result = await probe(bucket);
    expect(result).toMatchObject({ kind: 'unsupported' });
    expect(result.kind === 'unsupported' && result.reason).toContain(reason);
    expect(bucket.contents()).toEqual({});
  });

  test('finds a backend whose adapter found out first', async () => {
    const bucket = createMemoryBucket();
    bucket.failNext(1, { operation: 'put', error: new StoreError('ERR_STORE_UNSUPPORTED', 'knows no conditions') });
    expect(await probe(bucket)).toEqual({ kind: 'unsupported', reason: 'knows no conditions' });
  });

  test.each(['put', 'get', 'delete'] as const)(
    'throws a fault in %s, which says nothing of support',
    async (operation) => {
      const bucket = createMemoryBucket();
      bucket.failNext(1, { operation });
      await expect(probe(bucket)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    },
  );
});
