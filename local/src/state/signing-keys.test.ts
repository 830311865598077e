import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateSigningKeys } from './signing-keys.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const active = () => readFileSync(join(folder, 'active'), 'utf8').trim();

test('the first key is made once, for its owner alone, and named active', async () => {
  const first = await loadOrCreateSigningKeys(folder);
  const second = await loadOrCreateSigningKeys(folder);

  expect(second).toStrictEqual(first);
  expect(readdirSync(folder).toSorted()).toStrictEqual([`${active()}.pem`, 'active'].toSorted());
  expect(statSync(join(folder, `${active()}.pem`)).mode & 0o777).toBe(0o600);
});

test('what the active key signs, the key set verifies, and it holds no private half', async () => {
  const jwks = await loadOrCreateSigningKeys(folder);
  const privateKey = createPrivateKey(readFileSync(join(folder, `${active()}.pem`)));
  const token = await new SignJWT({ sub: 'alice' })
    .setProtectedHeader({ alg: 'ES256', kid: active() })
    .sign(privateKey);

  const { payload } = await jwtVerify(token, createLocalJWKSet(jwks));

  expect(payload.sub).toBe('alice');
  expect(jwks.keys.flatMap((key) => Object.keys(key)).toSorted()).toStrictEqual([
    'alg',
    'crv',
    'kid',
    'kty',
    'use',
    'x',
    'y',
  ]);
});

test('a start that was broken off before it named the active key is made good', async () => {
  await loadOrCreateSigningKeys(folder);
  const kid = active();
  rmSync(join(folder, 'active'));

  const jwks = await loadOrCreateSigningKeys(folder);

  expect([active(), jwks.keys.map((key) => key.kid)]).toStrictEqual([kid, [kid]]);
});

const addKey = (kid: string, { privateKey }: { privateKey: KeyObject }) =>
  writeFileSync(join(folder, `${kid}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));

test.each([
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['EdDSA', generateKeyPairSync('ed25519')],
])('a key that its owner put there is announced with its own algorithm: %s', async (alg, pair) => {
  addKey('own', pair);

  expect((await loadOrCreateSigningKeys(folder)).keys).toMatchObject([{ kid: 'own', alg }]);
});

test.each([
  ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['Ed448', generateKeyPairSync('ed448')],
])('a key that nothing signs with is refused: %s', async (_type, pair) => {
  addKey('own', pair);

  await expect(loadOrCreateSigningKeys(folder)).rejects.toMatchObject({ code: 'ERR_SIGNING_KEY' });
});
