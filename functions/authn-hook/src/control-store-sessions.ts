import { type Bucket, createDocuments, StoreError } from '@wharfinger/control-store';

import { decideRotation, type Rotation, type RotationDecision } from './decide-rotation.ts';
import { type SessionDocument, sessionDocumentSchema, sessionKey, SESSIONS_PREFIX } from './session-document.ts';

/** Uses one refresh token up, for the account that its credential let in. */
export type RotateSession = (account: string, rotation: Rotation) => Promise<RotationDecision['outcome']>;

export type Sessions = {
  /** @throws {StoreError} when nobody can say, and where the store isn't known to keep the condition of a write */
  rotate: RotateSession;
  /** Removes expired sessions among the next few, from where the last call stopped; says how many. */
  sweep(): Promise<number>;
};

const SWEPT_AT_A_TIME = 50;
/** Longer than clocks differ: a token whose session is gone has expired for everybody. */
const KEPT_AFTER_MS = 3_600_000;

/** Sessions as documents in the control bucket. There are some only where refresh tokens rotate. */
export function createControlStoreSessions(deps: {
  bucket: Bucket;
  now: () => Date;
  isWritable: () => boolean;
}): Sessions {
  const documents = createDocuments<SessionDocument>({ bucket: deps.bucket, schema: sessionDocumentSchema });
  let sweptTo: string | undefined;

  async function removeIfExpired(key: string): Promise<number> {
    const result = await documents.read(key).catch(skipBroken);
    if (result.kind !== 'found') return 0;
    if (Date.parse(result.value.notAfter) + KEPT_AFTER_MS > deps.now().getTime()) return 0;
    await deps.bucket.delete(key);
    return 1;
  }

  return {
    rotate: async (account, rotation) => {
      if (!deps.isWritable()) {
        throw new StoreError('ERR_STORE_UNSUPPORTED', 'The store is not known to honour conditional writes');
      }
      let outcome: RotationDecision['outcome'] = { kind: 'refused', why: 'session-unknown' };
      await documents.update(sessionKey(rotation.session), (current) => {
        const decision = decideRotation(current, account, rotation, deps.now());
        ({ outcome } = decision);
        return decision.next;
      });
      return outcome;
    },
    sweep: async () => {
      const startAfter = sweptTo === undefined ? {} : { startAfter: sweptTo };
      const { keys, isTruncated } = await deps.bucket.list(SESSIONS_PREFIX, { limit: SWEPT_AT_A_TIME, ...startAfter });
      sweptTo = isTruncated ? keys.at(-1)?.key : undefined;
      let removed = 0;
      for (const { key } of keys) removed += await removeIfExpired(key);
      return removed;
    },
  };
}

/** A broken document is for whoever presents its token; it keeps no sweep from the rest. */
function skipBroken(error: unknown): { kind: 'missing' } {
  if (error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID') return { kind: 'missing' };
  throw error;
}
