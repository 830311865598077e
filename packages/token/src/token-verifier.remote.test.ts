import nock from 'nock';
import { afterEach, assert, beforeEach, describe, expect, test, vi } from 'vitest';
import { AUDIENCE, claims, forge, ISSUER, keys, NOW } from '../test/tokens.ts';
import { publicJwks } from './public-jwks.ts';
import { signToken } from './sign-token.ts';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts';

const ORIGIN = 'http://token.example';
const PATH = '/.well-known/jwks.json';
const jwks = publicJwks([keys.ES256]);
const unavailable = { kind: 'unavailable', reason: 'The keys to verify tokens with cannot be loaded.' };

function createVerifier(): TokenVerifier {
  const remote = { kind: 'remote', url: new URL(PATH, ORIGIN) } as const;
  return createTokenVerifier({ jwks: remote, issuer: ISSUER, audience: AUDIENCE, now: () => NOW });
}

beforeEach(() => {
  nock.disableNetConnect();
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  assert.deepEqual(pending, []);
});

describe('a verifier with a remote key set', () => {
  test('loads it once for many tokens, however many come at once', async () => {
    nock(ORIGIN).get(PATH).once().reply(200, jwks);
    const verify = createVerifier();
    const token = await signToken(claims, keys.ES256);
    const verified = await Promise.all(Array.from({ length: 20 }, async () => verify(token)));
    expect(verified.filter(({ kind }) => kind === 'valid')).toHaveLength(20);
    expect(await verify(token)).toEqual({ kind: 'valid', claims });
  });

  test('loads nothing for a token that is wrong in itself', async () => {
    const verify = createVerifier();
    expect((await verify('a.b.c')).kind).toBe('invalid');
    expect((await verify(await forge(claims, { alg: 'PS256', kid: 'x' }, keys.RS256.privateKey))).kind).toBe('invalid');
    expect((await verify(await forge(claims, { kid: undefined }, keys.ES256.privateKey))).kind).toBe('invalid');
  });

  test.each([
    ['answers 503', () => nock(ORIGIN).get(PATH).reply(503, 'later')],
    ['answers 404', () => nock(ORIGIN).get(PATH).reply(404, jwks)],
    ['redirects', () => nock(ORIGIN).get(PATH).reply(302, '', { location: 'http://other.example/jwks.json' })],
    ['does not answer JSON', () => nock(ORIGIN).get(PATH).reply(200, '<html>')],
    ['answers no key set', () => nock(ORIGIN).get(PATH).reply(200, { keys: 'none' })],
    ['is unreachable', () => nock(ORIGIN).get(PATH).replyWithError(new Error('ECONNREFUSED'))],
  ])('is unavailable while the set %s, and well when it is back', async (_, fail) => {
    const verify = createVerifier();
    const token = await signToken(claims, keys.ES256);
    fail();
    expect(await verify(token)).toEqual(unavailable);
    nock(ORIGIN).get(PATH).reply(200, jwks);
    expect(await verify(token)).toEqual({ kind: 'valid', claims });
  });

  test('takes a new key after the cooldown, and asks for unknown ones no more often', async () => {
    nock(ORIGIN).get(PATH).once().reply(200, jwks);
    const verify = createVerifier();
    const token = await signToken(claims, keys.EdDSA);
    const unknown = { kind: 'invalid', reason: 'The token names no key of the key set.' };
    expect(await verify(token)).toEqual(unknown);
    vi.setSystemTime(NOW.getTime() + 4999);
    expect(await verify(token)).toEqual(unknown);
    vi.setSystemTime(NOW.getTime() + 5000);
    nock(ORIGIN)
      .get(PATH)
      .once()
      .reply(200, publicJwks([keys.ES256, keys.EdDSA]));
    expect(await verify(token)).toEqual({ kind: 'valid', claims });
  });

  test('forgets a withdrawn key after 10 minutes', async () => {
    nock(ORIGIN).get(PATH).once().reply(200, jwks);
    const verify = createVerifier();
    const token = await signToken(claims, keys.ES256);
    expect((await verify(token)).kind).toBe('valid');
    vi.setSystemTime(NOW.getTime() + 599_999);
    expect((await verify(token)).kind).toBe('valid');
    vi.setSystemTime(NOW.getTime() + 600_000);
    nock(ORIGIN)
      .get(PATH)
      .reply(200, publicJwks([keys.EdDSA]));
    expect((await verify(token)).kind).toBe('invalid');
  });
});
