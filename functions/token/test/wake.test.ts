import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';

import { createFixedClock, createSequentialIds, createTestKeys } from '@wharfinger/fakes';
import { createFunctionServer, createLogger, Secret } from '@wharfinger/function-kit';
import type { AuthenticateAnswer, AuthorizeAnswer } from '@wharfinger/native-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createTokenFunction } from '../src/handler.ts';
import { createHttpUpstreams, type Upstreams } from '../src/http-upstreams.ts';

const START_MS = 1000;
const CHAIN_MS = 2 * START_MS;
const { ES256 } = createTestKeys();
const silent = createLogger({ logLevel: 'silent' });

const LET_IN: AuthenticateAnswer = {
  kind: 'authenticated',
  account: 'alice',
  labels: {},
  restrictions: null,
  credential: { kind: 'access-key', id: 'key-1', version: 'key-1' },
  session: null,
  maxAgeMs: 5000,
};
const GRANTED: AuthorizeAnswer = {
  decisions: [
    { type: 'repository', name: 'alice/app', requested: ['pull'], granted: ['pull'], rule: null, reason: 'granted' },
  ],
  maxAgeMs: 5000,
};

let servers: Server[];

async function listen(server: Server): Promise<URL> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
}

/** A function at zero behind an activator: the first request of all starts it, and what comes meanwhile is held. */
async function atZero(answer: object, startMs = START_MS): Promise<{ url: URL; asked: string[] }> {
  const asked: string[] = [];
  let upAtMs: number | undefined;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    upAtMs ??= performance.now() + startMs;
    setTimeout(() => response.end(JSON.stringify(answer)), Math.max(0, upAtMs - performance.now()));
  });
  return { url: await listen(server), asked };
}

function connect(authnUrl: URL, authzUrl: URL): Upstreams {
  return createHttpUpstreams({
    authnUrl,
    authzUrl,
    callerSecret: new Secret('caller-secret-of-the-test'),
    timeoutMs: 5000,
    rememberMs: 5000,
    elapsedMs: () => performance.now(),
    log: silent,
  });
}

async function serveTokens({ authenticate, authorize }: Upstreams): Promise<URL> {
  const definition = createTokenFunction(
    {
      issuer: 'wharfinger.example',
      services: ['registry.test'],
      ttlSeconds: 300,
      maxScopes: 50,
      maxScopesBytes: 16_384,
      refresh: null,
    },
    {
      now: createFixedClock('2026-11-22T16:23:38.750Z').now,
      elapsedMs: () => performance.now(),
      newId: createSequentialIds('token'),
      budgetMs: 10_000,
      signingKeys: async () => ({ kind: 'ready', active: ES256, all: [ES256] }),
      authenticate,
      authorize,
    },
  );
  return listen(
    createFunctionServer(definition, { logger: silent, trustedProxyHops: 0, newId: createSequentialIds('request') }),
  );
}

async function signIn(origin: URL): Promise<{ status: number; tookMs: number }> {
  const startedMs = performance.now();
  const authorization = `Basic ${Buffer.from('alice:correct horse').toString('base64')}`;
  const url = new URL('/auth/token?service=registry.test&scope=repository:alice/app:pull', origin);
  const { status } = await fetch(url, { headers: { authorization } });
  return { status, tookMs: performance.now() - startedMs };
}

beforeEach(() => {
  servers = [];
});

afterEach(async () => {
  await Promise.all(
    servers.map(async (server) => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }),
  );
});

describe('with both functions at zero', () => {
  test('a sign-in waits for one start, not for one after the other', async () => {
    const [authn, authz] = [await atZero(LET_IN), await atZero(GRANTED)];
    const { status, tookMs } = await signIn(await serveTokens(connect(authn.url, authz.url)));
    expect(status).toBe(200);
    expect(tookMs).toBeGreaterThan(START_MS - 50);
    expect(tookMs).toBeLessThan(CHAIN_MS - 300);
    expect(authn.asked).toEqual(['POST /v1/authenticate']);
    expect(authz.asked).toEqual(['GET /healthz', 'POST /v1/authorize']);
  });

  test('a sign-in waits for what is left of it when this function has just started itself', async () => {
    const [authn, authz] = [await atZero(LET_IN), await atZero(GRANTED)];
    const upstreams = connect(authn.url, authz.url);
    upstreams.wake();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const { status, tookMs } = await signIn(await serveTokens(upstreams));
    expect(status).toBe(200);
    expect(tookMs).toBeLessThan(START_MS - 100);
    expect(authn.asked).toEqual(['GET /healthz', 'POST /v1/authenticate']);
    expect(authz.asked).toEqual(['GET /healthz', 'POST /v1/authorize']);
  });

  test('many at once poke nobody more than once', async () => {
    const [authn, authz] = [await atZero(LET_IN, 300), await atZero(GRANTED, 300)];
    const origin = await serveTokens(connect(authn.url, authz.url));
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(origin)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(authz.asked.filter((request) => request === 'GET /healthz')).toHaveLength(1);
  });
});

test('the process wakes both as it starts, before anybody asks it anything', async () => {
  const [authn, authz] = [await atZero(LET_IN, 0), await atZero(GRANTED, 0)];
  const main = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', main], {
    stdio: 'ignore',
    env: {
      PORT: '0',
      WHARFINGER_LISTEN_ADDRESS: '127.0.0.1',
      WHARFINGER_ISSUER: 'wharfinger.example',
      WHARFINGER_SERVICES: 'registry.test',
      WHARFINGER_KEYS_DIR: '/nonexistent',
      WHARFINGER_AUTHN_URL: authn.url.href,
      WHARFINGER_AUTHZ_URL: authz.url.href,
      WHARFINGER_CALLER_SECRET: 'caller-secret-of-the-test',
    },
  });
  try {
    await expect
      .poll(() => [...authn.asked, ...authz.asked], { timeout: 15_000 })
      .toEqual(['GET /healthz', 'GET /healthz']);
  } finally {
    child.kill('SIGKILL');
  }
}, 20_000);

test('a function that answered a moment ago is not poked', async () => {
  const [authn, authz] = [await atZero(LET_IN, 0), await atZero(GRANTED, 0)];
  const upstreams = connect(authn.url, authz.url);
  const origin = await serveTokens(upstreams);
  await signIn(origin);
  authn.asked.length = 0;
  authz.asked.length = 0;
  await signIn(origin);
  upstreams.wake();
  expect([...authn.asked, ...authz.asked]).toEqual([]);
});

test('whom nobody can wake stops no sign-in: the question itself says what is wrong', async () => {
  const authn = await atZero(LET_IN, 0);
  const nobody = createServer();
  const nobodysUrl = await listen(nobody);
  nobody.close();
  servers = servers.filter((server) => server !== nobody);
  const upstreams = connect(authn.url, nobodysUrl);
  upstreams.wake();
  expect((await signIn(await serveTokens(upstreams))).status).toBe(503);
});
