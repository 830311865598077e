import type { Bucket } from '@wharfinger/control-store';
import pMap from 'p-map';

const LIST_MAX = 1000;
const DELETED_AT_A_TIME = 16;
/** After that a sweep leaves the rest to the next one. */
const SWEEP_MAX_MS = 10_000;

/** The beginning of the keys of an hour: `identities/replay/2026-11-22T23/`. Hours sort by age. */
export function hourlyPrefix(prefix: string, time: Date): string {
  return `${prefix}${time.toISOString().slice(0, 13)}/`;
}

/**
 * Removes what is below the hours that have ended before a time, the oldest first, until there is no more or ten seconds
 * are over; says how many. Looks at nothing that is younger but the end of one page.
 */
export async function sweepHours(options: {
  bucket: Bucket;
  prefix: string;
  before: Date;
  now: () => Date;
}): Promise<number> {
  const { bucket, prefix, now } = options;
  const first = hourlyPrefix(prefix, options.before);
  const endMs = now().getTime() + SWEEP_MAX_MS;
  let removed = 0;
  for (let isMore = true; isMore && now().getTime() < endMs;) {
    const { keys, isTruncated } = await bucket.list(prefix, { limit: LIST_MAX });
    const over = keys.filter(({ key }) => key < first);
    await pMap(over, async ({ key }) => bucket.delete(key), { concurrency: DELETED_AT_A_TIME });
    removed += over.length;
    isMore = isTruncated && over.length === keys.length;
  }
  return removed;
}
