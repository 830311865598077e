import { createTestKeys } from '@wharfinger/fakes';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { adminToken, type AuthnServer, startAuthnServer } from './authn-server.ts';

let server: AuthnServer;

beforeEach(async () => {
  server = await startAuthnServer();
});

afterEach(() => server.close());

const TRUST = {
  issuer: 'https://token.actions.githubusercontent.com',
  audiences: ['https://registry.example'],
  conditions: { repository_owner_id: ['42'] },
  account: 'github.${claims.repository_id}',
};

const answerSchema = z.record(z.string(), z.unknown());

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.origin}${path}`, {
    method,
    headers: { authorization: await adminToken('read', 'write'), 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    etag: response.headers.get('etag') ?? '',
    body: text === '' ? {} : answerSchema.parse(JSON.parse(text)),
  };
}

const put = async (name: string, body: unknown = TRUST, headers: Record<string, string> = {}) =>
  send('PUT', `/v1/trusts/${name}`, body, headers);

describe('a trust', () => {
  test('is created, read, replaced as a whole, and deleted', async () => {
    const created = await put('github', { ...TRUST, sessionSeconds: 60 });
    expect(created).toMatchObject({ status: 201, body: { name: 'github', ...TRUST, sessionSeconds: 60 } });
    const read = await send('GET', '/v1/trusts/github');
    expect(read).toEqual({ ...created, status: 200 });
    const replaced = await put('github', TRUST, { 'if-match': created.etag });
    expect(replaced).toMatchObject({ status: 200, body: { sessionSeconds: 0, createdAt: created.body['createdAt'] } });
    expect(replaced.body['version']).not.toBe(created.body['version']);
    expect((await send('DELETE', '/v1/trusts/github', undefined, { 'if-match': replaced.etag })).status).toBe(204);
    expect((await send('GET', '/v1/trusts/github')).status).toBe(404);
  });

  test('has another version at every write, though nothing in it changed', async () => {
    const created = await put('github');
    const again = await put('github', TRUST, { 'if-match': created.etag });
    expect(again.body['version']).not.toBe(created.body['version']);
    expect(again.etag).not.toBe(created.etag);
  });

  test('that was deleted can be created again, once', async () => {
    const created = await put('github');
    await send('DELETE', '/v1/trusts/github', undefined, { 'if-match': created.etag });
    const [one, other] = await Promise.all([put('github'), put('github')]);
    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([201, 412]);
  });

  test('that exists is not overwritten, and one version of it not twice', async () => {
    const created = await put('github');
    expect((await put('github')).status).toBe(412);
    expect((await put('github', TRUST, { 'if-none-match': '*' })).status).toBe(412);
    const ifMatch = { 'if-match': created.etag };
    const [one, other] = await Promise.all([put('github', TRUST, ifMatch), put('github', TRUST, ifMatch)]);
    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([200, 412]);
    expect((await send('DELETE', '/v1/trusts/github', undefined, ifMatch)).status).toBe(412);
  });

  test('is deleted by its version alone', async () => {
    await put('github');
    expect((await send('DELETE', '/v1/trusts/github')).status).toBe(428);
    expect((await send('DELETE', '/v1/trusts/github', undefined, { 'if-match': '*' })).status).toBe(400);
    expect((await send('DELETE', '/v1/trusts/other', undefined, { 'if-match': '"x"' })).status).toBe(404);
    expect((await put('other', TRUST, { 'if-match': '"x"' })).status).toBe(412);
  });

  test('is not sent again to somebody who has it', async () => {
    const { etag } = await put('github');
    expect((await send('GET', '/v1/trusts/github', undefined, { 'if-none-match': etag })).status).toBe(304);
  });

  test('that lets in too many is 400 with the place', async () => {
    expect(await put('github', { ...TRUST, conditions: { ref: ['refs/heads/main'] } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/conditions', detail: expect.stringContaining('Anybody can get a token') }] },
    });
    expect(await put('github', { ...TRUST, algorithms: ['RS256', 'HS256'] })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/algorithms/1' }] },
    });
    expect((await put('Git_Hub')).status).toBe(400);
    expect((await put('github', TRUST, { 'if-match': 'W/"x"' })).status).toBe(400);
    expect((await send('GET', '/v1/trusts/Git_Hub')).status).toBe(404);
    expect((await send('DELETE', '/v1/trusts/Git_Hub', undefined, { 'if-match': '"x"' })).status).toBe(404);
  });

  test.each(['https://[::1]', 'https://10.0.0.1', 'http://192.0.2.1'])(
    'in an issuer at %s is 400 and names the variable, unless it holds the keys',
    async (at) => {
      expect(await put('github', { ...TRUST, issuer: at })).toMatchObject({
        status: 400,
        body: {
          errors: [{ pointer: '/issuer', detail: expect.stringContaining('WHARFINGER_ISSUER_PRIVATE_NETWORKS') }],
        },
      });
      const jwks = { keys: [createTestKeys().ES256.publicJwk] };
      expect((await put('github', { ...TRUST, issuer: at, jwks })).status).toBe(201);
    },
  );

  test('with a key that is none is 400 and names it, and nothing is stored', async () => {
    const bad = { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'issuer-key-1' };
    const jwks = { keys: [createTestKeys().ES256.publicJwk, bad] };
    expect(await put('github', { ...TRUST, jwks })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/jwks/keys/1', detail: 'The key issuer-key-1 is no key.' }] },
    });
    expect((await send('GET', '/v1/trusts/github')).status).toBe(404);
  });

  test('with a member __proto__ is 400, not a trust with one condition fewer', async () => {
    const response = await fetch(`${server.origin}/v1/trusts/github`, {
      method: 'PUT',
      headers: { authorization: await adminToken('write'), 'content-type': 'application/json' },
      body: JSON.stringify(TRUST).replace('"repository_owner_id"', '"__proto__":["x"],"repository_owner_id"'),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('__proto__');
  });

  test('that could give the accounts of another issuer’s is 409 and names that, when it is replaced too', async () => {
    await put('github');
    const other = { ...TRUST, issuer: 'https://issuer.example', conditions: { sub: ['a'] } };
    const clash = { status: 409, body: { detail: expect.stringContaining('github') } };
    expect(await put('other', { ...other, account: 'github.acme.${claims.sub}' })).toMatchObject(clash);
    const created = await put('other', { ...other, account: 'other.${claims.sub}' });
    expect(created.status).toBe(201);
    expect(await put('other', { ...other, account: 'github.42' }, { 'if-match': created.etag })).toMatchObject(clash);
  });

  test('that clashes with another can still be switched off', async () => {
    await put('github');
    const other = { ...TRUST, issuer: 'https://issuer.example', conditions: { sub: ['a'] }, account: 'github.42' };
    const created = await put('other', { ...other, disabled: true });
    expect(created.status).toBe(201);
    const enabled = await put('other', { ...other, disabled: false }, { 'if-match': created.etag });
    expect(enabled.status).toBe(409);
  });

  test('is one too many when ten thousand are there, while those can be replaced', async () => {
    const { etag } = await put('github');
    const deletedAt = server.clock.now().toISOString();
    for (let index = 1; index < 10_000; index += 1) {
      const document = { schema: 1, name: `t${index}`, deletedAt };
      const bytes = new TextEncoder().encode(JSON.stringify(document));
      await server.bucket.put(`identities/trusts/t${index}.json`, bytes);
    }
    server.clock.advance(5000);
    expect(await put('more')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('as many') } });
    expect((await put('github', TRUST, { 'if-match': etag })).status).toBe(200);
  });

  test('is not written while the store is not known to keep conditions', async () => {
    server.state.isWritable = false;
    expect((await put('github')).status).toBe(503);
    expect((await send('DELETE', '/v1/trusts/github', undefined, { 'if-match': '"x"' })).status).toBe(503);
  });

  test.each([
    ['GET', '/v1/trusts', 'write'],
    ['GET', '/v1/trusts/github', 'write'],
    ['PUT', '/v1/trusts/github', 'read'],
    ['DELETE', '/v1/trusts/github', 'read'],
    ['POST', '/v1/trusts/github/check', 'write'],
  ])('%s %s is not for somebody who may %s', async (method, path, action) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : TRUST;
    expect((await send(method, path, body, { authorization: await adminToken(action) })).status).toBe(403);
    expect((await send(method, path, body, { authorization: '' })).status).toBe(401);
  });
});

test('trusts are listed a page at a time', async () => {
  const etags: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) etags.push((await put(name)).etag);
  await send('DELETE', '/v1/trusts/b', undefined, { 'if-match': etags[1] ?? '' });
  const first = await send('GET', '/v1/trusts?limit=2');
  expect(first).toMatchObject({ status: 200, body: { trusts: [{ name: 'a' }], next: expect.any(String) } });
  const second = await send('GET', `/v1/trusts?limit=2&cursor=${String(first.body['next'])}`);
  expect(second).toMatchObject({ body: { trusts: [{ name: 'c' }, { name: 'd' }], next: null } });
  expect((await send('GET', '/v1/trusts?limit=0')).status).toBe(400);
});
