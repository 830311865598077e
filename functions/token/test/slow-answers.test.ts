import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import {
  ALICE,
  AUTHENTICATED,
  readTokenAnswer,
  REFRESH,
  SERVICE,
  startTokenServer,
  type TokenServer,
} from './token-server.ts';

// How slow the two are is what a test sets: each answer moves the clock.
const FRESH_MS = 5000;

let server: TokenServer;
let authnMs: number;
let authzMs: number;

beforeAll(async () => {
  server = await startTokenServer({ refresh: { ...REFRESH, isRotating: true } });
});

beforeEach(() => {
  server.reset();
  [authnMs, authzMs] = [0, 0];
  const { authenticate, authorize } = server.upstream;
  server.upstream.authenticate = (question) => {
    server.clock.advance(authnMs);
    return authenticate(question);
  };
  server.upstream.authorize = (question) => {
    server.clock.advance(authzMs);
    return authorize(question);
  };
});

afterAll(() => server.close());

const get = (authorization?: string, query = ''): Promise<Response> =>
  fetch(`${server.origin}/token?service=${SERVICE}&scope=repository:a/b:pull${query}`, {
    headers: authorization === undefined ? {} : { authorization },
  });

/** From now on the two are slow once. */
function slowOnce(): void {
  const { authorize } = server.upstream;
  let hasBeenSlow = false;
  server.upstream.authorize = (question) => {
    if (!hasBeenSlow) server.clock.advance(FRESH_MS + 1);
    hasBeenSlow = true;
    return authorize(question);
  };
}

test('answers that are together as old as they may be are asked once', async () => {
  [authnMs, authzMs] = [2000, 3000];
  expect((await get(ALICE)).status).toBe(200);
  expect(server.upstream.asked).toHaveLength(2);
});

test('after a slow answer the credential is asked about again, not the password', async () => {
  slowOnce();
  expect((await get(ALICE)).status).toBe(200);
  expect(server.upstream.asked).toHaveLength(4);
  expect(server.upstream.resumed).toEqual([{ account: 'alice', credential: AUTHENTICATED.credential, address: null }]);
});

test('a credential that was revoked during a slow answer makes no token', async () => {
  slowOnce();
  const { authenticate } = server.upstream;
  server.upstream.authenticate = (question) =>
    'credential' in question ? { kind: 'refused', why: 'password-changed', account: 'alice' } : authenticate(question);
  expect((await get(ALICE)).status).toBe(401);
  expect(server.decisions).toMatchObject([{ kind: 'refused', why: 'password-changed' }]);
});

test('what is granted is what holds for the second answer', async () => {
  slowOnce();
  const { authenticate } = server.upstream;
  server.upstream.authenticate = (question) =>
    'credential' in question ? { ...AUTHENTICATED, labels: { groups: ['fewer'] } } : authenticate(question);
  await get(ALICE);
  expect(server.upstream.asked.at(-1)).toMatchObject({ labels: { groups: ['fewer'] } });
});

test.each([
  ['somebody', ALICE],
  ['nobody', undefined],
])('while every answer is slow %s gets a 503, and no token', async (_title, authorization) => {
  authzMs = FRESH_MS + 1;
  const response = await get(authorization);
  expect(response.status).toBe(503);
  expect(await response.json()).not.toHaveProperty('token');
  expect(server.decisions).toEqual([]);
});

test('nobody is asked anew about who has no name, but about what is granted', async () => {
  slowOnce();
  expect((await get()).status).toBe(200);
  expect(server.upstream.asked).toHaveLength(2);
});

test('a credential without a session cannot be asked about again: 503', async () => {
  slowOnce();
  server.upstream.authenticate = () => ({ ...AUTHENTICATED, session: null });
  expect((await get(ALICE)).status).toBe(503);
});

test('a session that lasts as long as was said at the sign-in still does after a slow answer', async () => {
  slowOnce();
  const notAfter = '2026-11-22T17:00:00Z';
  const { authenticate } = server.upstream;
  server.upstream.authenticate = (question) =>
    'credential' in question ? authenticate(question) : { ...AUTHENTICATED, session: { notAfter } };
  const { refresh_token: text = '' } = await readTokenAnswer(await get(ALICE, '&offline_token=true&client_id=tool'));
  const [, payload = ''] = text.split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ exp: Date.parse(notAfter) / 1000 });
});

test('an exchange of a refresh token that takes too long is a 503 as well', async () => {
  const { refresh_token: text = '' } = await readTokenAnswer(await get(ALICE, '&offline_token=true&client_id=tool'));
  authnMs = 3000;
  const form = { grant_type: 'refresh_token', refresh_token: text, service: SERVICE, client_id: 'tool' };
  const refresh = () => fetch(`${server.origin}/token`, { method: 'POST', body: new URLSearchParams(form) });
  expect((await refresh()).status).toBe(503);
  authnMs = 0;
  expect((await refresh()).status).toBe(200);
});
