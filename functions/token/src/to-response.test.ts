import { expect, test } from 'vitest';

import { toResponse, UNAVAILABLE } from './to-response.ts';

const TOO_MANY = 'Too many attempts with this account or from this address; try again later.';

test('an issued token comes under both names, with its life, and is not to be stored', () => {
  const response = toResponse({
    kind: 'issued',
    token: 'x.y.z',
    issuedAtSeconds: 1_767_225_600,
    expiresInSeconds: 300,
  });
  expect(response).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
  expect(JSON.parse(String(response.body))).toEqual({
    token: 'x.y.z',
    access_token: 'x.y.z',
    expires_in: 300,
    issued_at: '2026-01-01T00:00:00.000Z',
  });
});

test.each([
  [{ kind: 'invalid', reason: 'No.' } as const, 400, 'UNSUPPORTED', 'invalid_request', {}],
  [{ kind: 'unsupported-grant', reason: 'No.' } as const, 400, 'UNSUPPORTED', 'unsupported_grant_type', {}],
  [
    { kind: 'unauthenticated', reason: 'No.' } as const,
    401,
    'UNAUTHORIZED',
    'invalid_grant',
    { 'www-authenticate': 'Basic realm="wharfinger", charset="UTF-8"' },
  ],
  [
    { kind: 'throttled', retryAfterSeconds: 1.5 } as const,
    429,
    'TOOMANYREQUESTS',
    'temporarily_unavailable',
    { 'retry-after': '2' },
  ],
  [UNAVAILABLE, 503, 'UNAVAILABLE', 'temporarily_unavailable', { 'retry-after': '2' }],
])('%j is %i %s', (outcome, status, code, error, headers) => {
  const response = toResponse(outcome);
  expect(response.status).toBe(status);
  expect(response.headers).toEqual({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
  });
  const message = 'reason' in outcome ? outcome.reason : TOO_MANY;
  expect(JSON.parse(String(response.body))).toEqual({ errors: [{ code, message }], error, error_description: message });
});
