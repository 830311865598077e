import type { Resumption } from '@wharfinger/native-api';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { UpstreamError } from '../src/upstream-error.ts';
import {
  ALICE,
  AUTHENTICATED,
  readTokenAnswer,
  REFRESH,
  SERVICE,
  startTokenServer,
  type TokenServer,
} from './token-server.ts';

let server: TokenServer;

beforeAll(async () => {
  server = await startTokenServer({ refresh: { ...REFRESH, isRotating: true } });
});

/** Remembers what was used, as authn-hook does. */
let used: Set<string>;

beforeEach(() => {
  server.reset();
  used = new Set();
  const signIn = server.upstream.authenticate;
  server.upstream.authenticate = (question) =>
    'rotation' in question && question.rotation !== undefined ? rotate(question.rotation) : signIn(question);
});

afterAll(() => server.close());

function rotate(rotation: NonNullable<Resumption['rotation']>) {
  if (used.has(rotation.used)) return { kind: 'refused', why: 'refresh-token-reused', account: 'alice' } as const;
  used.add(rotation.used);
  return AUTHENTICATED;
}

const refresh = (refreshToken: string): Promise<Response> =>
  fetch(`${server.origin}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      service: SERVICE,
      client_id: 'my-tool',
      scope: 'repository:a/b:pull',
    }),
  });

async function logIn(): Promise<string> {
  const query = new URLSearchParams({ service: SERVICE, client_id: 'my-tool', offline_token: 'true' });
  const response = await fetch(`${server.origin}/token?${query.toString()}`, { headers: { authorization: ALICE } });
  return (await readTokenAnswer(response)).refresh_token ?? '';
}

async function refreshed(refreshToken: string): Promise<string> {
  const response = await refresh(refreshToken);
  expect(response.status).toBe(200);
  return (await readTokenAnswer(response)).refresh_token ?? '';
}

const claimsSchema = z.object({ jti: z.string(), sid: z.string(), iat: z.int(), exp: z.int() });
const claimsOf = (refreshToken: string) => claimsSchema.parse(decodeJwt(refreshToken));

test('with rotation every use hands out the next, of the same session and with the same end', async () => {
  const first = await logIn();
  server.clock.advance(60_000);
  const second = await refreshed(first);
  server.clock.advance(60_000);
  const third = await refreshed(second);
  const [one, two, three] = [claimsOf(first), claimsOf(second), claimsOf(third)];
  expect(one.jti).toBe(one.sid);
  expect(new Set([one.jti, two.jti, three.jti]).size).toBe(3);
  expect([two, three]).toMatchObject([
    { sid: one.sid, exp: one.exp, iat: one.iat + 60 },
    { sid: one.sid, exp: one.exp, iat: one.iat + 120 },
  ]);
  const { credential } = AUTHENTICATED;
  const rotation = { session: one.sid, notAfter: '2026-11-23T16:23:38.000Z' };
  expect(server.upstream.resumed.filter((question) => question.rotation !== undefined)).toMatchObject([
    { account: 'alice', credential, rotation: { ...rotation, used: one.jti, next: two.jti } },
    { account: 'alice', credential, rotation: { ...rotation, used: two.jti, next: three.jti } },
  ]);
});

test('one that was used before is refused, and the log says so', async () => {
  const first = await logIn();
  await refreshed(first);
  const response = await refresh(first);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  expect(server.logLines.join('')).toContain('refresh-token-reused');
  const { sid: session } = claimsOf(first);
  expect(server.decisions).toMatchObject([
    { kind: 'issued', session },
    { kind: 'issued', session },
    { kind: 'refused', session, why: 'refresh-token-reused', account: 'alice', credential: AUTHENTICATED.credential },
  ]);
});

test('one is not used up by a request that fails for another reason', async () => {
  const first = await logIn();
  const { authorize } = server.upstream;
  server.upstream.authorize = () => {
    throw new UpstreamError('ERR_UPSTREAM_STATUS', 'authz answered 500.');
  };
  expect((await refresh(first)).status).toBe(503);
  server.upstream.authorize = authorize;
  await refreshed(first);
});

test('an exchange that must wait is 429', async () => {
  const first = await logIn();
  const { authenticate } = server.upstream;
  server.upstream.authenticate = (question) =>
    'rotation' in question ? { kind: 'throttled', retryAfterSeconds: 2 } : authenticate(question);
  expect((await refresh(first)).status).toBe(429);
});
