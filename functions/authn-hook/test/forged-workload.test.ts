import { createHmac, createPublicKey } from 'node:crypto';

import { startFakeIssuer } from '@wharfinger/fakes';
import { CompactSign, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import {
  ADMITTED,
  AUDIENCE,
  REFUSED,
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
  twice,
} from './workload-server.ts';

beforeEach(start);
afterEach(stop);

describe('a forged token is refused', () => {
  beforeEach(async () => {
    await trust();
  });

  test('beside one that is not', async () => {
    expect(await signIn(await signed())).toMatchObject(ADMITTED);
  });

  test.each(['none', 'None', 'NONE', ''])('that is signed with %j', async (alg) => {
    const [, payload = ''] = (await signed()).split('.');
    for (const signature of ['c2lnbmF0dXJl', '']) {
      const token = `${encode({ typ: 'JWT', alg })}.${payload}.${signature}`;
      expect(await signIn(token)).toMatchObject(REFUSED);
    }
  });

  test.each(['HS256', 'HS384', 'HS512'])('that is signed with the public key as a secret, as %s', async (alg) => {
    const [jwk = {}] = issuer.jwks.keys;
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const [, payload = ''] = (await signed()).split('.');
    for (const secret of [String(pem), JSON.stringify(jwk), Buffer.from(String(jwk.x), 'base64url')]) {
      const head = `${encode({ typ: 'JWT', alg, kid: jwk.kid })}.${payload}`;
      const hash = alg.replace('HS', 'sha');
      const token = `${head}.${createHmac(hash, secret).update(head).digest('base64url')}`;
      expect(await signIn(token)).toMatchObject(REFUSED);
    }
  });

  test('that brings its own key, or says where one is', async () => {
    const own = await generateKeyPair('ES256');
    const jwk = await exportJWK(own.publicKey);
    const { kid = '' } = issuer.jwks.keys[0] ?? {};
    const claims = {
      iss: issuer.issuer,
      aud: AUDIENCE,
      exp: nowSeconds() + 60,
      repository: 'acme/app',
      repository_id: '4711',
    };
    const places = [
      { jwk },
      { jku: `${issuer.issuer}/other` },
      { x5u: `${issuer.issuer}/other` },
      { kid: '../../keys' },
    ];
    for (const place of places) {
      const header = { alg: 'ES256', kid, ...place };
      const token = await new SignJWT(claims).setProtectedHeader(header).sign(own.privateKey);
      expect(await signIn(token)).toMatchObject(REFUSED);
    }
    expect(issuer.requests).not.toContain('/other');
  });

  test('that another issuer signed, under the same kid', async () => {
    const other = await startFakeIssuer({ now: server.clock.now });
    try {
      const claims = { iss: issuer.issuer, repository: 'acme/app', repository_id: '4711' };
      expect(await signIn(await other.sign(claims))).toMatchObject(REFUSED);
      expect(lastReason()).toBe('ci: the signature is wrong');
    } finally {
      await other.close();
    }
  });

  test('that was changed in one place', async () => {
    const token = await signed();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const other = encode({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), repository_id: '1' });
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const changed of [`${header}.${other}.${signature}`, `${header}.${payload}.${flipped}`]) {
      expect(await signIn(changed)).toMatchObject(REFUSED);
    }
    for (const changed of [`${token}.`, `${token}.x`, ` ${token}`, `${token}\n`, `${header}.${payload}`, `${token}=`]) {
      expect(await signIn(changed)).toMatchObject(REFUSED);
    }
  });

  test('whose claim is there twice: the last one counts, and it is the one that was signed', async () => {
    const own = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'own' };
    const account = 'twice.${claims.repository_id}';
    await trust({ jwks: { keys: [jwk] }, issuer: 'https://twice.example', account }, 'twice');
    const sign = async (text: string) =>
      new CompactSign(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'ES256', kid: 'own' })
        .sign(own.privateKey);
    expect(await signIn(await sign(twice('acme/app', 'mallory/app')))).toMatchObject(REFUSED);
    expect(await signIn(await sign(twice('mallory/app', 'acme/app')))).toMatchObject({
      body: { kind: 'authenticated', account: 'twice.4711' },
    });
  });
});
