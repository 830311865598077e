import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createFixedClock, TEST_KEY_PEMS } from '@wharfinger/fakes';
import { exportJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { AUDIENCE, claims, claimsWithout, forge, ISSUER, keys, NOW, nowSeconds } from '../test/tokens.ts';
import { publicJwks } from './public-jwks.ts';
import { signToken } from './sign-token.ts';
import { SIGNING_ALGORITHMS } from './signing-key.ts';
import { createTokenVerifier } from './token-verifier.ts';

const jwks = publicJwks([keys.RS256, keys.ES256, keys.EdDSA]);
const verify = createTokenVerifier({
  jwks: { kind: 'local', keys: jwks },
  issuer: ISSUER,
  audience: AUDIENCE,
  now: createFixedClock(NOW).now,
});
const untrusted = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const es256 = keys.ES256.privateKey;

describe('createTokenVerifier takes', () => {
  test.each(SIGNING_ALGORITHMS)('what was signed with %s', async (alg) => {
    expect(await verify(await signToken(claims, keys[alg]))).toEqual({ kind: 'valid', claims });
  });

  test.each([
    ['expired less than 60 s ago', { exp: nowSeconds - 59 }],
    ['valid in at most 60 s', { nbf: nowSeconds + 60 }],
    ['issued in the future', { iat: nowSeconds + 3600 }],
    ['issued to nobody', { sub: '' }],
    ['without any access', { access: [] }],
  ])('a token %s', async (_, change) => {
    const token = await forge({ ...claims, ...change }, {}, es256);
    expect(await verify(token)).toEqual({ kind: 'valid', claims: { ...claims, ...change } });
  });

  test('claims and members that it does not know, and drops them', async () => {
    const access = [{ type: 'policy', class: 'x', name: 'default', actions: ['read'], extra: 1 }];
    const verified = await verify(await forge({ ...claims, access, extra: true }, {}, es256));
    const known = [{ type: 'policy', class: 'x', name: 'default', actions: ['read'] }];
    expect(verified).toEqual({ kind: 'valid', claims: { ...claims, access: known } });
  });

  test('the clock of the machine when it has no other', async () => {
    const withoutClock = createTokenVerifier({
      jwks: { kind: 'local', keys: jwks },
      issuer: ISSUER,
      audience: AUDIENCE,
    });
    const seconds = Math.floor(Date.now() / 1000);
    const fresh = { ...claims, nbf: seconds, exp: seconds + 300 };
    const stale = { ...claims, nbf: seconds - 600, exp: seconds - 300 };
    expect(await withoutClock(await signToken(fresh, keys.ES256))).toMatchObject({ kind: 'valid' });
    expect(await withoutClock(await signToken(stale, keys.ES256))).toMatchObject({ kind: 'invalid' });
  });
});

describe('createTokenVerifier refuses, by its claims, a token', () => {
  test.each([
    ['that expired 60 s ago', { ...claims, exp: nowSeconds - 60 }, 'has expired'],
    ['that is not valid for 61 s', { ...claims, nbf: nowSeconds + 61 }, '"nbf"'],
    ['of another issuer', { ...claims, iss: 'other.example' }, '"iss"'],
    ['for another audience', { ...claims, aud: 'registry.example' }, '"aud"'],
    ['for several audiences', { ...claims, aud: [AUDIENCE, 'registry.example'] }, 'claims'],
    ['without an issuer', claimsWithout('iss'), '"iss"'],
    ['without an audience', claimsWithout('aud'), '"aud"'],
    ['without an end', claimsWithout('exp'), '"exp"'],
    ['without a start', claimsWithout('nbf'), '"nbf"'],
    ['without a subject', claimsWithout('sub'), 'claims'],
    ['without an id', claimsWithout('jti'), 'claims'],
    ['without access', claimsWithout('access'), 'claims'],
    ['with an end that is no integer', { ...claims, exp: nowSeconds + 300.5 }, 'claims'],
    ['with access that is no list', { ...claims, access: 'policy:default:read' }, 'claims'],
    ['with actions that are no list', { ...claims, access: [{ type: 'a', name: 'b', actions: '*' }] }, 'claims'],
    ['with a class of null', { ...claims, access: [{ type: 'a', class: null, name: 'b', actions: [] }] }, 'claims'],
  ])('%s', async (_, payload, reason) => {
    const verified = await verify(await forge(payload, {}, es256));
    expect(verified).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });
});

describe('createTokenVerifier refuses, by its signature, a token', () => {
  const wrongSignature = "The token's signature is wrong.";
  const noKey = 'The token names no key of the key set.';
  const wrongAlgorithm = 'The token is not signed with one of RS256, ES256, EdDSA.';

  test('of another key under a trusted id', async () => {
    expect(await verify(await forge(claims, {}, untrusted.privateKey))).toEqual({
      kind: 'invalid',
      reason: wrongSignature,
    });
  });

  test.each([
    ['an unknown key id', { kid: 'unknown' }],
    ['no key id', { kid: undefined }],
    ['the id of a key of another algorithm', { kid: 'test-rs256' }],
  ])('with %s', async (_, header) => {
    expect(await verify(await forge(claims, header, es256))).toEqual({ kind: 'invalid', reason: noKey });
  });

  test('with a key id that is no string', async () => {
    const [, payload, signature] = (await signToken(claims, keys.ES256)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: ['test-es256'] })).toString('base64url');
    expect(await verify([header, payload, signature].join('.'))).toEqual({ kind: 'invalid', reason: noKey });
  });

  test('that brings its own key', async () => {
    const jwk = await exportJWK(untrusted.publicKey);
    expect((await verify(await forge(claims, { jwk }, untrusted.privateKey))).kind).toBe('invalid');
    const own = await forge(claims, { jwk, kid: 'own' }, untrusted.privateKey);
    expect(await verify(own)).toEqual({ kind: 'invalid', reason: noKey });
  });

  test('signed with the public key as a shared secret', async () => {
    const publicPem = createPublicKey(TEST_KEY_PEMS.RS256).export({ type: 'spki', format: 'pem' });
    const secret = new TextEncoder().encode(publicPem.toString());
    const token = await forge(claims, { alg: 'HS256', kid: 'test-rs256' }, secret);
    expect(await verify(token)).toEqual({ kind: 'invalid', reason: wrongAlgorithm });
  });

  test('with an algorithm outside the list, even of a trusted key', async () => {
    const token = await forge(claims, { alg: 'PS256', kid: 'test-rs256' }, keys.RS256.privateKey);
    expect(await verify(token)).toEqual({ kind: 'invalid', reason: wrongAlgorithm });
  });

  test('without a signature', async () => {
    const [, payload] = (await signToken(claims, keys.ES256)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: 'test-es256' })).toString('base64url');
    expect(await verify(`${header}.${payload}.`)).toEqual({ kind: 'invalid', reason: wrongAlgorithm });
    const [trusted] = (await signToken(claims, keys.ES256)).split('.');
    expect((await verify(`${trusted}.${payload}.`)).kind).toBe('invalid');
  });

  test.each([
    ['another type', { typ: 'at+jwt' }, 'The token\'s "typ" is missing or not the expected one.'],
    ['no type', { typ: undefined }, 'The token\'s "typ" is missing or not the expected one.'],
    ['a critical header that nobody knows', { crit: ['x'], x: 1 }, 'The token is malformed.'],
  ])('with %s', async (_, header, reason) => {
    const token = await forge(claims, header, es256);
    expect(await verify(token)).toEqual({ kind: 'invalid', reason });
  });

  test.each(['', '.', '..', 'a.b.c', 'a', 'a.b', 'a.b.c.d', 'e30.e30.', '\u0000', 'é.é.é'])(
    'that is %j',
    async (token) => {
      expect((await verify(token)).kind).toBe('invalid');
    },
  );

  test('of two keys that share their id', async () => {
    const twins = publicJwks([keys.ES256, { ...keys.ES256 }]);
    const verifyTwins = createTokenVerifier({
      jwks: { kind: 'local', keys: twins },
      issuer: ISSUER,
      audience: AUDIENCE,
      now: () => NOW,
    });
    expect((await verifyTwins(await signToken(claims, keys.ES256))).kind).toBe('invalid');
  });
});
