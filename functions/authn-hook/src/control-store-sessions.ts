import { type Bucket, createDocuments, StoreError } from '@wharfinger/control-store';

import { decideRotation, type Rotation, type RotationDecision } from './decide-rotation.ts';
import { sweepHours } from './hourly-keys.ts';
import { type SessionDocument, sessionDocumentSchema, sessionKey, SESSIONS_PREFIX } from './session-document.ts';

/** Uses one refresh token up, for the account that its credential let in. */
export type RotateSession = (account: string, rotation: Rotation) => Promise<RotationDecision['outcome']>;

export type Sessions = {
  /** @throws {StoreError} when nobody can say, and where the store isn't known to keep the condition of a write */
  rotate: RotateSession;
  /** Removes sessions whose hour was over an hour ago; says how many. */
  sweep(): Promise<number>;
};

/** Longer than clocks differ: a token whose session is gone has expired for everybody. */
const KEPT_AFTER_MS = 3_600_000;

/** Sessions as documents in the control bucket. There are some only where refresh tokens rotate. */
export function createControlStoreSessions(deps: {
  bucket: Bucket;
  now: () => Date;
  isWritable: () => boolean;
}): Sessions {
  const documents = createDocuments<SessionDocument>({ bucket: deps.bucket, schema: sessionDocumentSchema });

  return {
    rotate: async (account, rotation) => {
      if (!deps.isWritable()) {
        throw new StoreError('ERR_STORE_UNSUPPORTED', 'The store is not known to honour conditional writes');
      }
      let outcome: RotationDecision['outcome'] = { kind: 'refused', why: 'session-unknown' };
      await documents.update(sessionKey(rotation), (current) => {
        const decision = decideRotation(current, account, rotation, deps.now());
        ({ outcome } = decision);
        return decision.next;
      });
      return outcome;
    },
    sweep: async () => {
      const before = new Date(deps.now().getTime() - KEPT_AFTER_MS);
      return sweepHours({ ...deps, prefix: SESSIONS_PREFIX, before });
    },
  };
}
