import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

import { getTestServer } from '@google-cloud/functions-framework/testing';
import {
  createFixedClock,
  createMemoryBucket,
  createSequentialIds,
  createTestKeys,
  type FixedClock,
  type MemoryBucket,
} from '@wharfinger/fakes';
import { createLogger, registerFunction, type Route, Secret } from '@wharfinger/function-kit';
import { type AccessEntry, buildClaims, createTokenVerifier, publicJwks, signToken } from '@wharfinger/token';

import { createArgon2PasswordHasher } from '../src/argon2-password-hasher.ts';
import { assembleAuthn } from '../src/assemble-authn.ts';
import { createBcryptPasswordHasher } from '../src/bcrypt-password-hasher.ts';
import type { PasswordHasher } from '../src/check-password.ts';
import { createControlStoreUsers } from '../src/control-store-users.ts';
import { createHmacVerifiedPasswords } from '../src/hmac-verified-passwords.ts';
import { createHttpIssuerFetch } from '../src/http-issuer-fetch.ts';
import { createHttpIssuerKeys } from '../src/http-issuer-keys.ts';
import { limitConcurrency } from '../src/limit-concurrency.ts';
import { createPasswordHasher } from '../src/password-hasher.ts';
import { createBackground } from '../src/run-in-background.ts';
import { SOURCE_NAMES } from '../src/source.ts';
import { parseNetwork } from '../src/workload-issuer-address.ts';

export const CALLER_SECRET = 'caller-secret-of-the-test';

const ISSUER = 'wharfinger.example';
const { ES256 } = createTestKeys();
const START = '2026-11-22T16:23:38.000Z';

export type AuthnServer = {
  bucket: MemoryBucket;
  clock: FixedClock;
  /** Resolves when the work behind the answers so far is done. */
  settled: () => Promise<void>;
  logLines: string[];
  routes: readonly Pick<Route, 'method' | 'path'>[];
  origin: string;
  /** What the next requests find. */
  state: { isWritable: boolean; missing: readonly string[] };
  close: () => Promise<void>;
};

export type AuthnServerOptions = {
  waiting?: { waiting: number; waitingPerKey: number };
  /** Default: the real one. */
  hasher?: PasswordHasher;
  /** How old a user may be that is answered about; default 0. */
  identityMaxAgeMs?: number;
};

const REAL_HASHER = createPasswordHasher({
  argon2: createArgon2PasswordHasher(),
  bcrypt: createBcryptPasswordHasher(),
});

/** The whole function behind the framework's test server, over a bucket in memory. */
export async function startAuthnServer(options: AuthnServerOptions = {}): Promise<AuthnServer> {
  const clock = createFixedClock(START);
  const { now } = clock;
  const bucket = createMemoryBucket({ now });
  const logLines: string[] = [];
  const state: AuthnServer['state'] = { isWritable: true, missing: [] };
  const logger = createLogger({ logLevel: 'trace', destination: { write: (line) => logLines.push(line) } });
  const background = createBackground({ log: logger });
  const privateNetworks = [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined);
  const definition = assembleAuthn({
    callerSecrets: [new Secret(CALLER_SECRET)],
    sources: SOURCE_NAMES,
    bucket,
    users: createControlStoreUsers({ bucket, maxAgeMs: options.identityMaxAgeMs ?? 0, now }),
    hasher: options.hasher ?? REAL_HASHER,
    limit: limitConcurrency({ running: 1, ...(options.waiting ?? { waiting: 0, waitingPerKey: 1 }) }),
    verified: createHmacVerifiedPasswords({ now, maxAgeMs: 1000, maxEntries: 10 }),
    guard: (source) => source,
    verifyToken: createTokenVerifier({
      jwks: { kind: 'local', keys: publicJwks([ES256]) },
      issuer: ISSUER,
      audience: 'wharfinger',
      // A token for the administration is good whatever the test's clock says.
      now: () => new Date(START),
    }),
    preparation: {
      isWritable: () => state.isWritable,
      readiness: () => (state.missing.length === 0 ? { kind: 'ready' } : { kind: 'not-ready', missing: state.missing }),
    },
    identityMaxAgeMs: options.identityMaxAgeMs ?? 0,
    issuers: { privateNetworks },
    loadIssuerKeys: createHttpIssuerKeys({ fetch: createHttpIssuerFetch({ privateNetworks }) }),
    log: logger,
    runInBackground: background.run,
    now,
    newId: createSequentialIds('0000-id-of-the-test'),
    randomBytes,
  });
  registerFunction(definition, { logger, trustedProxyHops: 0, newId: createSequentialIds('request') });
  const server = getTestServer('authn-hook').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    bucket,
    clock,
    settled: () => background.settled(),
    logLines,
    routes: definition.routes,
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
  const nowSeconds = Date.parse(START) / 1000;
  const identity = { issuer: ISSUER, account: 'admin', service: 'wharfinger', tokenId: 'token-1' };
  return `Bearer ${await signToken(buildClaims({ ...identity, nowSeconds, ttlSeconds: 300, access }), ES256)}`;
}
