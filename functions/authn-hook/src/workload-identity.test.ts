import { parseAccount } from '@wharfinger/token';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type TrustDocument, trustInputSchema } from './trust-document.ts';
import { couldGiveAccount, decideWorkloadIdentity, findTrustMismatch, hasLiteralAccount } from './workload-identity.ts';

const AUDIENCE = 'https://registry.example';

function trustWith(change: Record<string, unknown> = {}): TrustDocument {
  const input = trustInputSchema.parse({
    issuer: 'https://issuer.example',
    audiences: [AUDIENCE],
    conditions: { repository: ['acme/*'], ref: ['refs/heads/main', 'refs/tags/v*'] },
    account: 'github.${claims.repository_id}',
    ...change,
  });
  const time = '2026-11-22T12:00:00.000Z';
  return { schema: 1, name: 'github', version: 'v1', createdAt: time, updatedAt: time, ...input };
}

const claims = { aud: AUDIENCE, repository: 'acme/app', ref: 'refs/heads/main', repository_id: '4711' };

describe('a trust is meant for a token', () => {
  test.each([
    [{}],
    [{ ref: 'refs/tags/v1.2' }],
    [{ aud: [AUDIENCE] }],
    [{ repository: ['other/app', 'acme/app'] }],
    [{ more: { than: 'is asked for' } }],
  ])('with %j', (change) => {
    expect(findTrustMismatch(trustWith(), 'RS256', { ...claims, ...change })).toBeUndefined();
  });
});

describe('a trust is not meant for a token', () => {
  test.each([
    ['aud', { aud: 'https://other.example' }],
    ['aud', { aud: undefined }],
    ['aud', { aud: [] }],
    // The other one could sign in with it as well.
    ['aud', { aud: [AUDIENCE, 'https://other.example'] }],
    ['aud', { aud: [[AUDIENCE]] }],
    ['aud', { aud: { 0: AUDIENCE } }],
    ['aud', { aud: `${AUDIENCE}/` }],
    ['repository', { repository: 'mallory/app' }],
    ['repository', { repository: 'ACME/app' }],
    ['repository', { repository: undefined }],
    ['repository', { repository: null }],
    ['repository', { repository: { toString: 'acme/app' } }],
    ['repository', { repository: [['acme/app']] }],
    ['repository', { repository: ['acme/app', { other: 1 }] }],
    ['repository', { repository: [] }],
    ['repository', { repository: '*' }],
    ['ref', { ref: 'refs/heads/main2' }],
    ['ref', { ref: '' }],
    ['ref', { ref: true }],
  ])('by %s with %j', (claim, change) => {
    const why = `the claim ${claim} is not one of those allowed`;
    expect(findTrustMismatch(trustWith(), 'RS256', { ...claims, ...change })).toBe(why);
  });

  test.each(['none', 'HS256', 'PS256', ''])('signed with %s', (algorithm) => {
    expect(findTrustMismatch(trustWith(), algorithm, claims)).toMatch(/algorithm/);
  });

  test('of another party, where azp is a condition', () => {
    const trust = trustWith({ dedicated: true, conditions: { azp: ['client-1'] } });
    expect(findTrustMismatch(trust, 'RS256', { ...claims, azp: 'client-1' })).toBeUndefined();
    expect(findTrustMismatch(trust, 'RS256', { ...claims, azp: 'client-2' })).toMatch(/azp/);
    expect(findTrustMismatch(trust, 'RS256', claims)).toMatch(/azp/);
  });
});

describe('the identity of a token', () => {
  test('is the account and the labels that its trust makes of it', () => {
    const trust = trustWith({
      labels: {
        groups: ['builders', 'gh-${claims.teams}'],
        repository: ['${claims.repository}'],
        protected: ['${claims.ref_protected}'],
      },
    });
    const token = { ...claims, teams: ['one', 'two', 'one'], ref_protected: true };
    expect(decideWorkloadIdentity(trust, token)).toEqual({
      kind: 'identity',
      account: 'github.4711',
      labels: { groups: ['builders', 'gh-one', 'gh-two'], repository: ['acme/app'], protected: ['true'] },
    });
  });

  test('an empty list gives no value', () => {
    const trust = trustWith({ labels: { groups: ['${claims.teams}'] } });
    expect(decideWorkloadIdentity(trust, { ...claims, teams: [] })).toMatchObject({ labels: { groups: [] } });
  });

  test.each([
    ['Acme'],
    ['a/b'],
    ['../admin'],
    [''],
    ['.a'],
    ['a..b'],
    ['a '],
    ['${claims.sub}'],
    ['*'],
    ['a\n'],
    ['x'.repeat(122)],
    [['4711']],
    [{ id: 4711 }],
    [null],
    [undefined],
    [4711.5],
  ])('an account of %j is none', (value) => {
    const decided = decideWorkloadIdentity(trustWith(), { ...claims, repository_id: value });
    expect(decided).toEqual({ kind: 'refused', why: expect.stringContaining('account') });
  });

  test.each([
    ['a b'],
    ['*'],
    ['${account}'],
    [''],
    ['x'.repeat(129)],
    [['fine', 'not fine']],
    [{}],
    [undefined],
    [null],
  ])('a label of %j is none, and the token is refused', (value) => {
    const trust = trustWith({ labels: { team: ['${claims.team}'] } });
    const decided = decideWorkloadIdentity(trust, { ...claims, team: value });
    expect(decided).toEqual({ kind: 'refused', why: expect.stringContaining('label team') });
  });

  test('more values than a label takes are refused', () => {
    const trust = trustWith({ labels: { team: ['${claims.team}'] } });
    const team = Array.from({ length: 65 }, (_, index) => `team-${index}`);
    expect(decideWorkloadIdentity(trust, { ...claims, team })).toMatchObject({ kind: 'refused' });
  });

  test('never holds an account outside of what the trust begins, nor the reason a part of the token', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^[a-z0-9._@+-]{0,40}$/)),
        (value) => {
          const decided = decideWorkloadIdentity(trustWith(), { ...claims, repository_id: `x${value}` });
          const isAccount = parseAccount(`github.x${value}`).kind === 'ok';
          expect(decided).toEqual(
            isAccount
              ? { kind: 'identity', account: `github.x${value}`, labels: {} }
              : { kind: 'refused', why: 'what the claim of the account makes is no account' },
          );
        },
      ),
    );
  });
});

test('a trust with a text that is no template gives nothing, wherever it came from', () => {
  const byAccount = { ...trustWith(), account: 'github.$' };
  expect(decideWorkloadIdentity(byAccount, claims)).toMatchObject({ kind: 'refused' });
  expect(couldGiveAccount(byAccount, 'github.$')).toBe(false);
  expect(hasLiteralAccount(byAccount)).toBe(false);
  const byLabel = { ...trustWith(), labels: { team: ['$'] } };
  expect(decideWorkloadIdentity(byLabel, claims)).toMatchObject({ kind: 'refused' });
});

test.each([
  ['github.${claims.repository_id}', 'github.1', true],
  ['github.${claims.repository_id}', 'gitlab.1', false],
  ['ci', 'ci', true],
  ['ci', 'ci.other', false],
])('the account %s could have given %s: %s', (account, given, expected) => {
  expect(couldGiveAccount(trustWith({ account }), given)).toBe(expected);
});
