import { createTestKeys } from '@wharfinger/fakes';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { buildClaims } from './build-claims.ts';
import { signToken } from './sign-token.ts';
import { SIGNING_ALGORITHMS } from './signing-key.ts';

const claims = buildClaims({
  issuer: 'wharfinger.example',
  account: 'alice',
  service: 'registry.example',
  nowSeconds: 1_795_363_200,
  ttlSeconds: 300,
  tokenId: 'token-0001',
  access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }],
});

test.each(SIGNING_ALGORITHMS)('a token signed with %s names its key, and holds the claims and no more', async (alg) => {
  const key = createTestKeys()[alg];
  const token = await signToken(claims, key);
  expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg, kid: key.kid });
  expect(decodeJwt(token)).toEqual(claims);
});
