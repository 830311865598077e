import type { Bucket, ListedObject } from '@wharfinger/control-store';

import { decisionPlace, decisionsPrefix, isBefore } from './record-key.ts';

export type DecisionObjects = {
  objects: ListedObject[];
  /** Key after which the list goes on; undefined at the end. */
  after: string | undefined;
};

/** Calls of the store for one page; an account with many old records and no new one costs a call. */
const MAX_CALLS = 50;
/** Sorts behind every name of a record, which begins with a digit, so that the next account comes next. */
const BEHIND_RECORDS = ':';

/**
 * The objects of all decisions since a time: of each account those before the first that is older, as the newest comes
 * first. What lies where no record is, or has a name that none has, is among them: it must not hide anything. A page may
 * have fewer than `limit`, even none, and still go on.
 */
export async function listDecisionObjects(
  bucket: Pick<Bucket, 'list'>,
  query: { site: string; since: string; limit: number; after: string | undefined },
): Promise<DecisionObjects> {
  const prefix = decisionsPrefix(query.site);
  const objects: ListedObject[] = [];
  let after = query.after;
  for (let calls = 0; calls < MAX_CALLS; calls += 1) {
    const { keys, isTruncated } = await bucket.list(prefix, after === undefined ? {} : { startAfter: after });
    for (const object of keys) {
      if (after !== undefined && object.key <= after) continue;
      const nameAt = object.key.lastIndexOf('/') + 1;
      const isRecord = decisionPlace(query.site, object.key) !== undefined;
      if (isRecord && isBefore(object.key.slice(nameAt), query.since)) {
        after = `${object.key.slice(0, nameAt)}${BEHIND_RECORDS}`;
        continue;
      }
      if (objects.length === query.limit) return { objects, after };
      objects.push(object);
      after = object.key;
    }
    if (!isTruncated) return { objects, after: undefined };
  }
  return { objects, after };
}
