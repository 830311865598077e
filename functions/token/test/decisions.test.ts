import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { UpstreamError } from '../src/upstream-error.ts';
import {
  ALICE,
  FLOODING_ADDRESS,
  PASSWORD,
  readClaims,
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

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

const get = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.origin}/token?service=${SERVICE}${query}`, { headers });

const post = (form: Record<string, string>): Promise<Response> =>
  fetch(`${server.origin}/token`, { method: 'POST', body: new URLSearchParams({ service: SERVICE, ...form }) });

const SCOPES = '&scope=repository:a/b:pull,push&scope=repository:c/d:pull';

describe('a decision', () => {
  test('on a token is told with what was asked, granted and decided, under the id of the token', async () => {
    server.upstream.authorize = ({ scopes }) =>
      scopes.map(({ type, name }) => ({ type, name, granted: name === 'a/b' ? ['pull'] : [] }));
    const { jti } = await readClaims(await get(`${SCOPES}&client_id=docker`, { authorization: ALICE }));
    expect(server.decisions).toMatchObject([
      {
        kind: 'issued',
        tokenId: jti,
        account: 'alice',
        credential: { kind: 'password', id: '' },
        service: SERVICE,
        clientId: 'docker',
        requested: [
          { name: 'a/b', actions: ['pull', 'push'] },
          { name: 'c/d', actions: ['pull'] },
        ],
        granted: [{ name: 'a/b', actions: ['pull'] }],
        decisions: [
          { name: 'a/b', granted: ['pull'] },
          { name: 'c/d', granted: [] },
        ],
      },
    ]);
  });

  test('on an anonymous request names nobody', async () => {
    await get('&scope=repository:a/b:pull');
    expect(server.decisions).toMatchObject([{ kind: 'issued', account: null, credential: null }]);
  });

  test.each<[string, string, string | null, string]>([
    ['a wrong password', 'alice:typed-in', 'alice', 'wrong password'],
    ['an account that there is not', 'typed-in:x', null, 'unknown account'],
    ['what is no name', 'Typed In:typed-in', null, 'impossible-credentials'],
    ['an empty password', 'alice:', null, 'impossible-credentials'],
    ['no colon', 'typed-in', null, 'impossible-credentials'],
  ])('on %s is told without what was typed in', async (_title, credentials, account, why) => {
    expect((await get(SCOPES, { authorization: basic(credentials) })).status).toBe(401);
    expect(server.decisions).toMatchObject([{ kind: 'refused', tokenId: null, account, why, granted: [] }]);
    expect(JSON.stringify(server.decisions)).not.toMatch(/typed.in/i);
    expect(server.logLines.join('')).not.toMatch(/typed.in/i);
  });

  test.each([
    ['a password', { grant_type: 'password', username: 'Typed In', password: PASSWORD }, 'impossible-credentials'],
    ['a refresh token', { grant_type: 'refresh_token', refresh_token: 'typed-in' }, 'refresh-token-'],
  ])('on a form with %s that is none is told', async (_title, form, why) => {
    expect((await post(form)).status).toBe(401);
    expect(server.decisions).toMatchObject([{ kind: 'refused', account: null, why: expect.stringContaining(why) }]);
    expect(JSON.stringify(server.decisions)).not.toMatch(/typed.in/i);
  });

  test('on a sign-in that is throttled is told', async () => {
    await get(SCOPES, { authorization: ALICE, 'x-forwarded-for': FLOODING_ADDRESS });
    expect(server.decisions).toMatchObject([{ kind: 'throttled', account: null, requested: [{}, {}] }]);
  });

  test.each<[string, number, () => Promise<Response>]>([
    ['a malformed scope', 400, () => get('&scope=repository:../b:pull', { authorization: ALICE })],
    ['a client that asks how to sign in', 401, () => get('&account=alice')],
    ['another grant', 400, () => post({ grant_type: 'device' })],
  ])('is none on %s', async (_title, status, ask) => {
    expect((await ask()).status).toBe(status);
    expect(server.decisions).toEqual([]);
  });

  test('is none when nobody could decide', async () => {
    server.upstream.authnFault = new UpstreamError('ERR_UPSTREAM_UNREACHABLE', 'authn-hook.example gave no answer.');
    expect((await get(SCOPES, { authorization: ALICE })).status).toBe(503);
    expect(server.decisions).toEqual([]);
  });
});
