import { createHttpExchange, Secret } from '@wharfinger/function-kit';
import type { AuthorizeQuestion } from '@wharfinger/native-api';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHttpAuthn } from './http-authn.ts';
import { createHttpAuthz } from './http-authz.ts';

const SECRET = 'caller-secret-of-the-test';
const ORIGIN = 'http://functions.example';
const exchange = createHttpExchange({ timeoutMs: 5000 });
const options = { baseUrl: new URL(ORIGIN), callerSecret: new Secret(SECRET), exchange };
const context = { requestId: 'request-1', signal: new AbortController().signal };
const alice = { account: 'alice', password: 'correct horse', address: '192.0.2.7' };
const question: AuthorizeQuestion = {
  account: 'alice',
  labels: { groups: ['developers'] },
  address: '192.0.2.7',
  service: 'registry.example',
  scopes: [{ type: 'repository', name: 'alice/app', actions: ['pull', 'push'] }],
  restrictions: ['repository:alice/**:*'],
};
const resumption = {
  account: 'alice',
  credential: { kind: 'workload', id: 'github', version: 'v1' },
  address: null,
} as const;
const authenticated = {
  kind: 'authenticated',
  account: 'alice',
  labels: { groups: ['developers'] },
  restrictions: null,
  credential: { kind: 'password', id: '', version: 'v1' },
  session: null,
  maxAgeMs: 5000,
} as const;
const workload = { ...authenticated, credential: { kind: 'workload', id: 'github', version: 'v1' } } as const;
const REFUSED = { kind: 'refused', why: 'wrong password', account: 'alice' } as const;

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

  test('names a question, so that one put once more on a broken connection counts as one, and no other does', async () => {
    const names: unknown[] = [];
    const naming = nock(ORIGIN).matchHeader('idempotency-key', (value) => names.push(value) > 0);
    naming.post('/v1/authenticate').replyWithError('the connection broke');
    naming.post('/v1/authenticate').times(2).reply(200, authenticated);
    await authenticate(alice, context);
    await authenticate(alice, context);
    const asked = [...new Set(names.flat())];
    expect(asked).toHaveLength(2);
    expect(asked).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  test('asks with the caller secret and the request id, and takes the labels', async () => {
    nock(ORIGIN, {
      reqheaders: {
        authorization: `Bearer ${SECRET}`,
        'x-request-id': 'request-1',
        'content-type': 'application/json',
      },
    })
      .post('/v1/authenticate', alice)
      .reply(200, authenticated);
    expect(await authenticate(alice, context)).toEqual(authenticated);
  });

  test('asks whether a credential is still good', async () => {
    nock(ORIGIN).post('/v1/authenticate', resumption).reply(200, workload);
    expect(await authenticate(resumption, context)).toEqual(workload);
  });

  test.each([
    ['a refusal', REFUSED],
    ['too many attempts', { kind: 'throttled', retryAfterSeconds: 2.5 }],
    ['a workload that got another account by what its token says', { ...workload, account: 'robot' }],
  ])('%s is an answer', async (_title, answer) => {
    nock(ORIGIN).post('/v1/authenticate').reply(200, answer);
    expect(await authenticate(alice, context)).toEqual(answer);
  });

  test('a credential that is asked about again under another account is a fault, also for a workload', async () => {
    nock(ORIGIN)
      .post('/v1/authenticate')
      .reply(200, { ...workload, account: 'robot' });
    await expect(authenticate(resumption, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_ANSWER' });
  });

  test('keeps the path of its base address', async () => {
    nock(ORIGIN).post('/authn-hook/v1/authenticate').reply(200, REFUSED);
    const behindPath = createHttpAuthn({ ...options, baseUrl: new URL(`${ORIGIN}/authn-hook/`) });
    expect(await behindPath(alice, context)).toEqual(REFUSED);
  });

  test.each([
    ['another account', { ...authenticated, account: 'bob' }],
    [
      'another account of an access key',
      { ...workload, account: 'bob', credential: { kind: 'access-key', id: 'k', version: 'k' } },
    ],
    ['what is no account', { ...workload, account: 'Robot of the team' }],
    ['an empty account', { ...authenticated, account: '' }],
    ['no labels', { ...authenticated, labels: undefined }],
    ['labels that are not lists', { ...authenticated, labels: { groups: 'administrators' } }],
    ['no word of restrictions', { ...authenticated, restrictions: undefined }],
    ['no credential', { ...authenticated, credential: undefined }],
    ['no word of a session', { ...authenticated, session: undefined }],
    ['no age', { ...authenticated, maxAgeMs: undefined }],
    ['too many attempts and no time to wait', { kind: 'throttled' }],
    ['an unknown kind', { kind: 'perhaps' }],
    ['an empty object', {}],
    ['a welcome page', '<html>It works!</html>'],
    ['nothing', ''],
  ])('200 with %s is a fault, never a permission', async (_title, body) => {
    nock(ORIGIN).post('/v1/authenticate').reply(200, body);
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_ANSWER' });
  });

  test.each([201, 204, 401, 403, 404, 429, 500, 503])('%i is a fault, whatever it carries', async (status) => {
    nock(ORIGIN).post('/v1/authenticate').reply(status, authenticated);
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_STATUS' });
  });

  test('a redirect is not followed: it would take the password elsewhere', async () => {
    nock(ORIGIN).post('/v1/authenticate').reply(307, '', { location: 'http://elsewhere.example/' });
    await expect(authenticate(alice, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_STATUS' });
  });

  test('a connection that breaks once is tried again, and one that breaks twice is a fault', async () => {
    nock(ORIGIN).post('/v1/authenticate').replyWithError('socket hang up');
    nock(ORIGIN).post('/v1/authenticate').reply(200, REFUSED);
    expect(await authenticate(alice, context)).toEqual(REFUSED);
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
  const decision = {
    type: 'repository',
    name: 'alice/app',
    requested: ['pull', 'push'],
    granted: ['pull'],
    rule: 'default:own-namespace',
    reason: 'granted',
  };
  const policyAnswer = { decisions: [decision], maxAgeMs: 4200 };

  test('asks about every scope at once and takes what is granted of each', async () => {
    nock(ORIGIN, { reqheaders: { authorization: `Bearer ${SECRET}`, 'x-request-id': 'request-1' } })
      .post('/v1/authorize', JSON.parse(JSON.stringify(question)))
      .reply(200, policyAnswer);
    expect(await authorize(question, context)).toEqual(policyAnswer);
  });

  test.each([
    ['no decisions', {}],
    ['decisions of another shape', { decisions: [{ ...decision, granted: undefined, allowed: true }], maxAgeMs: 1 }],
    ['no age', { decisions: [decision] }],
    ['a bare list', []],
  ])('200 with %s is a fault', async (_title, body) => {
    nock(ORIGIN).post('/v1/authorize').reply(200, body);
    await expect(authorize(question, context)).rejects.toMatchObject({ code: 'ERR_UPSTREAM_ANSWER' });
  });
});
