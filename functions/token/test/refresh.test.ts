import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { UpstreamError } from '../src/upstream-error.ts';
import {
  ALICE,
  AUTHENTICATED,
  createVerifier,
  ISSUER,
  PASSWORD,
  readClaims,
  readTokenAnswer,
  SERVICE,
  startTokenServer,
  type TokenServer,
} from './token-server.ts';

const DAY_MS = 86_400_000;

let server: TokenServer;

beforeAll(async () => {
  server = await startTokenServer();
});

beforeEach(() => server.reset());

afterAll(() => server.close());

type Parameters = Readonly<Record<string, string>>;

const get = (parameters: Parameters, authorization?: string, on = server): Promise<Response> =>
  fetch(`${on.origin}/auth/token?${new URLSearchParams(parameters).toString()}`, {
    headers: authorization === undefined ? {} : { authorization },
  });

const post = (form: Parameters, on = server): Promise<Response> =>
  fetch(`${on.origin}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });

/** Logs in as Docker does and gives the refresh token. */
async function logIn(change: Parameters = {}, on = server): Promise<string> {
  const parameters = { service: SERVICE, account: 'alice', client_id: 'docker', offline_token: 'true', ...change };
  return (await readTokenAnswer(await get(parameters, ALICE, on))).refresh_token ?? '';
}

const refresh = (refreshToken: string, change: Parameters = {}, on = server): Promise<Response> =>
  post(
    {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      service: SERVICE,
      client_id: 'docker',
      scope: 'repository:a/b:pull',
      ...change,
    },
    on,
  );

async function expectRefused(response: Response): Promise<void> {
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
  expect(await response.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }], error: 'invalid_grant' });
}

/** From now on who signs in is a workload with as many groups, of 100 characters each. */
function letInWithGroups(count: number): void {
  const labels = { groups: Array.from({ length: count }, () => 'x'.repeat(100)) };
  const credential = { kind: 'workload', id: 'github', version: 'v1', labels } as const;
  server.upstream.authenticate = () => ({ ...AUTHENTICATED, credential });
}

describe('a refresh token', () => {
  test('comes with a GET that asks for it, and with a form that does', async () => {
    const form = {
      grant_type: 'password',
      username: 'alice',
      password: PASSWORD,
      service: SERVICE,
      client_id: 'docker',
    };
    const answer = await readTokenAnswer(await post({ ...form, access_type: 'offline' }));
    expect(answer).toMatchObject({ scope: '', refresh_token: expect.stringMatching(/^ey/) });
    for (const refreshToken of [await logIn(), answer.refresh_token ?? '']) {
      const response = await refresh(refreshToken);
      expect(response.status).toBe(200);
      expect(await readClaims(response)).toMatchObject({
        sub: 'alice',
        aud: SERVICE,
        access: [{ type: 'repository', name: 'a/b', actions: ['pull'] }],
      });
    }
  });

  test.each([
    ['is not asked for', { offline_token: 'false' }, ALICE],
    ['is asked for by nobody', { offline_token: 'true' }, undefined],
  ])('is not given when it %s', async (_title, parameters, authorization) => {
    const answer = await readTokenAnswer(await get({ service: SERVICE, ...parameters }, authorization));
    expect(answer).not.toHaveProperty('refresh_token');
  });

  test('is not given for a credential that may not be resumed, or not any more', async () => {
    for (const session of [null, { notAfter: '2026-11-22T16:23:38.000Z' }]) {
      server.upstream.authenticate = () => ({ ...AUTHENTICATED, session });
      expect(await logIn()).toBe('');
    }
  });

  test('is not given when the labels of a workload would make it too large', async () => {
    letInWithGroups(110);
    expect((await refresh(await logIn())).status).toBe(200);
    letInWithGroups(120);
    expect(await logIn()).toBe('');
  });

  test('asks whether the credential is still good, from the address that the client has now', async () => {
    const refreshToken = await logIn();
    await fetch(`${server.origin}/token`, {
      method: 'POST',
      headers: { 'x-forwarded-for': '192.0.2.7' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        service: SERVICE,
        client_id: 'docker',
      }),
    });
    expect(server.upstream.resumed).toEqual([
      { account: 'alice', credential: AUTHENTICATED.credential, address: '192.0.2.7' },
    ]);
  });

  test('carries the restrictions and labels of the credential as they are now', async () => {
    const refreshToken = await logIn();
    const now = { restrictions: ['repository:a/**:pull'], labels: { groups: ['new'] } };
    server.upstream.authenticate = () => ({ ...AUTHENTICATED, ...now });
    await refresh(refreshToken);
    expect(server.upstream.asked.at(-1)).toMatchObject({ account: 'alice', ...now });
  });

  test('is given back, the same, when offline access is asked for again', async () => {
    const refreshToken = await logIn();
    const again = await readTokenAnswer(await refresh(refreshToken, { access_type: 'offline' }));
    expect(again.refresh_token).toBe(refreshToken);
    expect(await readTokenAnswer(await refresh(refreshToken))).not.toHaveProperty('refresh_token');
  });

  test('lasts as long as is configured', async () => {
    const refreshToken = await logIn();
    server.clock.advance(DAY_MS - 1000);
    expect((await refresh(refreshToken)).status).toBe(200);
    server.clock.advance(1000);
    await expectRefused(await refresh(refreshToken));
  });

  test('never outlives the session', async () => {
    server.upstream.authenticate = () => ({ ...AUTHENTICATED, session: { notAfter: '2026-11-22T17:00:00.900+00:00' } });
    const refreshToken = await logIn();
    server.clock.set('2026-11-22T16:59:59Z');
    expect((await refresh(refreshToken)).status).toBe(200);
    server.clock.set('2026-11-22T17:00:00Z');
    await expectRefused(await refresh(refreshToken));
  });

  test.each([
    ['another service', { service: 'wharfinger', scope: '' }],
    ['another client', { client_id: 'my-tool' }],
    ['no client', { client_id: '' }],
    ['another account', { account: 'bob' }],
  ])('is refused for %s, and nobody is asked', async (_title, change) => {
    const refreshToken = await logIn();
    server.upstream.asked.length = 0;
    await expectRefused(await refresh(refreshToken, change));
    expect(server.upstream.asked).toEqual([]);
  });

  test.each([
    ['its own account', { account: 'alice' }, {}],
    ["a client that reads Docker's login", { client_id: 'buildkit-client' }, {}],
    ['any client, when it was given to none', { client_id: 'my-tool' }, { client_id: '' }],
    ['a client of its own', { client_id: 'my-tool' }, { client_id: 'my-tool' }],
  ])('is taken for %s', async (_title, change, login) => {
    expect((await refresh(await logIn(login), change)).status).toBe(200);
  });

  test('ends with its credential, and the log says why', async () => {
    const refreshToken = await logIn();
    server.upstream.authenticate = () => ({ kind: 'refused', why: 'password-changed', account: 'alice' });
    await expectRefused(await refresh(refreshToken));
    expect(server.logLines.join('')).toContain('password-changed');
    server.upstream.authenticate = () => ({ ...AUTHENTICATED, session: null });
    await expectRefused(await refresh(refreshToken));
    await expectRefused(await refresh(refreshToken, { client_id: 'my-tool' }));
    const [login, ...refused] = server.decisions;
    expect(login).toMatchObject({ kind: 'issued', session: expect.any(String) });
    const known = { kind: 'refused', session: login?.session, credential: AUTHENTICATED.credential, account: 'alice' };
    expect(refused).toMatchObject([
      { ...known, why: 'password-changed' },
      { ...known, why: 'session-not-allowed' },
      { ...known, why: 'refresh-token-of-another-client' },
    ]);
  });

  test('that cannot be asked about is neither good nor refused', async () => {
    const refreshToken = await logIn();
    server.upstream.authnFault = new UpstreamError('ERR_UPSTREAM_UNREACHABLE', 'nobody is there');
    expect((await refresh(refreshToken)).status).toBe(503);
  });

  test('that is used too often is told how long to wait', async () => {
    const refreshToken = await logIn();
    server.upstream.authenticate = () => ({ kind: 'throttled', retryAfterSeconds: 3 });
    const response = await refresh(refreshToken);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
  });

  test('is in no line of the log', async () => {
    const refreshToken = await logIn();
    await refresh(refreshToken, { access_type: 'offline' });
    await refresh(refreshToken, { client_id: 'my-tool' });
    expect(server.logLines.join('')).not.toContain(refreshToken.split('.')[2]);
  });

  test('is no access token, and an access token is no refresh token', async () => {
    const login = await get({ service: SERVICE, offline_token: 'true', client_id: 'docker' }, ALICE);
    const { token, refresh_token: refreshToken = '' } = await readTokenAnswer(login);
    for (const audience of [SERVICE, 'wharfinger', `${ISSUER}/refresh`]) {
      expect(await createVerifier(audience)(refreshToken)).toMatchObject({ kind: 'invalid' });
    }
    expect(await createVerifier()(token)).toMatchObject({ kind: 'valid' });
    await expectRefused(await refresh(token));
  });

  test.each(['a password of Basic', 'a bearer token'])('is not taken as %s', async (as) => {
    const refreshToken = await logIn();
    const basic = `Basic ${Buffer.from(`alice:${refreshToken}`).toString('base64')}`;
    const response = await get({ service: SERVICE }, as === 'a bearer token' ? `Bearer ${refreshToken}` : basic);
    expect(response.status).toBe(401);
  });
});

test('without a secret for them there are no refresh tokens, and using one is unsupported', async () => {
  const refreshToken = await logIn();
  const other = await startTokenServer({ refresh: null });
  expect(await logIn({}, other)).toBe('');
  const response = await refresh(refreshToken, {}, other);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    errors: [{ code: 'UNSUPPORTED' }],
    error: 'unsupported_grant_type',
  });
  await other.close();
});
