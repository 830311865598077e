import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { adminToken, type AuthnServer, startAuthnServer } from './authn-server.ts';

const KEYS = '/v1/users/alice/access-keys';
const whole = { name: 'ci', scopes: ['repository:team/**:pull'], expiresAt: null };
const madeKey = z.object({ id: z.string(), key: z.string() });

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
  await client.putUser('alice', { password: 'correct horse', labels: { groups: ['developers'] } });
});

afterEach(() => server.close());

const make = async (body: unknown = whole) => madeKey.parse(await (await client.write('POST', KEYS, body)).json());
const signIn = async (password: string, account = 'alice') =>
  (await answerOf(await client.authenticate({ account, password }))).body;
const document = (): string => server.bucket.contents()['identities/users/alice.json'] ?? '';

describe('POST', () => {
  test('makes a key that lets its user in, and shows it once', async () => {
    const response = await client.write('POST', KEYS, whole);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { status, body } = await answerOf(response);
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^[0-9A-Za-z]{10}$/),
        ...whole,
        createdAt: '2026-11-22T16:23:38.000Z',
        lastUsedAt: null,
        key: expect.stringMatching(/^whf_[0-9A-Za-z]{48}$/),
      },
    });
    const { id, key } = madeKey.parse(body);
    expect(await signIn(key)).toMatchObject({
      kind: 'authenticated',
      account: 'alice',
      labels: { groups: ['developers'] },
      restrictions: whole.scopes,
      credential: { kind: 'access-key', id, version: id },
    });
    const shownLater = await (await client.read(KEYS)).text();
    const secret = key.slice(14, 46);
    expect(`${shownLater}${document()}${server.logLines.join('')}`).not.toContain(secret);
    expect(server.logLines.join('')).toContain(`"account":"alice","by":"admin","key":"${id}","outcome":"added"`);
  });

  test('makes two at the same time, and a later write of the user keeps both', async () => {
    const made = await Promise.all([make({ ...whole, name: 'a' }), make({ ...whole, name: 'b' })]);
    const found = await client.getUser('alice');
    await client.putUser('alice', { labels: {} }, { 'if-match': etagOf(found) });
    for (const { key } of made) expect(await signIn(key)).toMatchObject({ kind: 'authenticated' });
  });

  test.each([
    ['a scope that is none', { ...whole, scopes: ['team/**:pull'] }, '/scopes/0'],
    ['no scope', { ...whole, scopes: [] }, '/scopes'],
    ['an end that is over', { ...whole, expiresAt: '2026-11-22T16:23:38Z' }, '/expiresAt'],
    ['no word about the end', { name: 'ci', scopes: null }, '/expiresAt'],
    ['no name', { ...whole, name: '' }, '/name'],
  ])('with %s is 400 and named', async (_title, body, pointer) => {
    const before = server.bucket.contents();
    const answer = await answerOf(await client.write('POST', KEYS, body));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(server.bucket.contents()).toEqual(before);
  });

  test('is 409 for a name that is taken, 404 for nobody, 412 for another version, 403 for who may only read', async () => {
    await make();
    expect((await client.write('POST', KEYS, whole)).status).toBe(409);
    const other = { ...whole, name: 'other' };
    expect((await client.write('POST', '/v1/users/bob/access-keys', whole)).status).toBe(404);
    expect((await client.write('POST', KEYS, other, { 'if-match': '"0123"' })).status).toBe(412);
    expect((await client.write('POST', KEYS, other, { 'if-match': '0123' })).status).toBe(400);
    const asReader = { authorization: await adminToken('read') };
    expect((await client.write('POST', KEYS, other, asReader)).status).toBe(403);
    server.state.isWritable = false;
    expect((await client.write('POST', KEYS, other)).status).toBe(503);
  });

  test('is 409 beyond the bound', async () => {
    for (let count = 0; count < 50; count += 1) await make({ ...whole, name: `key ${count}` });
    expect((await client.write('POST', KEYS, { ...whole, name: 'one more' })).status).toBe(409);
  });
});

