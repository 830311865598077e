import type { Bucket } from './bucket.ts';
import { StoreError } from './store-error.ts';

export type ProbeResult = { kind: 'supported' } | { kind: 'unsupported'; reason: string };

/**
 * Finds out whether the backend honours conditional writes, under a key `probe/<id>` that is removed again. Some S3
 * backends ignore the conditions (RGW 16 does so in versioned buckets), and then every compare-and-swap is a lie.
 *
 * @throws {StoreError} when the store can't be asked
 */
export async function probeConditionalWrites(bucket: Bucket, newId: () => string): Promise<ProbeResult> {
  const key = `probe/${newId()}`;
  try {
    return await probe(bucket, key);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'ERR_STORE_UNSUPPORTED') return unsupported(error.message);
    throw error;
  } finally {
    await bucket.delete(key);
  }
}

async function probe(bucket: Bucket, key: string): Promise<ProbeResult> {
  const created = await bucket.put(key, body('first'), { ifNoneMatch: '*' });
  if (created.kind !== 'stored') return unsupported('If-None-Match: * refuses a key that does not exist');
  if ((await bucket.put(key, body('second'), { ifNoneMatch: '*' })).kind === 'stored') {
    return unsupported('If-None-Match: * overwrites a key that exists');
  }
  const replaced = await bucket.put(key, body('third'), { ifMatch: created.etag });
  if (replaced.kind !== 'stored') return unsupported('If-Match refuses the current ETag');
  if ((await bucket.put(key, body('fourth'), { ifMatch: created.etag })).kind === 'stored') {
    return unsupported('If-Match accepts a stale ETag');
  }
  const last = await bucket.get(key);
  if (last.kind !== 'found' || new TextDecoder().decode(last.body) !== 'third') {
    return unsupported('a refused conditional write changed the object all the same');
  }
  return { kind: 'supported' };
}

function body(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function unsupported(reason: string): ProbeResult {
  return { kind: 'unsupported', reason };
}
