import { expect, test } from 'vitest';

import { toFaultResponse, toRefusalResponse, toResponse } from './to-response.ts';

const TOO_MANY = 'Too many attempts with this account or from this address; try again in 2 seconds.';

test('an issued token comes under both names, with its life, and is not to be stored', () => {
  const response = toResponse({
    kind: 'issued',
    token: 'x.y.z',
    issuedAtSeconds: 1_767_225_600,
    expiresInSeconds: 300,
    scope: undefined,
    refreshToken: undefined,
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

test('a refresh token and the scope of a form go with it', () => {
  const { body } = toResponse({
    kind: 'issued',
    token: 'x.y.z',
    issuedAtSeconds: 1_767_225_600,
    expiresInSeconds: 300,
    scope: '',
    refreshToken: 'r.s.t',
  });
  expect(JSON.parse(String(body))).toEqual({
    token: 'x.y.z',
    access_token: 'x.y.z',
    scope: '',
    expires_in: 300,
    issued_at: '2026-01-01T00:00:00.000Z',
    refresh_token: 'r.s.t',
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
  [
    { kind: 'unavailable', reason: 'No.' } as const,
    503,
    'UNAVAILABLE',
    'temporarily_unavailable',
    { 'retry-after': '2' },
  ],
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

test.each([
  [{ status: 405, title: 'Method not allowed' } as const, 405, 'Method not allowed.'],
  [{ status: 413, title: 'Content too large', detail: 'At most 9 bytes.' } as const, 413, 'At most 9 bytes.'],
])('%j is said in the same words', (refusal, status, message) => {
  const response = toRefusalResponse(refusal);
  expect(response).toMatchObject({ status, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(String(response.body))).toEqual({
    errors: [{ code: 'UNSUPPORTED', message }],
    error: 'invalid_request',
    error_description: message,
  });
});

test('a defect says nothing of itself', () => {
  const { status, body } = toFaultResponse();
  expect(status).toBe(500);
  expect(JSON.parse(String(body))).toEqual({
    errors: [{ code: 'UNAVAILABLE', message: 'The request failed.' }],
    error: 'server_error',
    error_description: 'The request failed.',
  });
});

test('one second is one', () => {
  const { body } = toResponse({ kind: 'throttled', retryAfterSeconds: 0.2 });
  expect(JSON.parse(String(body))).toMatchObject({
    error_description: expect.stringMatching(/try again in 1 second\.$/),
  });
});
