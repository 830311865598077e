import { type Bucket, type Etag, invalidDocument, parseStoredJson, StoreError } from '@wharfinger/control-store';

import { POLICY_KEY } from './revision-key.ts';
import type { StoredPolicy } from './stored-policy.ts';
import { decodePolicy } from './stored-policy-decode.ts';
import { type Pause, toPolicyText } from './stored-policy-text.ts';

/** A version of the document, as it lies in the store. */
export type PolicyVersion = { etag: Etag; stored: StoredPolicy };

/** The policy document, each version of which is read and checked once, whoever asks. */
export type StoredDocument = {
  /** undefined: there is none. @throws {StoreError} ERR_STORE_DOCUMENT_INVALID with its `etag` for a broken one */
  read: () => Promise<PolicyVersion | undefined>;
  /** Takes over a version that was written by us. */
  wrote: (version: PolicyVersion) => void;
  /** Whether this process ever saw one, be it broken. */
  wasSeen: () => boolean;
  /** Whether the store has answered, and what it sent is being checked. */
  isChecking: () => boolean;
};

export function createControlStorePolicyDocument(options: {
  bucket: Bucket;
  maxBytes: number;
  pause: Pause;
}): StoredDocument {
  const { bucket, maxBytes, pause } = options;
  let wasSeen = false;
  let checking = 0;
  // A broken version is kept too: it is not parsed again before somebody has mended it.
  let known: { etag: Etag; version: Promise<PolicyVersion> } | undefined;

  async function decode(body: Uint8Array, etag: Etag): Promise<PolicyVersion> {
    const about = { key: POLICY_KEY, etag };
    if (body.byteLength > maxBytes) {
      const message = `has ${body.byteLength} bytes, more than ${maxBytes}`;
      const problems = [{ path: '$', message }];
      throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${POLICY_KEY} ${message}`, { ...about, problems });
    }
    const decoding = await decodePolicy(parseStoredJson({ ...about, body }), pause);
    if (decoding.kind === 'invalid') throw invalidDocument(about, decoding.issues);
    const { document, revision } = decoding;
    const { sha256 } = await toPolicyText(document, pause);
    return { etag, stored: { document, revision, sha256 } };
  }

  async function read(): Promise<PolicyVersion | undefined> {
    const last = known;
    const found = await bucket.get(POLICY_KEY, last === undefined ? {} : { ifNoneMatch: last.etag });
    if (found.kind === 'missing') return undefined;
    if (found.kind === 'unchanged') {
      if (last !== undefined) return last.version;
      throw new StoreError('ERR_STORE_UNAVAILABLE', `${POLICY_KEY} is unchanged, yet never read`, { key: POLICY_KEY });
    }
    wasSeen = true;
    // Somebody else may have read it meanwhile.
    if (known?.etag !== found.etag) {
      checking += 1;
      const version = decode(found.body, found.etag).finally(() => {
        checking -= 1;
      });
      known = { etag: found.etag, version };
      return version;
    }
    return known.version;
  }

  return {
    read,
    wrote: (version) => {
      wasSeen = true;
      known = { etag: version.etag, version: Promise.resolve(version) };
    },
    wasSeen: () => wasSeen,
    isChecking: () => checking > 0,
  };
}