describe('DELETE', () => {
  test('revokes a key, and is 204 for one that is revoked', async () => {
    const [kept, revoked] = [await make({ ...whole, name: 'kept' }), await make()];
    expect((await client.write('DELETE', `${KEYS}/${revoked.id}`)).status).toBe(204);
    expect((await client.write('DELETE', `${KEYS}/${revoked.id}`)).status).toBe(204);
    expect(await signIn(revoked.key)).toEqual({ kind: 'refused', why: 'no-such-access-key', account: 'alice' });
    expect(await signIn(kept.key)).toMatchObject({ kind: 'authenticated' });
  });

  test('is 404 for nobody, 400 for what is no id, 412 for another version, 403 for who may only read', async () => {
    const { id, key } = await make();
    expect((await client.write('DELETE', `/v1/users/bob/access-keys/${id}`)).status).toBe(404);
    expect((await client.write('DELETE', `${KEYS}/x`)).status).toBe(400);
    expect((await client.write('DELETE', `${KEYS}/${id}`, undefined, { 'if-match': '"0123"' })).status).toBe(412);
    const asReader = { authorization: await adminToken('read') };
    expect((await client.write('DELETE', `${KEYS}/${id}`, undefined, asReader)).status).toBe(403);
    expect(await signIn(key)).toMatchObject({ kind: 'authenticated' });
  });
});

describe('GET', () => {
  test('shows keys without their hashes, and when they were used', async () => {
    const { id, key } = await make();
    server.clock.advance(90_000);
    await signIn(key);
    await server.settled();
    const response = await client.read(KEYS);
    expect(etagOf(response)).toBe(etagOf(await client.getUser('alice')));
    expect(await answerOf(response)).toEqual({
      status: 200,
      body: {
        accessKeys: [{ id, ...whole, createdAt: '2026-11-22T16:23:38.000Z', lastUsedAt: '2026-11-22T16:25:08.000Z' }],
        next: null,
      },
    });
  });

  test('is 404 for nobody and 403 without the scope', async () => {
    expect((await client.read('/v1/users/bob/access-keys')).status).toBe(404);
    expect((await client.read(KEYS, { authorization: await adminToken('write') })).status).toBe(403);
  });
});

describe('a sign-in with a key', () => {
  test('changes no user, and is not held up by a note that cannot be written', async () => {
    const { key } = await make();
    const before = document();
    await signIn(key);
    await server.settled();
    server.clock.advance(60_000);
    server.bucket.failNext(1, { operation: 'put' });
    expect(await signIn(key)).toMatchObject({ kind: 'authenticated' });
    await server.settled();
    expect(document()).toBe(before);
  });

  test('of another account, expired, or of a disabled user is refused', async () => {
    await client.putUser('bob', { password: null });
    const { key } = await make({ ...whole, expiresAt: '2026-11-22T16:24:38Z' });
    expect(await signIn(key, 'bob')).toEqual({ kind: 'refused', why: 'no-such-access-key', account: 'bob' });
    server.clock.advance(60_000);
    expect(await signIn(key)).toEqual({ kind: 'refused', why: 'access-key-expired', account: 'alice' });
    const another = await make({ ...whole, name: 'another' });
    const found = await client.getUser('alice');
    await client.putUser('alice', { disabled: true }, { 'if-match': etagOf(found) });
    expect(await signIn(another.key)).toEqual({ kind: 'refused', why: 'disabled', account: 'alice' });
  });

  test('that is mistyped asks the store nothing', async () => {
    const { key } = await make();
    const calls = server.bucket.calls.length;
    expect(await signIn(`${key.slice(0, -1)}_`)).toEqual({
      kind: 'refused',
      why: 'malformed-access-key',
      account: null,
    });
    expect(server.bucket.calls).toHaveLength(calls);
  });

  test('when the store is down is 503', async () => {
    const { key } = await make();
    server.bucket.failNext(1, { operation: 'get' });
    expect((await client.authenticate({ account: 'alice', password: key })).status).toBe(503);
  });
});
