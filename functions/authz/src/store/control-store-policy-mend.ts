import { type Bucket, parseStoredJson } from '@wharfinger/control-store';
import { DEFAULT_POLICY } from '@wharfinger/policy';

import type { CurrentPolicyReader, ReadPolicy } from './control-store-current-policy.ts';
import { type History, isUnreadable } from './control-store-history.ts';
import { sumOf, zip } from './control-store-zip.ts';
import { brokenKey, POLICY_KEY } from './revision-key.ts';
import { saidNumber } from './revision-of-document.ts';
import { decodePolicy } from './stored-policy-decode.ts';
import type { Pause } from './stored-policy-text.ts';

export type BrokenPolicyOptions = { bucket: Bucket; history: History; reader: CurrentPolicyReader; pause: Pause };

/**
 * The place of a document that can't be read, to be written over, once it was put aside byte for byte, or of one that is
 * gone; undefined when that version isn't there any more.
 */
export async function putBrokenPolicyAside(
  etag: string,
  options: BrokenPolicyOptions,
): Promise<ReadPolicy | undefined> {
  const { bucket, history, reader } = options;
  const newest = await history.newest();
  const found = await bucket.get(POLICY_KEY);
  const lastNumber = Math.max(newest?.number ?? 0, reader.last()?.current.revision.number ?? 0);
  if (found.kind === 'missing' && etag === reader.etagOfGone(newest)) {
    return place({ etag: undefined, newest, number: lastNumber }, options);
  }
  if (found.kind !== 'found' || found.etag !== etag) return undefined;
  const key = brokenKey(await sumOf(found.body));
  await bucket.put(key, await zip(found.body), { ifNoneMatch: '*', contentType: 'application/gzip' });
  // What it was when it could be read may have a number that the history doesn't have yet.
  const number = Math.max(lastNumber, await numberIn(found.body, lastNumber, options.pause));
  return place({ etag, newest, number }, options);
}

/** The next revision says what changed since the last one that is known of. */
async function place(
  { etag, newest, number }: Pick<ReadPolicy, 'etag' | 'newest'> & { number: number },
  { history, reader }: BrokenPolicyOptions,
): Promise<ReadPolicy> {
  const byDefault = await reader.default();
  const last = reader.last()?.current;
  const isLast = last !== undefined && last.revision.number >= (newest?.number ?? 0);
  const found = newest === undefined || isLast ? last : await history.open(newest).catch(skipUnreadable);
  const document = found?.document ?? DEFAULT_POLICY;
  return { current: { document, revision: { ...byDefault.revision, number } }, etag, stored: undefined, newest };
}

async function numberIn(body: Uint8Array, last: number, pause: Pause): Promise<number> {
  try {
    const { revision } = await decodePolicy(parseStoredJson({ key: POLICY_KEY, body, etag: '' }), pause);
    return saidNumber({ revision }, last) ?? 0;
  } catch (error) {
    if (isUnreadable(error)) return 0;
    throw error;
  }
}

function skipUnreadable(error: unknown): undefined {
  if (!isUnreadable(error)) throw error;
}
