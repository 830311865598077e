import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { UpstreamError } from '../src/upstream-error.ts';
import {
  ALICE,
  AUTHENTICATED,
  EVERY_ACTION,
  FLOODING_ADDRESS,
  LABELS,
  PASSWORD,
  PUBLISHED_KEYS,
  readClaims,
  readTokenAnswer,
  SERVICE,
  startTokenServer,
  type TokenServer,
} from './token-server.ts';

let server: TokenServer;

beforeAll(async () => {
  server = await startTokenServer();
});

beforeEach(() => server.reset());

afterAll(() => server.close());

const get = (path: string, authorization?: string): Promise<Response> =>
  fetch(`${server.origin}${path}`, { headers: authorization === undefined ? {} : { authorization } });

const getAsAlice = (): Promise<Response> => get(`/token?service=${SERVICE}&scope=repository:a/b:pull`, ALICE);

const answerOf = async (response: Response) => ({
  status: response.status,
  retryAfter: response.headers.get('retry-after'),
  body: await response.json(),
});

describe('an answer', () => {
  test.each(['/auth/token', '/auth', '/token'])('at %s is a token with its life, not to be stored', async (path) => {
    const response = await get(`${path}?service=${SERVICE}`, ALICE);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await readTokenAnswer(response.clone());
    expect(body).toEqual({
      token: body.access_token,
      access_token: body.token,
      expires_in: 300,
      issued_at: '2026-11-22T16:23:38.000Z',
    });
    const seconds = Date.parse('2026-11-22T16:23:38.000Z') / 1000;
    expect(await readClaims(response)).toMatchObject({ sub: 'alice', iat: seconds, exp: seconds + 300, access: [] });
    expect(server.upstream.asked).toEqual(['alice']);
  });

  test('to a password in a form is the same', async () => {
    const response = await fetch(`${server.origin}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        username: 'alice',
        password: PASSWORD,
        service: 'wharfinger',
        scope: 'policy:default:read gc:default:run,read',
        client_id: 'docker',
      }),
    });
    expect(response.status).toBe(200);
    const answer = await readTokenAnswer(response.clone());
    expect(answer.scope).toBe('policy:default:read gc:default:read,run');
    expect(answer).not.toHaveProperty('refresh_token');
    expect(await readClaims(response, 'wharfinger')).toMatchObject({
      aud: 'wharfinger',
      access: [
        { type: 'policy', name: 'default', actions: ['read'] },
        { type: 'gc', name: 'default', actions: ['read', 'run'] },
      ],
    });
  });

  test('holds the granted subset, and what is denied is left out', async () => {
    server.upstream.authorize = ({ scopes }) =>
      scopes.map(({ type, name }) => ({ type, name, granted: name === 'bob/app' ? [] : ['pull'] }));
    const response = await get(
      `/auth/token?service=${SERVICE}&scope=repository:alice/app:pull,push&scope=repository:bob/app:pull`,
      ALICE,
    );
    expect(response.status).toBe(200);
    expect(await readClaims(response)).toMatchObject({
      access: [{ type: 'repository', name: 'alice/app', actions: ['pull'] }],
    });
  });

  test.each([
    ['without a header', {}],
    ['with garbage in it', { 'x-forwarded-for': '192.0.2.7, unknown' }],
  ])('to a request %s of the proxy asks from an unknown address, not from the proxy', async (_title, headers) => {
    const response = await fetch(`${server.origin}/token?service=${SERVICE}&scope=repository:a/b:pull`, { headers });
    expect(response.status).toBe(200);
    expect(server.upstream.asked).toMatchObject([{ address: null }]);
  });

  test('to an anonymous request asks the policy alone, from the address that the proxy saw', async () => {
    const response = await fetch(`${server.origin}/token?service=${SERVICE}&scope=repository:public/app:pull`, {
      headers: { 'x-forwarded-for': '198.51.100.1, 192.0.2.7' },
    });
    expect(await readClaims(response)).toMatchObject({ sub: '', access: [{ name: 'public/app', actions: ['pull'] }] });
    expect(server.upstream.asked).toEqual([
      {
        account: null,
        labels: {},
        restrictions: null,
        address: '192.0.2.7',
        service: SERVICE,
        scopes: [{ type: 'repository', name: 'public/app', actions: ['pull'] }],
      },
    ]);
  });

  test('takes what a credential is restricted to to the policy', async () => {
    const restrictions = ['repository:team/**:pull'];
    server.upstream.authenticate = () => ({ ...AUTHENTICATED, restrictions });
    await getAsAlice();
    expect(server.upstream.asked).toEqual(['alice', expect.objectContaining({ account: 'alice', restrictions })]);
  });

  test('is about the account that authn says', async () => {
    server.upstream.authenticate = () => ({ ...AUTHENTICATED, account: 'robot' });
    server.upstream.authorize = ({ scopes }) => scopes.map(({ type, name }) => ({ type, name, granted: ['pull'] }));
    expect(await readClaims(await getAsAlice())).toMatchObject({ sub: 'robot' });
    expect(server.upstream.asked).toEqual(['alice', expect.objectContaining({ account: 'robot' })]);
  });

  test('takes the labels of the account to the policy', async () => {
    await get(`/token?service=${SERVICE}&scope=repository:a/b:pull`, ALICE);
    expect(server.upstream.asked).toEqual(['alice', expect.objectContaining({ account: 'alice', labels: LABELS })]);
  });

  test('is logged with what was asked and granted, without password or token', async () => {
    const response = await get(`/token?service=${SERVICE}&scope=repository:a/b:pull`, ALICE);
    const { token } = await readTokenAnswer(response);
    const lines = server.logLines.join('');
    expect(lines).toContain('repository:a/b:pull');
    expect(lines).not.toContain(token);
    expect(lines).not.toContain(PASSWORD);
    expect(lines).not.toContain(ALICE.slice('Basic '.length));
  });
});

describe('a refusal', () => {
  test('from an address that asks too often is 429 with Retry-After, and the policy is not asked', async () => {
    const response = await fetch(`${server.origin}/token?service=${SERVICE}&scope=repository:a/b:pull`, {
      headers: { authorization: ALICE, 'x-forwarded-for': FLOODING_ADDRESS },
    });
    expect(await answerOf(response)).toMatchObject({
      status: 429,
      retryAfter: '18',
      body: { errors: [{ code: 'TOOMANYREQUESTS' }] },
    });
    expect(server.upstream.asked).toEqual(['alice']);
  });

  test.each([
    ['a wrong password', `Basic ${Buffer.from('alice:wrong').toString('base64')}`],
    ['an unknown account', `Basic ${Buffer.from('mallory:wrong').toString('base64')}`],
    ['malformed credentials', 'Basic %%%'],
  ])('of %s is 401 with a challenge, and the policy is not asked', async (_title, authorization) => {
    const response = await get(`/token?service=${SERVICE}&scope=repository:a/b:pull`, authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    expect(await response.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
    expect(server.upstream.asked.filter((one) => typeof one !== 'string')).toEqual([]);
  });

  test('of a malformed scope is 400 and names it, before anybody is asked', async () => {
    const response = await get(`/token?service=${SERVICE}&scope=repository:../b:pull`, ALICE);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('repository:../b:pull') }],
    });
    expect(server.upstream.asked).toEqual([]);
  });

  test('of a malformed form says nothing of the policy', async () => {
    const response = await fetch(`${server.origin}/token`, { method: 'POST', body: new URLSearchParams() });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', errors: [{ code: 'UNSUPPORTED' }] });
  });

  const inRegistryWords = { errors: [{ code: 'UNSUPPORTED', message: expect.any(String) }], error: 'invalid_request' };

  test('of a form that is too large is 413, in the words of the registry', async () => {
    const body = new URLSearchParams({ grant_type: 'password', password: 'x'.repeat(90_000) });
    const response = await fetch(`${server.origin}/token`, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject(inRegistryWords);
  });

  test('of a form that is compressed is 415, in the words of the registry', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`${server.origin}/token`, { method: 'POST', body: 'x', headers });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject(inRegistryWords);
  });

  test('of scopes that no header has room for is 431, in the words of the registry', async () => {
    const response = await get(`/token?service=${SERVICE}&scope=${'repository:a/b:pull+'.repeat(1000)}`);
    expect(response.status).toBe(431);
    expect(await response.json()).toMatchObject(inRegistryWords);
  });

  test.each([
    ['PUT', '/auth/token', 405],
    ['DELETE', '/token', 405],
    ['POST', '/.well-known/jwks.json', 405],
    ['GET', '/auth/token/', 404],
    ['GET', '/%', 404],
  ])('of %s %s is %i, in the words of the registry', async (method, path, status) => {
    const response = await fetch(`${server.origin}${path}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.has('allow')).toBe(status === 405);
    expect(await response.json()).toMatchObject(inRegistryWords);
  });

  test('is logged with the reason that the client does not get, and without what it typed', async () => {
    const wrong = `Basic ${Buffer.from('mallory:hunter-of-2').toString('base64')}`;
    const response = await get(`/token?service=${SERVICE}&scope=repository:a/b:pull`, wrong);
    expect(await response.text()).not.toContain('unknown account');
    const lines = server.logLines.join('');
    expect(lines).toContain('unknown account');
    expect(lines).not.toMatch(/mallory|hunter-of-2/);
  });
});

