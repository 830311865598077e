import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { type AuthnServer, startAuthnServer } from './authn-server.ts';

const LABELS = { groups: ['administrators', 'developers'] };
const KEYS = '/v1/users/admin/access-keys';

let server: AuthnServer;
let client: AuthnClient;
let ifMatch: Record<string, string>;

// Every token of the test is admin's.
beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
  ifMatch = { 'if-match': etagOf(await client.putUser('admin', { password: 'correct horse', labels: LABELS })) };
});

afterEach(() => server.close());

const put = async (body: unknown) => answerOf(await client.putUser('admin', body, ifMatch));
const addKey = async (about: Record<string, unknown> = {}) => {
  const answer = await client.write('POST', KEYS, { name: 'a', scopes: null, expiresAt: null, ...about });
  ifMatch = { 'if-match': etagOf(answer) };
  return z.object({ id: z.string() }).parse(await answer.json()).id;
};

test.each([
  ['be disabled', { disabled: true }, 'disable'],
  ['lose all labels', { labels: {} }, 'label'],
  ['lose one value of a label', { labels: { groups: ['administrators'] } }, 'label'],
  ['lose the password without a key', { password: null }, 'last way to sign in'],
])('the account that asks cannot %s, and is told why', async (_title, body, reason) => {
  const before = server.bucket.contents();
  expect(await put(body)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(reason) } });
  expect(server.bucket.contents()).toEqual(before);
});

test('the account that asks cannot be deleted', async () => {
  expect((await client.write('DELETE', '/v1/users/admin', undefined, ifMatch)).status).toBe(409);
});

test('what locks nobody out, the account that asks may', async () => {
  const more = { labels: { groups: [...LABELS.groups, 'more'] }, password: 'another horse', disabled: false };
  expect(await put(more)).toMatchObject({ status: 200 });
});

test('another account loses whatever it is told to', async () => {
  const bob = await client.putUser('bob', { password: 'correct horse', labels: LABELS });
  const body = { password: null, labels: {}, disabled: true };
  expect((await client.putUser('bob', body, { 'if-match': etagOf(bob) })).status).toBe(200);
});

test('a password gives way to a key for everything, which is then the last and stays', async () => {
  await addKey({ scopes: ['repository:a/**:pull'] });
  expect(await put({ password: null })).toMatchObject({ status: 409 });
  const id = await addKey({ name: 'b' });
  expect(await put({ password: null })).toMatchObject({ status: 200, body: { hasPassword: false } });
  expect(await answerOf(await client.write('DELETE', `${KEYS}/${id}`))).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('last way to sign in') },
  });
  const other = await addKey({ name: 'c' });
  expect((await client.write('DELETE', `${KEYS}/${id}`)).status).toBe(204);
  expect((await client.write('DELETE', `${KEYS}/${other}`)).status).toBe(409);
});
