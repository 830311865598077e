import { once } from 'node:events';

import { getTestServer } from '@google-cloud/functions-framework/testing';
import { probeConditionalWrites, createStoreReadiness } from '@wharfinger/control-store';
import {
  createFixedClock,
  createMemoryBucket,
  createSequentialIds,
  createTestKeys,
  type MemoryBucket,
} from '@wharfinger/fakes';
import { createLogger, registerFunction, Secret } from '@wharfinger/function-kit';
import { buildClaims, createTokenVerifier, publicJwks, signToken } from '@wharfinger/token';

import { createBucketDirtyMarks } from '../src/bucket-dirty-marks.ts';
import { createGcFunction } from '../src/handler.ts';
import { EVENT_SECRET } from './example-event.ts';

const { now } = createFixedClock('2026-11-22T16:00:00.000Z');
const key = createTestKeys().ES256;
const issuer = 'wharfinger-test';

export type RunningGc = {
  url: string;
  bucket: MemoryBucket;
  /** Every log line so far. */
  lines: string[];
  stop: () => Promise<void>;
};

/** A token with these actions on `gc:default`. */
export function adminToken(actions: string[] = ['read'], name: string = 'default'): Promise<string> {
  const claims = buildClaims({
    issuer,
    account: 'alice',
    service: 'wharfinger',
    nowSeconds: now().getTime() / 1000,
    ttlSeconds: 300,
    tokenId: 'token-1',
    access: actions.length === 0 ? [] : [{ type: 'gc', name, actions }],
  });
  return signToken(claims, key);
}

/** The whole function over the framework's test server, with a bucket in memory. */
export async function startGc(bucket: MemoryBucket = createMemoryBucket()): Promise<RunningGc> {
  const lines: string[] = [];
  const store = createStoreReadiness({
    probe: () => probeConditionalWrites(bucket, createSequentialIds()),
    check: () => bucket.list('gc/local/', { limit: 1 }),
  });
  // Now, so that calls and faults of a test are those of the function's own work.
  await store.isWritable();
  const callsBefore = bucket.calls.length;
  registerFunction(
    createGcFunction({
      site: 'local',
      eventSecrets: [new Secret('the-next-event-secret-of-a-test'), new Secret(EVENT_SECRET)],
      verifyToken: createTokenVerifier({
        jwks: { kind: 'local', keys: publicJwks([key]) },
        issuer,
        audience: 'wharfinger',
        now,
      }),
      dirtyMarks: createBucketDirtyMarks({ bucket, site: 'local' }),
      ...store,
    }),
    {
      logger: createLogger({ logLevel: 'debug', destination: { write: (line) => lines.push(line) } }),
      trustedProxyHops: 0,
      newId: createSequentialIds(),
    },
  );
  const server = getTestServer('gc').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    bucket: {
      ...bucket,
      get calls() {
        return bucket.calls.slice(callsBefore);
      },
    },
    lines,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