describe('a fault is never a permission:', () => {
  const unavailable = { status: 503, retryAfter: '2', body: { errors: [{ code: 'UNAVAILABLE' }] } };
  test('identities that do not answer', async () => {
    server.upstream.authnFault = new UpstreamError('ERR_UPSTREAM_UNREACHABLE', 'authn-hook.example gave no answer.');
    const response = await getAsAlice();
    expect(await response.clone().text()).not.toContain('authn-hook.example');
    expect(await answerOf(response)).toMatchObject(unavailable);
    expect(server.logLines.join('')).toContain('authn-hook.example');
  });

  test('a policy that does not answer', async () => {
    server.upstream.authorize = () => {
      throw new UpstreamError('ERR_UPSTREAM_STATUS', 'authz.example answered 500.');
    };
    expect(await answerOf(await getAsAlice())).toMatchObject(unavailable);
  });

  test('a policy that grants more than was asked', async () => {
    server.upstream.authorize = ({ scopes }) => scopes.map(({ type, name }) => ({ type, name, granted: EVERY_ACTION }));
    expect(await answerOf(await getAsAlice())).toMatchObject(unavailable);
  });

  test('signing keys that are not there yet, in which case nobody is asked', async () => {
    server.upstream.keys = { kind: 'missing', reason: 'there is no signing key' };
    expect(await answerOf(await getAsAlice())).toMatchObject(unavailable);
    expect(await answerOf(await get('/.well-known/jwks.json'))).toMatchObject(unavailable);
    expect(server.upstream.asked).toEqual([]);
  });

  test('a defect of our own, which is 500', async () => {
    server.upstream.authorize = () => {
      throw new TypeError('a defect');
    };
    const response = await getAsAlice();
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }], error: 'server_error' });
  });
});

describe('readiness', () => {
  test('is there with the keys', async () => {
    expect((await get('/readyz')).status).toBe(200);
  });

  test('says what the next start would not have', async () => {
    const [active] = PUBLISHED_KEYS;
    if (active === undefined) throw new Error('There is no key.');
    server.upstream.keys = { kind: 'ready', active, all: PUBLISHED_KEYS, notices: ['a bad key'] };
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready', notices: ['a bad key'] });
  });

  test('says what is missing', async () => {
    server.upstream.keys = { kind: 'missing', reason: 'there is no signing key' };
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ missing: ['there is no signing key'] });
  });
});
