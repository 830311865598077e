import { createTestKeys } from '@wharfinger/fakes';
import { createLogger, type FunctionRequest, type FunctionResponse, json } from '@wharfinger/function-kit';
import { buildClaims, createTokenVerifier, publicJwks, signToken, type TokenVerifier } from '@wharfinger/token';
import { describe, expect, test } from 'vitest';
import { requireAccess } from './require-access.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const key = createTestKeys().ES256;
const verifier = createTokenVerifier({
  jwks: { kind: 'local', keys: publicJwks([key]) },
  issuer: 'wharfinger.example',
  audience: 'wharfinger',
  now: () => NOW,
});
const down: TokenVerifier = async () => Promise.resolve({ kind: 'unavailable', reason: 'No keys.' });
const access = { type: 'policy', name: 'default', action: 'write' };
const guarded = requireAccess(verifier, access, (request, claims) => json(200, { path: request.path, by: claims.sub }));
const CHALLENGE = 'Bearer realm="/auth/token",service="wharfinger",scope="policy:default:write"';

async function tokenFor(actions: string[], change: { service?: string } = {}): Promise<string> {
  const claims = buildClaims({
    issuer: 'wharfinger.example',
    account: 'alice',
    service: 'wharfinger',
    nowSeconds: NOW.getTime() / 1000,
    ttlSeconds: 300,
    tokenId: 'token-0001',
    access: [{ type: 'policy', name: 'default', actions }],
    ...change,
  });
  return signToken(claims, key);
}

function requestWith(authorization: string | undefined): FunctionRequest {
  return {
    method: 'PUT',
    path: '/v1/policy',
    params: {},
    query: new URLSearchParams(),
    headers: { authorization },
    body: new Uint8Array(),
    requestId: 'request-0001',
    clientAddress: '192.0.2.1',
    log: createLogger({ logLevel: 'fatal' }),
    signal: new AbortController().signal,
  };
}

async function answer(authorization: string | undefined, handler: typeof guarded = guarded): Promise<FunctionResponse> {
  return handler(requestWith(authorization));
}

describe('requireAccess lets through', () => {
  test.each([
    ['the action that the route needs', ['write'], 'Bearer '],
    ['more than that', ['read', 'write'], 'Bearer '],
    ['a scheme in other case', ['write'], 'bearer '],
    ['surplus spaces', ['write'], 'BEARER   '],
  ])('%s, and tells the handler whose token it was', async (_, actions, scheme) => {
    const response = await answer(`${scheme}${await tokenFor(actions)}`);
    expect(response.status).toBe(200);
    expect(response.body).toBe('{"path":"/v1/policy","by":"alice"}');
  });
});

describe('requireAccess answers', () => {
  test.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['the scheme alone', 'Bearer'],
    ['an empty token', 'Bearer '],
    ['another scheme', 'Basic YWxpY2U6c2VjcmV0'],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['two credentials', 'Bearer a.b.c, Bearer d.e.f'],
    ['a scheme that only begins like it', 'Bearers a.b.c'],
  ])('401 to %s, without an error code', async (_, authorization) => {
    const response = await answer(authorization);
    expect(response).toMatchObject({ status: 401, headers: { 'www-authenticate': CHALLENGE } });
    expect(response.body).toMatchObject({ title: 'Unauthorized', status: 401, scope: 'policy:default:write' });
  });

  test('401 to a token that is not valid, with the reason', async () => {
    const response = await answer(`Bearer ${await tokenFor(['write'], { service: 'registry.example' })}`);
    expect(response).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': `${CHALLENGE},error="invalid_token"` },
      body: { detail: expect.stringContaining('"aud"') },
    });
  });

  test.each([
    ['another action', ['read']],
    ['no action', []],
  ])('403 to %s, naming the scope that is missing', async (_, actions) => {
    const response = await answer(`Bearer ${await tokenFor(actions)}`);
    expect(response).toMatchObject({
      status: 403,
      headers: {
        'content-type': 'application/problem+json',
        'www-authenticate': `${CHALLENGE},error="insufficient_scope"`,
      },
      body: {
        title: 'Forbidden',
        detail: 'The token does not hold the scope policy:default:write.',
        scope: 'policy:default:write',
        status: 403,
      },
    });
  });

  test('503, to be tried again, when the keys cannot be loaded', async () => {
    const response = await answer(
      'Bearer a.b.c',
      requireAccess(down, access, () => json(200, {})),
    );
    expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { detail: 'No keys.' } });
    expect(response.headers).not.toHaveProperty('www-authenticate');
  });
});

test('whoever asks is told of a good token without the scope, and of nothing else', async () => {
  const told: string[] = [];
  const handler = requireAccess(
    verifier,
    access,
    () => json(200, {}),
    (request, claims) => told.push(`${claims.sub} ${request.method} ${request.path}`),
  );
  const write = await tokenFor(['write']);
  const tokens = [
    undefined,
    'Bearer a.b.c',
    `Bearer ${write}`,
    `Bearer ${write}x`,
    `Bearer ${await tokenFor(['read'])}`,
  ];
  const statuses = await Promise.all(tokens.map(async (token) => (await answer(token, handler)).status));
  expect(statuses).toEqual([401, 401, 200, 401, 403]);
  expect(told).toEqual(['alice PUT /v1/policy']);
});

test('no answer holds a part of the token, and no refusal runs the handler', async () => {
  const handler = requireAccess(verifier, access, () => {
    throw new Error('must not run');
  });
  const token = await tokenFor(['read']);
  const refused = [token, `${token}x`, `${token} `, token.slice(1), token.split('.').toReversed().join('.')];
  const responses = await Promise.all(refused.map(async (text) => answer(`Bearer ${text}`, handler)));
  const parts = token.split('.').map((part) => part.slice(2, 14));
  const written = JSON.stringify(responses);
  expect(responses.map(({ status }) => status)).toEqual([403, 401, 403, 401, 401]);
  expect(parts.filter((part) => written.includes(part))).toEqual([]);
});
