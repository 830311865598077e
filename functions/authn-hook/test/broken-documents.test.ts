import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { type AuthnServer, startAuthnServer } from './authn-server.ts';

const TRUST = {
  issuer: 'https://token.actions.githubusercontent.com',
  audiences: ['https://registry.example'],
  conditions: { repository_owner_id: ['42'] },
  account: 'github.${claims.repository_id}',
};
const KINDS = [
  {
    path: '/v1/users/bob',
    list: '/v1/users',
    key: 'identities/users/bob.json',
    name: { account: 'bob' },
    body: { password: 'correct horse' },
  },
  { path: '/v1/trusts/bob', list: '/v1/trusts', key: 'identities/trusts/bob.json', name: { name: 'bob' }, body: TRUST },
] as const;

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
});

afterEach(() => server.close());

const store = async (key: string, text: string) => server.bucket.put(key, new TextEncoder().encode(text));
const lists = z.object({ broken: z.array(z.object({ etag: z.string() }).loose()) });

describe.each(KINDS)('a broken document of $list', ({ path, list, key, name, body }) => {
  let ifMatch: Record<string, string> = {};

  beforeEach(async () => {
    await store(key, '{broken');
    ifMatch = { 'if-match': etagOf(await client.read(path)) };
  });

  test('is told of, with its ETag and what is wrong, and no word of what is in it', async () => {
    const answer = await client.read(path);
    expect(await answerOf(answer)).toEqual({
      status: 409,
      body: {
        status: 409,
        title: 'Broken document',
        detail: expect.stringContaining(key),
        errors: [{ pointer: '', detail: 'is not JSON in UTF-8' }],
      },
    });
    expect(etagOf(answer)).toMatch(/^"[^"]+"$/);
    const listed = lists.parse(await (await client.read(list)).json());
    expect(listed.broken).toEqual([{ ...name, etag: etagOf(answer).replaceAll('"', '') }]);
  });

  test('is replaced by who names its version, and by nobody else', async () => {
    expect((await client.write('PUT', path, body)).status).toBe(412);
    expect((await client.write('PUT', path, body, { 'if-match': '"0123"' })).status).toBe(412);
    expect(server.bucket.contents()[key]).toBe('{broken');
    expect((await client.write('PUT', path, body, ifMatch)).status).toBe(200);
    expect((await client.read(path)).status).toBe(200);
    expect(lists.parse(await (await client.read(list)).json()).broken).toEqual([]);
  });

  test('is deleted by who names its version, and by nobody else; the name is free', async () => {
    expect((await client.write('DELETE', path, undefined, { 'if-match': '"0123"' })).status).toBe(412);
    expect((await client.write('DELETE', path, undefined, ifMatch)).status).toBe(204);
    expect((await client.read(path)).status).toBe(404);
    expect((await client.write('PUT', path, body)).status).toBe(201);
  });
});

test('the place of what is wrong in a user is named, though users have several forms', async () => {
  const created = await client.putUser('bob', { password: 'correct horse', labels: { groups: ['a'] } });
  const text = server.bucket.contents()['identities/users/bob.json'] ?? '';
  await store('identities/users/bob.json', text.replace('"a"', '"*"'));
  expect(created.status).toBe(201);
  expect(await answerOf(await client.getUser('bob'))).toMatchObject({
    status: 409,
    body: { errors: [{ pointer: '/labels/groups/0' }] },
  });
  await store('identities/users/bob.json', text.replace('"bob"', '"alice"'));
  const copied = await client.getUser('bob');
  expect([copied.status, etagOf(copied)]).toEqual([409, expect.stringMatching(/^"/)]);
});

test('a user with a broken document signs in nowhere, and gets no access keys', async () => {
  await store('identities/users/bob.json', '{broken');
  expect((await client.authenticate({ account: 'bob', password: 'correct horse' })).status).toBe(503);
  expect((await client.read('/v1/users/bob/access-keys')).status).toBe(409);
  const key = { name: 'ci', scopes: null, expiresAt: null };
  expect((await client.write('POST', '/v1/users/bob/access-keys', key)).status).toBe(409);
});

test('a store that is down is 503, whatever is asked', async () => {
  for (const { path } of KINDS) {
    server.bucket.failNext(1);
    expect((await client.read(path)).status).toBe(503);
  }
});

test.each([
  ['are broken', async () => void (await store('identities/usage/bob.json', '{broken'))],
  ['cannot be had', async () => server.bucket.failNext(1, { operation: 'get', error: new Error('down') })],
])('access keys are listed when their last uses %s: their ids are what revokes them', async (_title, breaking) => {
  await client.putUser('bob', { password: null });
  await client.write('POST', '/v1/users/bob/access-keys', { name: 'ci', scopes: null, expiresAt: null });
  const get = server.bucket.get.bind(server.bucket);
  server.bucket.get = async (key, options) => {
    if (key.startsWith('identities/usage/')) await breaking();
    return get(key, options);
  };
  expect(await answerOf(await client.read('/v1/users/bob/access-keys'))).toMatchObject({
    status: 200,
    body: { accessKeys: [{ name: 'ci', lastUsedAt: null }] },
  });
  expect(server.logLines.join('')).toContain('the last uses of access keys cannot be read');
});
