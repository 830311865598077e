import { Secret } from '@wharfinger/function-kit';
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

const NEXT_SECRET = new Secret('the secret that comes after this secret');

let server: TokenServer;

beforeAll(async () => {
  server = await startTokenServer({ refresh: { ...REFRESH, isRotating: true } });
});

/** Remembers what was used and what took its place, as authn-hook does. */
let successors: Map<string, string>;
let newest: string;

beforeEach(() => {
  server.reset();
  successors = new Map();
  newest = '';
  const signIn = server.upstream.authenticate;
  server.upstream.authenticate = (question) =>
    'rotation' in question && question.rotation !== undefined ? rotate(question.rotation) : signIn(question);
});

afterAll(() => server.close());

function rotate(rotation: NonNullable<Resumption['rotation']>) {
  const { used, next } = rotation;
  const isRepeat = successors.get(used) === next && newest === next;
  if (successors.has(used) && !isRepeat) {
    return { kind: 'refused', why: 'refresh-token-reused', account: 'alice' } as const;
  }
  newest = next;
  successors.set(used, next);
  return AUTHENTICATED;
}

const refresh = (refreshToken: string, on = server): Promise<Response> =>
  fetch(`${on.origin}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      service: SERVICE,
      client_id: 'my-tool',
      scope: 'repository:a/b:pull',
    }),
  });

async function logIn(on = server): Promise<string> {
  const query = new URLSearchParams({ service: SERVICE, client_id: 'my-tool', offline_token: 'true' });
  const response = await fetch(`${on.origin}/token?${query.toString()}`, { headers: { authorization: ALICE } });
  return (await readTokenAnswer(response)).refresh_token ?? '';
}

async function refreshed(refreshToken: string, on = server): Promise<string> {
  const response = await refresh(refreshToken, on);
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
  await refreshed(await refreshed(first));
  const response = await refresh(first);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  expect(server.logLines.join('')).toContain('refresh-token-reused');
  const { sid: session } = claimsOf(first);
  expect(server.decisions).toMatchObject([
    { kind: 'issued', session },
    { kind: 'issued', session },
    { kind: 'issued', session },
    { kind: 'refused', session, why: 'refresh-token-reused', account: 'alice', credential: AUTHENTICATED.credential },
  ]);
});

test('a request whose answer got lost gets the same next one again, and so does one at the same time', async () => {
  const first = await logIn();
  const both = await Promise.all([refreshed(first), refreshed(first)]);
  server.clock.advance(1000);
  const ids = [...both, await refreshed(first)].map((token) => claimsOf(token).jti);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).not.toBe(claimsOf(first).jti);
});

test('switched off, rotation brings none back: what rotates goes on, and what was used up is refused', async () => {
  const other = await startTokenServer({ refresh: { ...REFRESH, isRotating: false } });
  other.upstream.authenticate = server.upstream.authenticate;
  const first = await logIn();
  const second = await refreshed(first);
  const third = await refreshed(second, other);
  expect(claimsOf(third).jti).not.toBe(claimsOf(second).jti);
  await refreshed(third, other);
  expect((await refresh(first, other)).status).toBe(401);
  expect((await refresh(second, other)).status).toBe(401);
  await other.close();
});

test('switched on, rotation takes those along that were given before', async () => {
  const other = await startTokenServer({ refresh: { ...REFRESH, isRotating: false } });
  other.upstream.authenticate = server.upstream.authenticate;
  const first = await logIn(other);
  expect(successors.size).toBe(0);
  await refreshed(await refreshed(first), other);
  expect(successors.size).toBe(2);
  await other.close();
});

test('instances whose secrets are being changed agree on the next one', async () => {
  const changed = {
    ...REFRESH,
    isRotating: true,
    signingSecret: NEXT_SECRET,
    secrets: [NEXT_SECRET, ...REFRESH.secrets],
  };
  const other = await startTokenServer({ refresh: changed });
  const first = await logIn();
  const [one, two] = [await refreshed(first), await refreshed(first, other)];
  expect(claimsOf(two).jti).toBe(claimsOf(one).jti);
  await other.close();
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
