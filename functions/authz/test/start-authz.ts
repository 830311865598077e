import { once } from 'node:events';

import { getTestServer } from '@google-cloud/functions-framework/testing';
import {
  createFixedClock,
  createMemoryBucket,
  createSequentialIds,
  type FixedClock,
  type MemoryBucket,
} from '@wharfinger/fakes';
import { createLogger, registerFunction, Secret } from '@wharfinger/function-kit';

import { createAuthzFunction } from '../src/handler.ts';
import { createS3PolicyStore, POLICY_KEY } from '../src/s3-policy-store.ts';

const CALLER_SECRET = 'fixed-caller-secret-of-a-test';
export const ROTATED_SECRET = 'rotated-caller-secret-of-a-test';
export const MAX_AGE_MS = 5000;

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
  stop: () => Promise<void>;
};

/** The whole function over the framework's test server, with a bucket in memory and a clock that stands still. */
export async function startAuthz(services: readonly string[] | null = null): Promise<RunningAuthz> {
  const bucket = createMemoryBucket();
  const clock = createFixedClock('2026-06-01T00:00:00Z');
  const lines: string[] = [];
  const definition = createAuthzFunction({
    callerSecrets: [new Secret(CALLER_SECRET), new Secret(ROTATED_SECRET)],
    loadPolicy: createS3PolicyStore({ bucket, maxAgeMs: MAX_AGE_MS, now: clock.now }),
    now: clock.now,
    services: services && new Set(services),
  });
  registerFunction(definition, {
    logger: createLogger({ logLevel: 'debug', destination: { write: (line) => lines.push(line) } }),
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
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
