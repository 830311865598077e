import { type Bucket, parseStoredJson } from '@wharfinger/control-store';
import { DEFAULT_POLICY } from '@wharfinger/policy';

import type { CurrentPolicyReader, ReadPolicy } from './control-store-current-policy.ts';
import { type History, isUnreadable, sumOf, zip } from './control-store-history.ts';
import { brokenKey, POLICY_KEY } from './revision-key.ts';
import { decodePolicy } from './stored-policy-decode.ts';
import type { Pause } from './stored-policy-text.ts';

export type BrokenPolicyOptions = { bucket: Bucket; history: History; reader: CurrentPolicyReader; pause: Pause };

/**
 * The place of a document that can't be read, to be written over, once it was put aside byte for byte; undefined when that
 * version isn't there any more.
 */
export async function putBrokenPolicyAside(
  etag: string,
  options: BrokenPolicyOptions,
): Promise<ReadPolicy | undefined> {
  const { bucket, history, reader } = options;
  const newest = await history.newest();
  const found = await bucket.get(POLICY_KEY);
  if (found.kind !== 'found' || found.etag !== etag) return undefined;
  const key = brokenKey(await sumOf(found.body));
  await bucket.put(key, await zip(found.body), { ifNoneMatch: '*', contentType: 'application/gzip' });
  const last = newest === undefined ? await reader.default() : await history.open(newest).catch(skipUnreadable);
  const { revision } = await reader.default();
  // What it was when it could be read may have a number that the history doesn't have yet.
  const number = Math.max(newest?.number ?? 0, await numberIn(found.body, etag, options.pause));
  const document = last?.document ?? DEFAULT_POLICY;
  return { current: { document, revision: { ...revision, number } }, etag, stored: undefined, newest };
}

async function numberIn(body: Uint8Array, etag: string, pause: Pause): Promise<number> {
  try {
    const { revision } = await decodePolicy(parseStoredJson({ key: POLICY_KEY, body, etag }), pause);
    return revision?.number ?? 0;
  } catch (error) {
    if (isUnreadable(error)) return 0;
    throw error;
  }
}

function skipUnreadable(error: unknown): undefined {
  if (!isUnreadable(error)) throw error;
}
