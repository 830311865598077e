import { Secret } from '@wharfinger/function-kit';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHttpAuthn } from './http-authn.ts';
import { createHttpAuthz } from './http-authz.ts';
import type { AuthorizationQuestion } from './ports.ts';

const SECRET = 'caller-secret-of-the-test';
const ORIGIN = 'http://functions.example';
const options = { baseUrl: new URL(ORIGIN), callerSecret: new Secret(SECRET), timeoutMs: 5000 };
const context = { requestId: 'request-1', signal: new AbortController().signal };
const alice = { account: 'alice', password: 'correct horse', address: '192.0.2.7' };
const question: AuthorizationQuestion = {
  account: 'alice',
  labels: { groups: ['developers'] },
  address: '192.0.2.7',
  service: 'registry.example',
  scopes: [{ type: 'repository', name: 'alice/app', actions: ['pull', 'push'] }],
};

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  if (pending.length > 0) throw new Error(`Nobody asked ${pending.join(', ')}`);
});

describe('authn', () => {
  const authenticate = createHttpAuthn(options);

  test('asks with the caller secret and the request id, and takes the labels', async () => {
    nock(ORIGIN, {
      reqheaders: {
        authorization: `Bearer ${SECRET}`,
        'x-request-id': 'request-1',
        'content-type': 'application/json',
      },
    })
      .post('/v1/authenticate', alice)
      .reply(200, { kind: 'authenticated', account: 'alice', labels: { groups: ['developers'] } });
    expect(await authenticate(alice, context)).toEqual({
      kind: 'authenticated',
      account: 'alice',
      labels: { groups: ['developers'] },
    });
  });

  test.each(['refused', 'throttled'])('%s is an answer', async (kind) => {
    nock(ORIGIN).post('/v1/authenticate').reply(200, { kind });
    expect(await authenticate(alice, context)).toEqual({ kind });
  });

  test('keeps the path of its base address', async () => {
    nock(ORIGIN).post('/authn-hook/v1/authenticate').reply(200, { kind: 'refused' });
    const behindPath = createHttpAuthn({ ...options, baseUrl: new URL(`${ORIGIN}/authn-hook/`) });
    expect(await behindPath(alice, context)).toEqual({ kind: 'refused' });
  });

  test.each([
    ['another account', { kind: 'authenticated', account: 'bob', labels: {} }],
    ['no labels', { kind: 'authenticated', account: 'alice' }],
    ['labels that are not lists', { kind: 'authenticated', account: 'alice', labels: { groups: 'administrators' } }],
    ['an unknown kind', { kind: 'perhaps' }],
    ['an empty object', {}],
    ['a welcome page', '<html>It works!</html>'],
    ['nothing', ''],
  ])('200 with %s is a fault, never a permission', async (_title, body) => {
    nock(ORIGIN).post('/v1/authenticate').reply(200, body);
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_ANSWER' });
  });

  test.each([201, 204, 401, 403, 404, 429, 500, 503])('%i is a fault, whatever it carries', async (status) => {
    nock(ORIGIN).post('/v1/authenticate').reply(status, { kind: 'authenticated', account: 'alice', labels: {} });
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_STATUS' });
  });

  test('a redirect is not followed: it would take the password elsewhere', async () => {
    nock(ORIGIN).post('/v1/authenticate').reply(307, '', { location: 'http://elsewhere.example/' });
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_STATUS' });
  });

  test('a connection that breaks once is tried again, and one that breaks twice is a fault', async () => {
    nock(ORIGIN).post('/v1/authenticate').replyWithError('socket hang up');
    nock(ORIGIN).post('/v1/authenticate').reply(200, { kind: 'refused' });
    expect(await authenticate(alice, context)).toEqual({ kind: 'refused' });
    nock(ORIGIN).post('/v1/authenticate').times(2).replyWithError('socket hang up');
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_UNREACHABLE' });
  });

  test('no error shows the password or the secret', async () => {
    nock(ORIGIN).post('/v1/authenticate').reply(500, alice);
    const error: unknown = await authenticate(alice, context).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(Error);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/correct horse|caller-secret/);
  });
});

describe('authz', () => {
  const authorize = createHttpAuthz(options);

  test('asks about every scope at once and takes what is granted of each', async () => {
    nock(ORIGIN, { reqheaders: { authorization: `Bearer ${SECRET}`, 'x-request-id': 'request-1' } })
      .post('/v1/authorize', JSON.parse(JSON.stringify(question)))
      .reply(200, {
        decisions: [
          {
            type: 'repository',
            name: 'alice/app',
            requested: ['pull', 'push'],
            granted: ['pull'],
            rule: 'default:own-namespace',
            reason: 'granted',
          },
        ],
      });
    expect(await authorize(question, context)).toEqual([{ type: 'repository', name: 'alice/app', granted: ['pull'] }]);
  });

  test.each([
    ['no decisions', {}],
    ['decisions of another shape', { decisions: [{ type: 'repository', name: 'alice/app', allowed: true }] }],
    ['a bare list', []],
  ])('200 with %s is a fault', async (_title, body) => {
    nock(ORIGIN).post('/v1/authorize').reply(200, body);
    await expect(authorize(question, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_ANSWER' });
  });
});
