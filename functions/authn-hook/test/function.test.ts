import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { createArgon2PasswordHasher } from '../src/argon2-password-hasher.ts';
import { adminToken, type AuthnServer, CALLER_SECRET, startAuthnServer } from './authn-server.ts';

const PASSWORD = 'correct horse';
const hasher = createArgon2PasswordHasher();

let server: AuthnServer;

beforeEach(async () => {
  server = await startAuthnServer(hasher);
});

afterEach(() => server.close());

const send = (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
  fetch(`${server.origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const authenticate = (body: unknown, secret = CALLER_SECRET): Promise<Response> =>
  send('POST', '/v1/authenticate', body, { authorization: `Bearer ${secret}` });

const putUser = async (account: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  send('PUT', `/v1/users/${account}`, body, { authorization: await adminToken('write'), ...headers });

const getUser = async (account: string, headers: Record<string, string> = {}): Promise<Response> =>
  send('GET', `/v1/users/${account}`, undefined, { authorization: await adminToken('read'), ...headers });

const etagOf = (response: Response): string => response.headers.get('etag') ?? '';

const answerOf = async (response: Response) => ({
  status: response.status,
  body: z.record(z.string(), z.unknown()).parse(await response.json()),
});

const alice = { password: PASSWORD, labels: { groups: ['developers'] } };

describe('POST /v1/authenticate', () => {
  test('a right password is the account with its labels', async () => {
    await putUser('alice', alice);
    expect(await answerOf(await authenticate({ account: 'alice', password: PASSWORD }))).toEqual({
      status: 200,
      body: {
        kind: 'authenticated',
        account: 'alice',
        labels: { groups: ['developers'] },
        restrictions: null,
        credential: { kind: 'password', id: '', version: expect.any(String) },
        session: { notAfter: null },
        maxAgeMs: 0,
      },
    });
  });

  test.each([
    ['a wrong password', 'alice', 'wrong', 'wrong-password', 'alice'],
    ['an empty password', 'alice', '', 'malformed', null],
    ['a password that is too long', 'alice', 'x'.repeat(20_000), 'malformed', null],
    ['an unknown account', 'mallory', PASSWORD, 'no-such-account', null],
    ['what is no account', '../alice', PASSWORD, 'malformed', null],
    ['nobody', '', '', 'malformed', null],
  ])(
    '%s is refused, with 200, and the account is named only if there is one',
    async (_title, account, password, why, named) => {
      await putUser('alice', alice);
      expect(await answerOf(await authenticate({ account, password }))).toEqual({
        status: 200,
        body: { kind: 'refused', why, account: named },
      });
    },
  );

  test('a disabled user is refused, even after a right password a moment ago', async () => {
    const created = await putUser('alice', alice);
    await authenticate({ account: 'alice', password: PASSWORD });
    const disabled = await putUser('alice', { disabled: true }, { 'if-match': etagOf(created) });
    expect(disabled.status).toBe(200);
    expect(await answerOf(await authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused' },
    });
  });

  test('a new password takes the place of the old one at once', async () => {
    const created = await putUser('alice', alice);
    await authenticate({ account: 'alice', password: PASSWORD });
    await putUser('alice', { password: 'another horse' }, { 'if-match': etagOf(created) });
    expect(await answerOf(await authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused' },
    });
    expect(await answerOf(await authenticate({ account: 'alice', password: 'another horse' }))).toMatchObject({
      body: { kind: 'authenticated' },
    });
  });

  test.each([
    ['another secret', 'another-secret-of-the-test'],
    ['a token of an administrator', 'eyJhbGciOiJFUzI1NiJ9.e30.e30'],
  ])('a caller with %s learns nothing', async (_title, secret) => {
    await putUser('alice', alice);
    expect((await authenticate({ account: 'alice', password: PASSWORD }, secret)).status).toBe(401);
  });

  test.each([
    ['no JSON', 'alice:secret'],
    ['no password', { account: 'alice' }],
    ['a member too many', { account: 'alice', password: PASSWORD, service: 'x' }],
    ['an account that is no text', { account: null, password: PASSWORD }],
  ])('a body with %s is 400', async (_title, body) => {
    expect((await authenticate(body)).status).toBe(400);
  });

  test('a store that is down is 503, never a refusal', async () => {
    await putUser('alice', alice);
    server.bucket.failNext(1, { operation: 'get' });
    const response = await authenticate({ account: 'alice', password: PASSWORD });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
  });

  test('a defect of our own is 500', async () => {
    server.bucket.failNext(1, { operation: 'get', error: new TypeError('a defect') });
    expect((await authenticate({ account: 'alice', password: PASSWORD })).status).toBe(500);
  });

  test('a document that cannot be read is 503, and its content is nowhere', async () => {
    await server.bucket.put('identities/users/alice.json', new TextEncoder().encode('{"passwordHash":"leaked"}'));
    const response = await authenticate({ account: 'alice', password: PASSWORD });
    expect(response.status).toBe(503);
    expect(`${await response.text()}${server.logLines.join('')}`).not.toContain('leaked');
  });

  test('no password and no hash is in the log', async () => {
    await putUser('alice', alice);
    await authenticate({ account: 'alice', password: PASSWORD });
    await authenticate({ account: 'alice', password: 'wrong horse' });
    await authenticate({ account: 'wrong-field-horse', password: 'x' });
    const lines = server.logLines.join('');
    expect(lines).toContain('"why":"wrong-password","account":"alice"');
    expect(lines).toContain('no-such-account');
    expect(lines).not.toContain('wrong-field-horse');
    expect(lines).not.toMatch(/correct horse|wrong horse|argon2id/);
  });
});

describe('PUT /v1/users/:account', () => {
  test('creates a user and never shows its hash', async () => {
    const response = await putUser('alice', alice);
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
    await putUser('alice', alice);
    const again = await answerOf(await putUser('alice', { password: 'another horse' }));
    expect(again).toMatchObject({ status: 412, body: { detail: expect.stringContaining('If-Match') } });
    expect(await answerOf(await putUser('alice', alice, { 'if-none-match': '*' }))).toMatchObject({ status: 412 });
    expect(await answerOf(await authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'authenticated' },
    });
  });

  test('replaces the version that If-Match names, and keeps a password that it was not given', async () => {
    const created = await putUser('alice', alice);
    const replaced = await putUser('alice', { labels: { groups: ['owners'] } }, { 'if-match': etagOf(created) });
    expect(replaced.status).toBe(200);
    expect(etagOf(replaced)).not.toBe(etagOf(created));
    expect(await answerOf(await authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'authenticated', labels: { groups: ['owners'] } },
    });
  });

  test('that changes labels alone lets no disabled user in again, and one that disables drops no labels', async () => {
    const created = await putUser('alice', alice);
    const disabled = await putUser('alice', { disabled: true }, { 'if-match': etagOf(created) });
    expect(await answerOf(disabled)).toMatchObject({ body: { disabled: true, labels: { groups: ['developers'] } } });
    const changed = await putUser('alice', { labels: { groups: ['owners'] } }, { 'if-match': etagOf(disabled) });
    expect(await answerOf(changed)).toMatchObject({ body: { disabled: true, labels: { groups: ['owners'] } } });
    expect(await answerOf(await authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused' },
    });
  });

  test('is logged with who wrote it, and its password is in no answer and no line', async () => {
    const created = await putUser('alice', alice);
    const replaced = await putUser('alice', { password: 'another horse' }, { 'if-match': etagOf(created) });
    const refused = await putUser('alice', { password: 'third horse' });
    const answers = await Promise.all([created, replaced, refused].map((response) => response.text()));
    const lines = server.logLines.join('');
    expect(lines).toContain('"account":"alice","by":"admin","outcome":"created"');
    expect(lines).toContain('"account":"alice","by":"admin","outcome":"replaced"');
    expect(`${answers.join('')}${lines}`).not.toMatch(/horse|argon2id/);
  });

  test('of two that replace the same version one wins', async () => {
    const created = await putUser('alice', alice);
    const both = ['one', 'two'].map((group) =>
      putUser('alice', { labels: { groups: [group] } }, { 'if-match': etagOf(created) }),
    );
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412]);
  });

  test.each([
    ['a version that is gone', 'alice', '"0123"'],
    ['a user that does not exist', 'bob', '"0123"'],
  ])('with If-Match for %s is 412', async (_title, account, etag) => {
    await putUser('alice', alice);
    expect((await putUser(account, alice, { 'if-match': etag })).status).toBe(412);
  });

  test.each([
    ['no password for a new user', {}, '/password'],
    ['a password that is too short', { password: 'short' }, '/password'],
    ['a password that is no text', { password: 12_345_678 }, '/password'],
    ['a label that is a pattern', { ...alice, labels: { groups: ['*'] } }, '/labels/groups/0'],
    ['an unknown member', { ...alice, role: 'administrator' }, ''],
  ])('%s is 400 and named', async (_title, body, pointer) => {
    const answer = await answerOf(await putUser('alice', body));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(JSON.stringify(answer)).not.toContain('short"');
    expect(server.bucket.contents()).toEqual({});
  });

  test.each([
    ['what is no account', 'Alice', {}],
    ['a weak ETag', 'alice', { 'if-match': 'W/"0123"' }],
    ['two conditions', 'alice', { 'if-match': '"0123"', 'if-none-match': '*' }],
  ])('%s is 400', async (_title, account, headers) => {
    expect((await putUser(account, alice, headers)).status).toBe(400);
  });

  test('needs a token that may write identities', async () => {
    const reader = await putUser('alice', alice, { authorization: await adminToken('read') });
    expect(reader.status).toBe(403);
    expect((await putUser('alice', alice, { authorization: `Bearer ${CALLER_SECRET}` })).status).toBe(401);
    expect(server.bucket.contents()).toEqual({});
  });

  test('waits for a store that is known to keep conditions', async () => {
    server.state.isWritable = false;
    const response = await putUser('alice', alice);
    expect(response.status).toBe(503);
    expect(server.bucket.contents()).toEqual({});
  });
});

describe('GET /v1/users/:account', () => {
  test('shows a user without its hash', async () => {
    const created = await putUser('alice', alice);
    const response = await getUser('alice');
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
    const created = await putUser('alice', alice);
    const response = await getUser('alice', { 'if-none-match': etagOf(created) });
    expect(response.status).toBe(304);
    expect(etagOf(response)).toBe(etagOf(created));
  });

  test('is 404 for nobody, 400 for what is no account, 403 without the scope', async () => {
    expect((await getUser('alice')).status).toBe(404);
    expect((await getUser('al%20ice')).status).toBe(400);
    expect((await getUser('alice', { authorization: await adminToken('write') })).status).toBe(403);
  });
});

describe('readiness', () => {
  test('is there, or says what is missing', async () => {
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
    server.state.missing = ['the control store'];
    expect(await answerOf(await fetch(`${server.origin}/readyz`))).toMatchObject({
      status: 503,
      body: { missing: ['the control store'] },
    });
  });
});
