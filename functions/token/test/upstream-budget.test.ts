import { once } from 'node:events';
import type { Server } from 'node:http';

import { createFixedClock, createSequentialIds, createTestKeys } from '@wharfinger/fakes';
import { createFunctionServer, createLogger } from '@wharfinger/function-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createTokenFunction } from '../src/handler.ts';

const BUDGET_MS = 400;
const ANSWER_MS = 300;
const { ES256 } = createTestKeys();

let server: Server;
let asked: string[];
const logLines: string[] = [];

const late = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), ANSWER_MS));

beforeEach(async () => {
  asked = [];
  const config = {
    issuer: 'wharfinger.example',
    services: ['registry.test'],
    ttlSeconds: 300,
    maxScopes: 50,
    maxScopesBytes: 16_384,
    refresh: null,
  };
  const definition = createTokenFunction(config, {
    now: createFixedClock('2026-11-22T16:23:38.750Z').now,
    elapsedMs: () => performance.now(),
    newId: createSequentialIds('token'),
    budgetMs: BUDGET_MS,
    signingKeys: async () => ({ kind: 'ready', active: ES256, all: [ES256] }),
    authenticate: async ({ account }) => {
      asked.push('authn');
      const credential = { kind: 'password', id: '', version: 'v1' } as const;
      const session = { notAfter: null };
      const about = { account, labels: {}, restrictions: null, credential, session, maxAgeMs: 0 };
      return late({ kind: 'authenticated', ...about });
    },
    authorize: async () => {
      asked.push('authz');
      return late({ decisions: [], maxAgeMs: 0 });
    },
  });
  const logger = createLogger({ logLevel: 'info', destination: { write: (line) => void logLines.push(line) } });
  const options = { logger, trustedProxyHops: 0, newId: createSequentialIds('request') };
  server = createFunctionServer(definition, options).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await once(server, 'close');
});

test('two slow answers of one request don’t add up: it is 503 when the time of all is over', async () => {
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const authorization = `Basic ${Buffer.from('alice:correct horse').toString('base64')}`;
  const startedMs = performance.now();
  const url = `${origin}/token?service=registry.test&scope=repository:a/b:pull`;
  const response = await fetch(url, { headers: { authorization } });
  const tookMs = performance.now() - startedMs;
  expect(response.status).toBe(503);
  expect(asked).toEqual(['authn', 'authz']);
  expect(tookMs).toBeGreaterThan(BUDGET_MS - 20);
  expect(tookMs).toBeLessThan(2 * ANSWER_MS - 20);
  expect(logLines.join('')).toContain('ERR_UPSTREAM_SLOW');
});
