import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { type AuthnServer, startAuthnServer } from './authn-server.ts';

const PASSWORD = 'correct horse';

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
});

afterEach(() => server.close());

const alice = { password: PASSWORD, labels: { groups: ['developers'] } };

describe('POST /v1/authenticate', () => {
  test('a right password is the account with its labels', async () => {
    await client.putUser('alice', alice);
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toEqual({
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
      await client.putUser('alice', alice);
      expect(await answerOf(await client.authenticate({ account, password }))).toEqual({
        status: 200,
        body: { kind: 'refused', why, account: named },
      });
    },
  );

  test('a disabled user is refused, even after a right password a moment ago', async () => {
    const created = await client.putUser('alice', alice);
    await client.authenticate({ account: 'alice', password: PASSWORD });
    const disabled = await client.putUser('alice', { disabled: true }, { 'if-match': etagOf(created) });
    expect(disabled.status).toBe(200);
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused' },
    });
  });

  test('a new password takes the place of the old one at once', async () => {
    const created = await client.putUser('alice', alice);
    await client.authenticate({ account: 'alice', password: PASSWORD });
    await client.putUser('alice', { password: 'another horse' }, { 'if-match': etagOf(created) });
    expect(await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }))).toMatchObject({
      body: { kind: 'refused' },
    });
    expect(await answerOf(await client.authenticate({ account: 'alice', password: 'another horse' }))).toMatchObject({
      body: { kind: 'authenticated' },
    });
  });

  test.each([
    ['another secret', 'another-secret-of-the-test'],
    ['a token of an administrator', 'eyJhbGciOiJFUzI1NiJ9.e30.e30'],
  ])('a caller with %s learns nothing', async (_title, secret) => {
    await client.putUser('alice', alice);
    expect((await client.authenticate({ account: 'alice', password: PASSWORD }, secret)).status).toBe(401);
  });

  test.each([
    ['no JSON', 'alice:secret'],
    ['no password', { account: 'alice' }],
    ['a member too many', { account: 'alice', password: PASSWORD, service: 'x' }],
    ['an account that is no text', { account: null, password: PASSWORD }],
  ])('a body with %s is 400', async (_title, body) => {
    expect((await client.authenticate(body)).status).toBe(400);
  });

  test('a store that is down is 503, never a refusal', async () => {
    await client.putUser('alice', alice);
    server.bucket.failNext(1, { operation: 'get' });
    const response = await client.authenticate({ account: 'alice', password: PASSWORD });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
  });

  test('a defect of our own is 500', async () => {
    server.bucket.failNext(1, { operation: 'get', error: new TypeError('a defect') });
    expect((await client.authenticate({ account: 'alice', password: PASSWORD })).status).toBe(500);
  });

  test('a document that cannot be read is 503, and its content is nowhere', async () => {
    await server.bucket.put('identities/users/alice.json', new TextEncoder().encode('{"passwordHash":"leaked"}'));
    const response = await client.authenticate({ account: 'alice', password: PASSWORD });
    expect(response.status).toBe(503);
    expect(`${await response.text()}${server.logLines.join('')}`).not.toContain('leaked');
  });

  test('no password and no hash is in the log', async () => {
    await client.putUser('alice', alice);
    await client.authenticate({ account: 'alice', password: PASSWORD });
    await client.authenticate({ account: 'alice', password: 'wrong horse' });
    await client.authenticate({ account: 'wrong-field-horse', password: 'x' });
    const lines = server.logLines.join('');
    expect(lines).toContain('"why":"wrong-password","account":"alice"');
    expect(lines).toContain('no-such-account');
    expect(lines).not.toContain('wrong-field-horse');
    expect(lines).not.toMatch(/correct horse|wrong horse|argon2id/);
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
