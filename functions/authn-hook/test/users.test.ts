import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { adminToken, type AuthnServer, CALLER_SECRET, startAuthnServer } from './authn-server.ts';

const PASSWORD = 'correct horse';

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
});

afterEach(() => server.close());

const alice = { password: PASSWORD, labels: { groups: ['developers'] } };

describe('PUT /v1/users/:account', () => {
  test('creates a user and never shows its hash', async () => {
    const response = await client.putUser('alice', alice);
    expect(etagOf(response)).toMatch(/^"[^"]+"$/);
    expect(await answerOf(response)).toEqual({
      status: 201,
      body: {
        account: 'alice',
        labels: { groups: ['developers'] },
        disabled: false,
        hasPassword: true,
        accessKeys: 0,
        createdAt: '2026-11-22T16:23:38.000Z',
        updatedAt: '2026-11-22T16:23:38.000Z',
      },
    });
  });

  test('does not overwrite a user that it was not told the version of', async () => {
    await client.putUser('alice', alice);
    const again = await answerOf(await client.putUser('alice', { password: 'another horse' }));
    expect(again).toMatchObject({ status: 412, body: { detail: expect.stringContaining('If-Match') } });
    expect(await answerOf(await client.putUser('alice', alice, { 'if-none-match': '*' }))).toMatchObject({
      status: 412,
    });
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'authenticated' },
    });
  });

  test('replaces the version that If-Match names, and keeps a password that it was not given', async () => {
    const created = await client.putUser('alice', alice);
    const replaced = await client.putUser('alice', { labels: { groups: ['owners'] } }, { 'if-match': etagOf(created) });
    expect(replaced.status).toBe(200);
    expect(etagOf(replaced)).not.toBe(etagOf(created));
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'authenticated', labels: { groups: ['owners'] } },
    });
  });

  test('that changes labels alone lets no disabled user in again, and one that disables drops no labels', async () => {
    const created = await client.putUser('alice', alice);
    const disabled = await client.putUser('alice', { disabled: true }, { 'if-match': etagOf(created) });
    expect(await answerOf(disabled)).toMatchObject({ body: { disabled: true, labels: { groups: ['developers'] } } });
    const changed = await client.putUser('alice', { labels: { groups: ['owners'] } }, { 'if-match': etagOf(disabled) });
    expect(await answerOf(changed)).toMatchObject({ body: { disabled: true, labels: { groups: ['owners'] } } });
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused' },
    });
  });

  test('is logged with who wrote it, and its password is in no answer and no line', async () => {
    const created = await client.putUser('alice', alice);
    const replaced = await client.putUser('alice', { password: 'another horse' }, { 'if-match': etagOf(created) });
    const refused = await client.putUser('alice', { password: 'third horse' });
    const answers = await Promise.all([created, replaced, refused].map((response) => response.text()));
    const lines = server.logLines.join('');
    expect(lines).toContain('"account":"alice","by":"admin","outcome":"created"');
    expect(lines).toContain('"account":"alice","by":"admin","outcome":"replaced"');
    expect(`${answers.join('')}${lines}`).not.toMatch(/horse|argon2id/);
  });

  test('of two that replace the same version one wins', async () => {
    const created = await client.putUser('alice', alice);
    const both = ['one', 'two'].map((group) =>
      client.putUser('alice', { labels: { groups: [group] } }, { 'if-match': etagOf(created) }),
    );
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412]);
  });

  test.each([
    ['a version that is gone', 'alice', '"0123"'],
    ['a user that does not exist', 'bob', '"0123"'],
  ])('with If-Match for %s is 412', async (_title, account, etag) => {
    await client.putUser('alice', alice);
    expect((await client.putUser(account, alice, { 'if-match': etag })).status).toBe(412);
  });

  test.each([
    ['no password for a new user', {}, '/password'],
    ['a password that is too short', { password: 'short' }, '/password'],
    ['a password that is no text', { password: 12_345_678 }, '/password'],
    ['a label that is a pattern', { ...alice, labels: { groups: ['*'] } }, '/labels/groups/0'],
    ['an unknown member', { ...alice, role: 'administrator' }, ''],
  ])('%s is 400 and named', async (_title, body, pointer) => {
    const answer = await answerOf(await client.putUser('alice', body));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(JSON.stringify(answer)).not.toContain('short"');
    expect(server.bucket.contents()).toEqual({});
  });

  test.each([
    ['what is no account', 'Alice', {}],
    ['a weak ETag', 'alice', { 'if-match': 'W/"0123"' }],
    ['two conditions', 'alice', { 'if-match': '"0123"', 'if-none-match': '*' }],
  ])('%s is 400', async (_title, account, headers) => {
    expect((await client.putUser(account, alice, headers)).status).toBe(400);
  });

  test('needs a token that may write identities', async () => {
    const reader = await client.putUser('alice', alice, { authorization: await adminToken('read') });
    expect(reader.status).toBe(403);
    expect((await client.putUser('alice', alice, { authorization: `Bearer ${CALLER_SECRET}` })).status).toBe(401);
    expect(server.bucket.contents()).toEqual({});
  });

  test('waits for a store that is known to keep conditions', async () => {
    server.state.isWritable = false;
    const response = await client.putUser('alice', alice);
    expect(response.status).toBe(503);
    expect(server.bucket.contents()).toEqual({});
  });
});

