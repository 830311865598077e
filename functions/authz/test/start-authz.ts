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
import { buildClaims, createTokenVerifier, publicJwks, signToken } from '@wharfinger/token';

import { createControlStorePolicy } from '../src/store/control-store-policy.ts';
import type { DeniedAccess } from '../src/decide/denied-access.ts';
import { createAuthzFunction } from '../src/handler.ts';
import type { Revision } from '../src/store/policies.ts';
import type { RefusedChange } from '../src/tell/policy-events.ts';
import { POLICY_KEY } from '../src/store/revision-key.ts';
import type { ReadRecord } from '../src/ask/simulate-record.ts';

const CALLER_SECRET = 'fixed-caller-secret-of-a-test';
export const ROTATED_SECRET = 'rotated-caller-secret-of-a-test';
export const MAX_AGE_MS = 5000;
export const MAX_STALE_MS = 300_000;
const ISSUER = 'wharfinger.example';
const START = '2026-06-01T00:00:00Z';
const { ES256 } = createTestKeys();

export type RunningAuthz = {
  bucket: MemoryBucket;
  clock: FixedClock;
  /** Every log line so far. */
  lines: string[];
  /** Replaces the policy document by any text. */
  putPolicy: (text: string) => Promise<void>;
  get: (path: string) => Promise<Response>;
  post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Asks as docker_auth's script does. */
  postHook: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Asks as an administrator who may do `actions`. */
  administer: (method: string, path: string, options?: Administering) => Promise<Response>;
  routes: readonly Pick<Route, 'method' | 'path'>[];
  /** What others were told of. */
  told: { changed: Revision[]; refused: RefusedChange[]; denied: DeniedAccess[]; notice: string | null };
  stop: () => Promise<void>;
};

export type Administering = {
  body?: unknown;
  headers?: Record<string, string>;
  /** Default `admin`. */
  account?: string;
  /** Default: both. */
  actions?: readonly string[];
};

/** A bearer token for the administration of the policy. */
export async function adminToken(account: string, actions: readonly string[]): Promise<string> {
  const access = [{ type: 'policy', name: 'default', actions: [...actions] }];
  const nowSeconds = Date.parse(START) / 1000;
  const identity = { issuer: ISSUER, account, service: 'wharfinger', tokenId: 'token-1' };
  return `Bearer ${await signToken(buildClaims({ ...identity, nowSeconds, ttlSeconds: 300, access }), ES256)}`;
}

/** The whole function over the framework's test server, with a bucket in memory and a clock that stands still. */
export async function startAuthz(
  services: readonly string[] | null = null,
  readRecord: ReadRecord | null = null,
): Promise<RunningAuthz> {
  const bucket = createMemoryBucket();
  const clock = createFixedClock(START);
  const lines: string[] = [];
  const told: RunningAuthz['told'] = { changed: [], refused: [], denied: [], notice: null };
  const logger = createLogger({ logLevel: 'debug', destination: { write: (line) => lines.push(line) } });
  const definition = createAuthzFunction({
    callerSecrets: [new Secret(CALLER_SECRET), new Secret(ROTATED_SECRET)],
    now: clock.now,
    services: services && new Set(services),
    readRecord,
    ...createControlStorePolicy({
      bucket,
      now: clock.now,
      elapsedMs: () => 0,
      newId: createSequentialIds('write'),
      log: logger,
      maxAgeMs: MAX_AGE_MS,
      maxStaleMs: MAX_STALE_MS,
    }),
    events: {
      changed: (revision) => void told.changed.push(revision),
      refused: (change) => void told.refused.push(change),
      notice: () => told.notice,
      flush: () => Promise.resolve(),
    },
    tellDenied: (denied) => void told.denied.push(denied),
    verifyToken: createTokenVerifier({
      jwks: { kind: 'local', keys: publicJwks([ES256]) },
      issuer: ISSUER,
      audience: 'wharfinger',
      // An administrator's token is good whatever the test's clock says.
      now: () => new Date(START),
    }),
  });
  registerFunction(definition, {
    logger,
    trustedProxyHops: 0,
    newId: createSequentialIds(),
  });
  const server = getTestServer(definition.name).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const post = (path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CALLER_SECRET}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    bucket,
    clock,
    lines,
    putPolicy: async (text) => {
      await bucket.put(POLICY_KEY, new TextEncoder().encode(text));
    },
    get: (path) => fetch(`${origin}${path}`),
    post: (body, headers = {}) => post('/v1/authorize', body, headers),
    postHook: (body, headers = {}) => post('/hooks/ext-authz', body, headers),
    administer: async (method, path, { body, headers, account = 'admin', actions = ['read', 'write'] } = {}) =>
      fetch(`${origin}${path}`, {
        method,
        headers: {
          authorization: await adminToken(account, actions),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    routes: definition.routes,
    told,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
