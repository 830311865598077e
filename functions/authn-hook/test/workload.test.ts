import { startFakeIssuer } from '@wharfinger/fakes';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { CALLER_SECRET } from './authn-server.ts';
import {
  ADMITTED,
  AUDIENCE,
  REFUSED,
  check,
  encode,
  issuer,
  lastReason,
  nowSeconds,
  server,
  signIn,
  signed,
  start,
  stop,
  trust,
} from './workload-server.ts';

beforeEach(start);
afterEach(stop);

describe('a token of an issuer that a trust names', () => {
  test('lets in, and its keys are found by discovery', async () => {
    await trust();
    expect(issuer.requests).toEqual([]);
    expect(await signIn(await signed())).toMatchObject(ADMITTED);
    expect(await signIn(await signed())).toMatchObject(ADMITTED);
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test('lets in with keys that stand in the trust, and the issuer is never asked', async () => {
    await trust({ jwks: issuer.jwks });
    expect(await signIn(await signed())).toMatchObject(ADMITTED);
    expect(issuer.requests).toEqual([]);
    await issuer.rotate();
    expect(await signIn(await signed())).toMatchObject(REFUSED);
  });

  test('lets in after the keys were rotated under it, and one of an old key no more', async () => {
    await trust();
    const old = await signed();
    expect(await signIn(old)).toMatchObject(ADMITTED);
    server.clock.advance(10_000);
    await issuer.rotate();
    expect(await signIn(await signed())).toMatchObject(ADMITTED);
    expect(await signIn(old)).toMatchObject(REFUSED);
    expect(lastReason()).toBe('ci: the issuer has no such key');
  });

  test('is 503 while its keys cannot be had, and nobody is let in', async () => {
    await trust();
    issuer.answer('/keys', (_, response) => response.writeHead(500).end());
    expect(await signIn(await signed())).toMatchObject({ status: 503 });
    issuer.answer('/keys', undefined);
    server.clock.advance(10_000);
    expect(await signIn(await signed())).toMatchObject(ADMITTED);
  });

  test('is 503 when the keys are at an address that is not allowed, which a check says', async () => {
    await trust();
    const document = JSON.stringify({ issuer: issuer.issuer, jwks_uri: 'https://[::1]/keys' });
    issuer.answer('/.well-known/openid-configuration', (_, response) => response.writeHead(200).end(document));
    expect(await signIn(await signed())).toMatchObject({ status: 503 });
    expect(server.logLines.join('\n')).toContain('ERR_ISSUER_FORBIDDEN');
    expect(await check(await signed())).toMatchObject({
      status: 200,
      body: { kind: 'refused', why: expect.stringContaining('WHARFINGER_ISSUER_PRIVATE_NETWORKS') },
    });
  });

  test('makes nobody ask an issuer that no trust names', async () => {
    const other = await startFakeIssuer();
    try {
      await trust();
      expect(await signIn(await other.sign({ repository: 'acme/app', repository_id: '4711' }))).toMatchObject(REFUSED);
      expect(other.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('is 503 with a time to come back, not refused, while nobody can say whether its key is a new one', async () => {
    await trust();
    await signIn(await signed());
    server.clock.advance(1);
    expect(await signIn(await signed({}, { kid: 'forged' }))).toMatchObject(REFUSED);
    server.clock.advance(5000);
    await issuer.rotate();
    const token = await signed();
    expect(await signIn(token)).toMatchObject({ status: 503 });
    const response = await fetch(`${server.origin}/v1/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${CALLER_SECRET}` },
      body: JSON.stringify({ account: 'oidc', password: token }),
    });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    server.clock.advance(5000);
    expect(await signIn(token)).toMatchObject(ADMITTED);
  });

  test('costs the issuer nothing when it names keys that there are not', async () => {
    await trust();
    await signIn(await signed());
    for (let index = 0; index < 20; index += 1) {
      expect(await signIn(await signed({}, { kid: `forged-${index}` }))).toMatchObject(REFUSED);
    }
    expect(issuer.requests).toHaveLength(2);
  });
});

describe('a token of the issuer is refused', () => {
  test.each([
    ['for another audience', { aud: 'https://other.example' }, 'the claim aud is not one of those allowed'],
    ['for others too', { aud: [AUDIENCE, 'https://other.example'] }, 'the claim aud is not one of those allowed'],
    ['of another repository', { repository: 'mallory/app' }, 'the claim repository is not one of those allowed'],
    [
      'whose claim is a list in a list',
      { repository: [['acme/app']] },
      'the claim repository is not one of those allowed',
    ],
    [
      'whose claim is an object',
      { repository: { name: 'acme/app' } },
      'the claim repository is not one of those allowed',
    ],
    [
      'whose account is an object',
      { repository_id: { id: 4711 } },
      'the claim repository_id of the account is missing or no text',
    ],
    ['whose account is none', { repository_id: '../admin' }, 'what the claim of the account makes is no account'],
    ['without an end', { exp: undefined }, 'the claim exp is not right'],
    ['whose end is a text', { exp: '9999999999' }, 'the claim exp is not right'],
    ['whose end is no time', { exp: 1e300 }, 'the claim exp is no time'],
    ['whose beginning is a text', { nbf: '0' }, 'the claim nbf is not right'],
    ['whose time of issue is a text', { iat: 'now' }, 'the claim iat is not right'],
  ])('%s', async (_title, claims, why) => {
    await trust();
    expect(await signIn(await signed(claims))).toMatchObject(REFUSED);
    expect(lastReason()).toBe(`ci: ${why}`);
  });

  test.each([
    ['exp', -60, false],
    ['exp', -59, true],
    ['nbf', 60, true],
    ['nbf', 61, false],
    ['iat', 60, true],
    ['iat', 61, false],
  ])('at the edge of the leeway: %s at %i s is let in: %s', async (claim, offset, isAdmitted) => {
    await trust({ leewaySeconds: 60 });
    const answer = await signIn(await signed({ [claim]: nowSeconds() + offset }));
    expect(answer).toMatchObject(isAdmitted ? ADMITTED : REFUSED);
  });

  test.each([
    [-60, true],
    [-61, false],
    [undefined, false],
  ])('that is older than the trust takes: iat at %s s is let in: %s', async (offset, isAdmitted) => {
    await trust({ leewaySeconds: 0, maxAgeSeconds: 60 });
    const iat = offset === undefined ? undefined : nowSeconds() + offset;
    expect(await signIn(await signed({ iat }))).toMatchObject(isAdmitted ? ADMITTED : REFUSED);
  });

  test.each([
    ['logout+jwt', false],
    ['dpop+jwt', false],
    ['JOSE', false],
    ['at+jwt', true],
    ['application/JWT', true],
    [undefined, true],
  ])('of the type %s is let in: %s', async (typ, isAdmitted) => {
    await trust();
    expect(await signIn(await signed({}, { typ }))).toMatchObject(isAdmitted ? ADMITTED : REFUSED);
  });

  test('with an extension that nobody here knows', async () => {
    await trust();
    const token = await signed();
    const [, payload = '', signature = ''] = token.split('.');
    const header = encode({ alg: 'ES256', kid: 'issuer-key-1', crit: ['exp'], exp: 1 });
    expect(await signIn(`${header}.${payload}.${signature}`)).toMatchObject(REFUSED);
  });

  test('signed with an algorithm that its trust does not take', async () => {
    await trust({ algorithms: ['RS256'] });
    expect(await signIn(await signed())).toMatchObject(REFUSED);
    expect(lastReason()).toBe('ci: the algorithm is not one of those allowed');
  });
});

describe('POST /v1/trusts/:name/check', () => {
  test('says whom a token would let in, and uses nothing up', async () => {
    await trust({ refuseReplay: true, labels: { groups: ['builders'] } });
    const token = await signed();
    for (let index = 0; index < 2; index += 1) {
      expect(await check(token)).toEqual({
        status: 200,
        body: { kind: 'admitted', account: 'ci.4711', labels: { groups: ['builders'] } },
      });
    }
    expect(await signIn(token)).toMatchObject(ADMITTED);
  });

  test('says which condition fails', async () => {
    await trust();
    const why = 'ci: the claim repository is not one of those allowed';
    expect(await check(await signed({ repository: 'mallory/app' }))).toMatchObject({ body: { kind: 'refused', why } });
    const ofAnother = await check(await signed({ iss: `${issuer.issuer}/` }));
    expect(ofAnother).toMatchObject({ body: { why: 'ci: the claim iss is not the issuer' } });
    expect(await check('no token')).toMatchObject({ body: { why: 'the text is no signed token' } });
  });

  test('is 404 for a trust that is not there, and 503 while the keys cannot be had', async () => {
    expect(await check(await signed())).toMatchObject({ status: 404 });
    await trust();
    issuer.answer('/keys', (_, response) => response.writeHead(302, { location: '/' }).end());
    expect(await check(await signed())).toMatchObject({
      status: 503,
      body: { detail: 'The issuer answered 302, not 200.' },
    });
    server.bucket.failNext(1, { operation: 'get' });
    expect(await check(await signed())).toMatchObject({
      status: 503,
      body: { detail: expect.stringMatching(/store/) },
    });
  });

  test('says that a trust is disabled', async () => {
    await trust({ disabled: true });
    expect(await check(await signed())).toMatchObject({ body: { why: 'ci: the trust is disabled' } });
  });
});
