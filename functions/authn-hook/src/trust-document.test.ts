import { createPrivateKey } from 'node:crypto';

import { createTestKeys, TEST_KEY_PEMS } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { storedTrustSchema, trustInputSchema, trustNameSchema } from './trust-document.ts';

const { ES256, RS256, EdDSA } = createTestKeys();
const PRIVATE_KEY = createPrivateKey(TEST_KEY_PEMS.ES256).export({ format: 'jwk' });

const GIVEN = {
  issuer: 'https://issuer.example',
  audiences: ['https://registry.example'],
  conditions: { sub: ['system:serviceaccount:team:*'] },
  account: 'k8s.team',
};

/** Where the schema finds something wrong, as JSON pointers. */
function faultsIn(input: unknown): string[] {
  const result = trustInputSchema.safeParse(input);
  return (result.error?.issues ?? []).map(({ path }) => path.map((part) => `/${String(part)}`).join(''));
}

test('what is left out has its default', () => {
  expect(trustInputSchema.parse(GIVEN)).toEqual({
    ...GIVEN,
    disabled: false,
    dedicated: false,
    jwks: null,
    algorithms: ['RS256', 'ES256', 'EdDSA'],
    labels: {},
    leewaySeconds: 60,
    maxAgeSeconds: null,
    refuseReplay: false,
    sessionSeconds: 0,
  });
});

describe('a trust is written with', () => {
  test.each([
    [{ account: 'github.${claims.repository_id}' }],
    [{ account: 'k8s.${claims./kubernetes.io/namespace}' }],
    [{ account: 'a+${claims.sub}' }],
    [{ labels: { groups: ['builders', 'gl-${claims.groups}'], repository: ['${claims.repository}'] } }],
    [{ conditions: { '/kubernetes.io/namespace': ['team'] } }],
    [{ conditions: { 'https://example.com/role': ['deployer'] } }],
    [{ issuer: 'http://issuer.internal:8080/path/' }],
    [{ algorithms: ['ES384'] }],
    [{ leewaySeconds: 0, maxAgeSeconds: 60, sessionSeconds: 86_400 }],
    [{ dedicated: true, conditions: {} }],
    [{ jwks: { keys: [ES256.publicJwk, RS256.publicJwk, EdDSA.publicJwk] } }],
  ])('%j', (change) => {
    expect(faultsIn({ ...GIVEN, ...change })).toEqual([]);
  });
});

describe('a trust is refused with the place of', () => {
  test.each([
    ['/issuer', { issuer: 'issuer.example' }],
    ['/issuer', { issuer: 'ftp://issuer.example' }],
    ['/issuer', { issuer: 'https://user:secret@issuer.example' }],
    ['/issuer', { issuer: 'https://issuer.example?tenant=a' }],
    ['/issuer', { issuer: 'https://issuer.example#a' }],
    ['/issuer', { issuer: ' https://issuer.example' }],
    ['/audiences', { audiences: [] }],
    ['/audiences/0', { audiences: [''] }],
    ['/algorithms', { algorithms: [] }],
    ['/algorithms/0', { algorithms: ['none'] }],
    ['/algorithms/0', { algorithms: ['HS256'] }],
    ['/conditions', { conditions: {} }],
    ['/conditions/sub', { conditions: { sub: [] } }],
    ['/conditions/sub/0', { conditions: { sub: ['**'] } }],
    ['/conditions//a~2b', { conditions: { '/a~2b': ['x'] } }],
    ['/conditions//', { conditions: { '/': ['x'] } }],
    ['/account', { account: 'Team' }],
    ['/account', { account: 'public' }],
    ['/account', { account: '${claims.sub}' }],
    ['/account', { account: 'github${claims.sub}' }],
    ['/account', { account: 'github.${claims.sub}.x' }],
    ['/account', { account: 'github.${claims.a}.${claims.b}' }],
    ['/account', { account: 'github.${claims.a' }],
    ['/account', { account: 'github.${labels.a}' }],
    ['/account', { account: 'github.$x' }],
    ['/account', { account: '.${claims.sub}' }],
    ['/account', { account: `${'a'.repeat(64)}.\${claims.sub}` }],
    ['/labels/Groups', { labels: { Groups: ['a'] } }],
    ['/labels/wharfinger-restrictions', { labels: { 'wharfinger-restrictions': ['a'] } }],
    ['/labels/groups', { labels: { groups: [] } }],
    ['/labels/groups/1', { labels: { groups: ['a', 'b*'] } }],
    ['/labels/groups/0', { labels: { groups: ['a b${claims.sub}'] } }],
    ['/labels/groups/0', { labels: { groups: ['${claims.a}${claims.b}'] } }],
    ['/leewaySeconds', { leewaySeconds: 301 }],
    ['/maxAgeSeconds', { maxAgeSeconds: 0 }],
    ['/sessionSeconds', { sessionSeconds: 86_401 }],
    ['/jwks/keys', { jwks: { keys: [] } }],
    ['/jwks/keys/0/kty', { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }],
    ['/jwks/keys/0/n', { jwks: { keys: [{ ...RS256.publicJwk, n: 'short' }] } }],
    ['/jwks/keys/0/crv', { jwks: { keys: [{ ...ES256.publicJwk, crv: 'secp256k1' }] } }],
    ['/jwks/keys/1/d', { jwks: { keys: [ES256.publicJwk, PRIVATE_KEY] } }],
    ['', { version: 'mine' }],
  ])('%s in %j', (pointer, change) => {
    expect(faultsIn({ ...GIVEN, ...change })).toContain(pointer);
  });

  test('a private key, and no part of it is in what the answer is made of', () => {
    const { error } = trustInputSchema.safeParse({ ...GIVEN, jwks: { keys: [PRIVATE_KEY] } });
    expect(error?.issues).toHaveLength(1);
    expect(JSON.stringify(error?.issues)).not.toContain(PRIVATE_KEY.d);
  });
});

test.each(['', 'Team', 'a/b', '-a', 'a-', 'a.json', 'a'.repeat(64), '..'])('%j is no name of a trust', (name) => {
  expect(trustNameSchema.safeParse(name).success).toBe(false);
});

test('a stored trust reads as it was written, whole or deleted, and not with anything besides', () => {
  const time = '2026-11-22T12:00:00.000Z';
  const head = { schema: 1, name: 'team' } as const;
  const trust = { ...head, version: 'v1', ...trustInputSchema.parse(GIVEN), createdAt: time, updatedAt: time };
  expect(storedTrustSchema.parse(trust)).toEqual(trust);
  expect(storedTrustSchema.parse({ ...head, deletedAt: time })).toEqual({ ...head, deletedAt: time });
  expect(storedTrustSchema.safeParse({ ...trust, deletedAt: time }).success).toBe(false);
  expect(storedTrustSchema.safeParse({ ...trust, schema: 2 }).success).toBe(false);
});