describe('GET /v1/users/:account', () => {
  test('shows a user without its hash', async () => {
    const created = await client.putUser('alice', alice);
    const response = await client.getUser('alice');
    expect(etagOf(response)).toBe(etagOf(created));
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { status, body } = await answerOf(response);
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual([
      'accessKeys',
      'account',
      'createdAt',
      'disabled',
      'hasPassword',
      'labels',
      'updatedAt',
    ]);
  });

  test('answers 304 to who has it already', async () => {
    const created = await client.putUser('alice', alice);
    const response = await client.getUser('alice', { 'if-none-match': etagOf(created) });
    expect(response.status).toBe(304);
    expect(etagOf(response)).toBe(etagOf(created));
  });

  test('is 404 for nobody, 400 for what is no account, 403 without the scope', async () => {
    expect((await client.getUser('alice')).status).toBe(404);
    expect((await client.getUser('al%20ice')).status).toBe(400);
    expect((await client.getUser('alice', { authorization: await adminToken('write') })).status).toBe(403);
  });
});

const storedHash = (): unknown =>
  z
    .object({ passwordHash: z.unknown() })
    .parse(JSON.parse(server.bucket.contents()['identities/users/alice.json'] ?? '')).passwordHash;

describe('passwords', () => {
  // Cost 4, of the password, as htpasswd writes it.
  const BCRYPT = '$2y$04$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe';

  test('a hash of bcrypt is taken over as it is, and is one of ours after the first right password', async () => {
    const created = await client.putUser('alice', { passwordHash: BCRYPT });
    expect(created.status).toBe(201);
    await client.authenticate({ account: 'alice', password: 'wrong horse' });
    await server.settled();
    expect(storedHash()).toBe(BCRYPT);
    const first = await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }));
    await server.settled();
    expect(storedHash()).toMatch(/^\$argon2id\$/);
    const second = await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }));
    expect(first).toMatchObject({ body: { kind: 'authenticated' } });
    expect(second).toEqual(first);
    expect(await answerOf(await client.authenticate({ account: 'alice', password: 'wrong horse' }))).toMatchObject({
      body: { kind: 'refused' },
    });
  });

  test('a user without a password is let in by none', async () => {
    const created = await answerOf(await client.putUser('robot', { password: null }));
    expect(created).toMatchObject({ status: 201, body: { hasPassword: false } });
    for (const password of [PASSWORD, 'null', 'undefined']) {
      expect(await answerOf(await client.authenticate({ account: 'robot', password }))).toMatchObject({
        body: { kind: 'refused', why: 'no-password', account: 'robot' },
      });
    }
  });

  test.each([
    ['an empty password', { password: '' }, '/password'],
    ['a password like an access key', { password: 'whf_correct horse' }, '/password'],
    ['a password and a hash', { password: PASSWORD, passwordHash: BCRYPT }, '/passwordHash'],
    ['a hash that is too dear', { passwordHash: BCRYPT.replace('$04', '$15') }, '/passwordHash'],
    ['a hash of MD5', { passwordHash: '$apr1$abcdefgh$0123456789012345678901' }, '/passwordHash'],
    ['an empty hash', { passwordHash: '' }, '/passwordHash'],
    ['a hash that matches nothing', { passwordHash: `${BCRYPT.slice(0, 28)}/${BCRYPT.slice(29)}` }, '/passwordHash'],
    [
      'a label of the system',
      { ...alice, labels: { 'wharfinger-restrictions': ['x'] } },
      '/labels/wharfinger-restrictions',
    ],
  ])('%s is 400 and named', async (_title, body, pointer) => {
    expect(await answerOf(await client.putUser('alice', body))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer }] },
    });
    expect(server.bucket.contents()).toEqual({});
  });
});

