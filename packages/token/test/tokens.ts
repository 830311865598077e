import { createTestKeys, type TestKeys } from '@wharfinger/fakes';
import { CompactSign, type JWTPayload } from 'jose';
import { buildClaims } from '../src/build-claims.ts';
import type { TokenClaims } from '../src/claims.ts';
import type { SigningKey } from '../src/signing-key.ts';

export const ISSUER = 'wharfinger.example';
export const AUDIENCE = 'wharfinger';
export const NOW: Date = new Date('2026-11-22T12:00:00.000Z');
export const nowSeconds: number = NOW.getTime() / 1000;

export const keys: TestKeys = createTestKeys();

export const claims: TokenClaims = buildClaims({
  issuer: ISSUER,
  account: 'alice',
  service: AUDIENCE,
  nowSeconds,
  ttlSeconds: 300,
  tokenId: 'token-0001',
  access: [{ type: 'policy', name: 'default', actions: ['read', 'write'] }],
});

/** Signs whatever a test wants to see refused. */
export async function forge(
  payload: JWTPayload,
  header: Record<string, unknown>,
  key: SigningKey['privateKey'] | Uint8Array,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: keys.ES256.kid, ...header })
    .sign(key, { crit: { x: true } });
}

/** The claims without some of them. */
export function claimsWithout(...names: string[]): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}
