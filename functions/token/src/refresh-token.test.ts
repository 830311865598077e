import { createTestKeys } from '@wharfinger/fakes';
import { Secret } from '@wharfinger/function-kit';
import { buildClaims, signToken } from '@wharfinger/token';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';

import { type RefreshToken, signRefreshToken, verifyRefreshToken } from './refresh-token.ts';

const ISSUER = 'wharfinger.example';
const NOW = 1_767_225_600;
const OLD = new Secret('the old secret of the refresh tokens');
const NEW = new Secret('the new secret of the refresh tokens');
const OTHER = new Secret('a secret of another token function');
const TOKEN: RefreshToken = {
  id: '00000000-0000-4000-8000-000000000001',
  session: '00000000-0000-4000-8000-000000000002',
  account: 'alice',
  clientId: 'docker',
  service: 'registry.example',
  credential: { kind: 'workload', id: 'github', version: 'v1', labels: { groups: ['ci'] } },
  isRotating: false,
  issuedAtSeconds: NOW,
  expiresAtSeconds: NOW + 3600,
};

const verify = (text: string, nowSeconds = NOW, secrets = [NEW, OLD]) =>
  verifyRefreshToken(text, { issuer: ISSUER, secrets, nowSeconds });

/** A token as this function makes them, but for the change. */
const forge = (header: object, claims: object = {}, secret = NEW) =>
  new SignJWT({
    jti: TOKEN.id,
    sid: TOKEN.session,
    sub: 'alice',
    client_id: 'docker',
    service: 'registry.example',
    credential: TOKEN.credential,
    iat: NOW,
    exp: NOW + 3600,
    iss: ISSUER,
    aud: `${ISSUER}/refresh`,
    ...claims,
  })
    .setProtectedHeader({ typ: 'refresh+jwt', alg: 'HS256', ...header })
    .sign(new TextEncoder().encode(secret.reveal()));

test.each([
  ['the first', NEW],
  ['an earlier', OLD],
])('what was signed with %s secret is read again', async (_title, secret) => {
  expect(await verify(await signRefreshToken(TOKEN, ISSUER, secret))).toEqual({ kind: 'valid', value: TOKEN, secret });
});

test('it lasts to its last second', async () => {
  const text = await signRefreshToken(TOKEN, ISSUER, NEW);
  expect((await verify(text, NOW + 3599)).kind).toBe('valid');
  expect(await verify(text, NOW + 3600)).toEqual({ kind: 'invalid', why: 'expired' });
});

test('a forgery that changes nothing is good, so that the others fail for what they change', async () => {
  expect(await verify(await forge({}))).toEqual({ kind: 'valid', value: TOKEN, secret: NEW });
});

test.each([
  ['another secret', () => forge({}, {}, OTHER), 'wrong-signature'],
  ['no type', () => forge({ typ: undefined }), 'malformed'],
  ['the type of an access token', () => forge({ typ: 'JWT' }), 'malformed'],
  ['a stronger algorithm', () => forge({ alg: 'HS512' }), 'malformed'],
  ['the audience of the registry', () => forge({}, { aud: 'registry.example' }), 'malformed'],
  ['no audience', () => forge({}, { aud: undefined }), 'malformed'],
  ['another issuer', () => forge({}, { iss: 'other.example' }), 'malformed'],
  ['no end', () => forge({}, { exp: undefined }), 'malformed'],
  ['no account', () => forge({}, { sub: '' }), 'malformed'],
  ['no session', () => forge({}, { sid: undefined }), 'malformed'],
  ['no credential', () => forge({}, { credential: undefined }), 'malformed'],
  ['a credential of no kind', () => forge({}, { credential: { kind: 'any', id: '', version: 'v' } }), 'malformed'],
  ['a credential without version', () => forge({}, { credential: { kind: 'password', id: '' } }), 'malformed'],
  ['a rotation that is neither', () => forge({}, { rotates: false }), 'malformed'],
  ['an unknown critical header', () => forge({ crit: ['x'], x: 1 }).catch(() => 'a.b.c'), 'malformed'],
  ['no signature', async () => new UnsecuredJWT({ sub: 'alice' }).encode(), 'malformed'],
  ['nothing', async () => '', 'malformed'],
  ['text', async () => 'rt-fixed', 'malformed'],
])('one with %s is refused', async (_title, make, why) => {
  expect(await verify(await make())).toEqual({ kind: 'invalid', why });
});

test('without a secret none is good', async () => {
  const text = await signRefreshToken(TOKEN, ISSUER, NEW);
  expect(await verify(text, NOW, [])).toEqual({ kind: 'invalid', why: 'wrong-signature' });
});

test('a secret that cannot be one is a fault, and refuses nobody', async () => {
  const text = await signRefreshToken(TOKEN, ISSUER, NEW);
  await expect(verify(text, NOW, [new Secret('')])).rejects.toMatchObject({ name: 'DataError' });
});

test('an access token is none, whichever key signed it', async () => {
  const claims = buildClaims({
    issuer: ISSUER,
    account: 'alice',
    service: `${ISSUER}/refresh`,
    nowSeconds: NOW,
    ttlSeconds: 300,
    tokenId: TOKEN.id,
    access: [],
  });
  const texts = await Promise.all(Object.values(createTestKeys()).map((key) => signToken(claims, key)));
  const verified = await Promise.all(texts.map((text) => verify(text)));
  expect(new Set(verified.map(({ kind }) => kind))).toEqual(new Set(['invalid']));
});
