import type { Bucket } from '@wharfinger/control-store';

/** Counts how many reads of the bucket run at the same time; `most()` is the highest count so far. */
export function countReads(bucket: Bucket): { most: () => number } {
  const get = bucket.get.bind(bucket);
  let running = 0;
  let most = 0;
  bucket.get = async (...question) => {
    running += 1;
    most = Math.max(most, running);
    try {
      await new Promise(setImmediate);
      return await get(...question);
    } finally {
      running -= 1;
    }
  };
  return { most: () => most };
}