describe('the account that asks', () => {
  test('neither disables nor deletes itself; the rest it may', async () => {
    const created = await client.putUser('admin', { password: PASSWORD });
    const ifMatch = { 'if-match': etagOf(created) };
    const before = server.bucket.contents();
    expect((await client.putUser('admin', { disabled: true }, ifMatch)).status).toBe(409);
    expect((await client.write('DELETE', '/v1/users/admin', undefined, ifMatch)).status).toBe(409);
    expect(server.bucket.contents()).toEqual(before);
    expect((await client.putUser('admin', { disabled: false }, ifMatch)).status).toBe(200);
  });
});

const remove = (account: string, headers: Record<string, string>) =>
  client.write('DELETE', `/v1/users/${account}`, undefined, headers);

describe('DELETE /v1/users/:account', () => {
  test('deletes the version that If-Match names: nobody signs in, and the name is free', async () => {
    const created = await client.putUser('alice', alice);
    expect((await remove('alice', { 'if-match': '"0123"' })).status).toBe(412);
    expect((await remove('alice', { 'if-match': etagOf(created) })).status).toBe(204);
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused', why: 'no-such-account', account: null },
    });
    expect((await client.getUser('alice')).status).toBe(404);
    expect((await remove('alice', { 'if-match': etagOf(created) })).status).toBe(404);
    expect((await client.putUser('alice', { labels: {} }, { 'if-match': etagOf(created) })).status).toBe(412);
    const again = await answerOf(await client.putUser('alice', { password: 'another horse' }));
    expect(again).toMatchObject({ status: 201, body: { labels: {}, accessKeys: 0 } });
    expect(server.logLines.join('')).toContain('"account":"alice","by":"admin","outcome":"deleted"');
  });

  test('needs If-Match, and the right to write', async () => {
    const created = await client.putUser('alice', alice);
    expect((await remove('alice', {})).status).toBe(428);
    expect((await remove('alice', { 'if-match': '*' })).status).toBe(400);
    const asReader = { 'if-match': etagOf(created), authorization: await adminToken('read') };
    expect((await remove('alice', asReader)).status).toBe(403);
    server.state.isWritable = false;
    expect((await remove('alice', { 'if-match': etagOf(created) })).status).toBe(503);
    expect((await client.getUser('alice')).status).toBe(200);
  });
});

describe('GET /v1/users', () => {
  const listed = z.object({ users: z.array(z.object({ account: z.string() })), next: z.string().nullable() });
  const list = async (query: string) => listed.parse(await (await client.read(`/v1/users${query}`)).json());

  test('lists users page by page, without a hash', async () => {
    for (const account of ['c', 'a', 'b']) await client.putUser(account, { password: null });
    const first = await list('?limit=2');
    expect(first.users.map(({ account }) => account)).toEqual(['a', 'b']);
    const second = await list(`?limit=2&cursor=${first.next}`);
    expect(second).toMatchObject({ users: [{ account: 'c' }], next: null });
    expect(await (await client.read('/v1/users')).text()).not.toMatch(/argon2|passwordHash|secretHash/);
  });

  test('lists those with a label', async () => {
    await client.putUser('alice', { password: null, labels: { groups: ['developers'] } });
    await client.putUser('bob', { password: null });
    expect(await list('?label=groups:developers')).toMatchObject({ users: [{ account: 'alice' }], next: null });
  });

  test('is 400 for a parameter that is none, 403 without the scope', async () => {
    expect((await client.read('/v1/users?limt=2')).status).toBe(400);
    expect((await client.read('/v1/users', { authorization: await adminToken('write') })).status).toBe(403);
  });
});
