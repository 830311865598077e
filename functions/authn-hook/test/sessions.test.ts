import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { answerOf, type AuthnClient, createAuthnClient, etagOf } from './authn-client.ts';
import { type AuthnServer, startAuthnServer } from './authn-server.ts';

const PASSWORD = 'correct horse';
const FIRST = '00000000-0000-4000-8000-000000000001';
const tokenOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const authenticated = z.object({ credential: z.unknown() });

let server: AuthnServer;
let client: AuthnClient;
let credential: unknown;

beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
  await client.putUser('alice', { password: PASSWORD });
  const signedIn = await answerOf(await client.authenticate({ account: 'alice', password: PASSWORD }));
  ({ credential } = authenticated.parse(signedIn.body));
});

afterEach(() => server.close());

const resume = async (rotation?: { used: number; next: number }) => {
  const ids = rotation && { session: FIRST, used: tokenOf(rotation.used), next: tokenOf(rotation.next) };
  const notAfter = '2026-12-22T16:23:38Z';
  const question = { account: 'alice', credential, ...(ids === undefined ? {} : { rotation: { ...ids, notAfter } }) };
  return (await answerOf(await client.authenticate(question))).body;
};

test('what was a right password stands for its user until the password is another', async () => {
  expect(await resume()).toMatchObject({
    kind: 'authenticated',
    account: 'alice',
    credential,
    session: { notAfter: null },
  });
  const found = await client.getUser('alice');
  const relabelled = await client.putUser('alice', { labels: { groups: ['a'] } }, { 'if-match': etagOf(found) });
  expect(await resume()).toMatchObject({ kind: 'authenticated', labels: { groups: ['a'] } });
  await client.putUser('alice', { password: PASSWORD }, { 'if-match': etagOf(relabelled) });
  expect(await resume()).toEqual({ kind: 'refused', why: 'password-changed', account: 'alice' });
});

test('a disabled user does not go on, enabled again neither', async () => {
  const disabled = await client.putUser(
    'alice',
    { disabled: true },
    { 'if-match': etagOf(await client.getUser('alice')) },
  );
  expect(await resume()).toEqual({ kind: 'refused', why: 'disabled', account: 'alice' });
  await client.putUser('alice', { disabled: false }, { 'if-match': etagOf(disabled) });
  expect(await resume()).toMatchObject({ kind: 'refused', account: 'alice' });
});

test('a user that was deleted and made anew is another', async () => {
  const ifMatch = { 'if-match': etagOf(await client.getUser('alice')) };
  await client.write('DELETE', '/v1/users/alice', undefined, ifMatch);
  await client.putUser('alice', { password: PASSWORD });
  expect(await resume()).toMatchObject({ kind: 'refused', why: 'password-changed' });
});

test('refresh tokens rotate, and one that was used up ends the session, with a warning', async () => {
  expect(await resume({ used: 1, next: 2 })).toMatchObject({ kind: 'authenticated' });
  expect(await resume({ used: 2, next: 3 })).toMatchObject({ kind: 'authenticated' });
  expect(await resume({ used: 1, next: 4 })).toEqual({
    kind: 'refused',
    why: 'refresh-token-reused',
    account: 'alice',
  });
  const warnings = server.logLines.filter(
    (line) => line.includes('"severity":"WARNING"') || line.includes('"level":40') || line.includes('"level":"warn"'),
  );
  expect(warnings).toMatchObject([expect.stringContaining('refresh-token-reused')]);
  expect(await resume({ used: 3, next: 5 })).toEqual({ kind: 'refused', why: 'session-ended', account: 'alice' });
});

test('a session whose document was lost is not begun again by a later token', async () => {
  await resume({ used: 1, next: 2 });
  await server.bucket.delete(`identities/sessions/2026-12-22T16/${FIRST}.json`);
  expect(await resume({ used: 2, next: 3 })).toEqual({ kind: 'refused', why: 'session-unknown', account: 'alice' });
});

test('a store that is down is 503 and uses nothing up', async () => {
  server.bucket.failNext(1, { operation: 'put' });
  const rotation = { session: FIRST, used: FIRST, next: tokenOf(2), notAfter: '2026-12-22T16:23:38Z' };
  expect((await client.authenticate({ account: 'alice', credential, rotation })).status).toBe(503);
  expect(await resume({ used: 1, next: 2 })).toMatchObject({ kind: 'authenticated' });
});

test('expired sessions are removed behind a later rotation', async () => {
  await resume({ used: 1, next: 2 });
  expect(Object.keys(server.bucket.contents())).toContain(`identities/sessions/2026-12-22T16/${FIRST}.json`);
  server.clock.advance(31 * 86_400_000);
  const session = tokenOf(7);
  const rotation = { session, used: session, next: tokenOf(8), notAfter: '2027-12-22T16:23:38Z' };
  await client.authenticate({ account: 'alice', credential, rotation });
  await server.settled();
  const sessions = Object.keys(server.bucket.contents()).filter((key) => key.startsWith('identities/sessions/'));
  expect(sessions).toEqual([`identities/sessions/2027-12-22T16/${session}.json`]);
});
