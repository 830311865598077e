import { once } from 'node:events';

import { getTestServer } from '@google-cloud/functions-framework/testing';
import {
  createFixedClock,
  createMemoryBucket,
  createSequentialIds,
  createTestKeys,
  type MemoryBucket,
} from '@wharfinger/fakes';
import { createLogger, registerFunction, Secret } from '@wharfinger/function-kit';
import { type AccessEntry, buildClaims, createTokenVerifier, publicJwks, signToken } from '@wharfinger/token';

import { createAuthenticate } from '../src/authenticate.ts';
import { createPasswordCheck, type PasswordHasher } from '../src/check-password.ts';
import { createControlStoreUsers } from '../src/control-store-users.ts';
import { createSources } from '../src/create-sources.ts';
import { createAuthnFunction } from '../src/handler.ts';
import { createHmacVerifiedPasswords } from '../src/hmac-verified-passwords.ts';
import { limitConcurrency } from '../src/limit-concurrency.ts';
import { SOURCE_NAMES } from '../src/source.ts';

export const CALLER_SECRET = 'caller-secret-of-the-test';

const ISSUER = 'wharfinger.example';
const { ES256 } = createTestKeys();
const { now } = createFixedClock('2026-11-22T16:23:38.000Z');

export type AuthnServer = {
  bucket: MemoryBucket;
  logLines: string[];
  origin: string;
  /** What the next requests find. */
  state: { isWritable: boolean; missing: readonly string[] };
  close: () => Promise<void>;
};

/** The whole function behind the framework's test server, over a bucket in memory. */
export async function startAuthnServer(
  hasher: PasswordHasher,
  waiting: { waiting: number; waitingPerKey: number } = { waiting: 0, waitingPerKey: 1 },
): Promise<AuthnServer> {
  const bucket = createMemoryBucket({ now });
  const logLines: string[] = [];
  const state: AuthnServer['state'] = { isWritable: true, missing: [] };
  const users = createControlStoreUsers({ bucket, maxAgeMs: 0, now });
  const limit = limitConcurrency({ running: 1, ...waiting });
  const verified = createHmacVerifiedPasswords({ now, maxAgeMs: 1000, maxEntries: 10 });
  const checkPassword = createPasswordCheck({ hasher, limit, verified });
  const sources = createSources({ sources: SOURCE_NAMES, users, checkPassword, guard: (source) => source, now });
  const definition = createAuthnFunction({
    callerSecrets: [new Secret(CALLER_SECRET)],
    verifyToken: createTokenVerifier({
      jwks: { kind: 'local', keys: publicJwks([ES256]) },
      issuer: ISSUER,
      audience: 'wharfinger',
      now,
    }),
    authenticate: createAuthenticate({ sources }),
    users,
    preparation: {
      isWritable: () => state.isWritable,
      readiness: () => (state.missing.length === 0 ? { kind: 'ready' } : { kind: 'not-ready', missing: state.missing }),
    },
    hasher,
    limit,
    now,
    newId: createSequentialIds('0000-id-of-the-test'),
  });
  const logger = createLogger({ logLevel: 'trace', destination: { write: (line) => logLines.push(line) } });
  registerFunction(definition, { logger, trustedProxyHops: 0, newId: createSequentialIds('request') });
  const server = getTestServer('authn-hook').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    bucket,
    logLines,
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    state,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A bearer token for the administration of identities. */
export async function adminToken(...actions: string[]): Promise<string> {
  const access: AccessEntry[] = [{ type: 'identity', name: 'default', actions }];
  const nowSeconds = now().getTime() / 1000;
  const identity = { issuer: ISSUER, account: 'admin', service: 'wharfinger', tokenId: 'token-1' };
  return `Bearer ${await signToken(buildClaims({ ...identity, nowSeconds, ttlSeconds: 300, access }), ES256)}`;
}
