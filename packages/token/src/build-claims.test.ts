import { expect, test } from 'vitest';
import { buildClaims } from './build-claims.ts';

const input = {
  issuer: 'wharfinger.example',
  account: 'alice',
  service: 'registry.example',
  nowSeconds: 1_795_363_200,
  ttlSeconds: 300,
  tokenId: 'token-0001',
  access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }],
};

test('claims are those of the token specification', () => {
  expect(buildClaims(input)).toEqual({
    iss: 'wharfinger.example',
    sub: 'alice',
    aud: 'registry.example',
    exp: 1_795_363_500,
    nbf: 1_795_363_200,
    iat: 1_795_363_200,
    jti: 'token-0001',
    access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }],
  });
});

test('nobody is the empty subject', () => {
  expect(buildClaims({ ...input, account: null }).sub).toBe('');
  expect(buildClaims({ ...input, account: '' }).sub).toBe('');
});

test('times are whole seconds, because the registry refuses others', () => {
  const { iat, nbf, exp } = buildClaims({ ...input, nowSeconds: 1_795_363_200.9, ttlSeconds: 300.9 });
  expect([iat, nbf, exp]).toEqual([1_795_363_200, 1_795_363_200, 1_795_363_500]);
});

test('an entry without an action is left out, the others keep order and class', () => {
  const plugin = { type: 'repository', class: 'plugin', name: 'b', actions: ['pull'] };
  const access = [plugin, { type: 'repository', name: 'c', actions: [] }, ...input.access];
  expect(buildClaims({ ...input, access }).access).toEqual([plugin, ...input.access]);
});
