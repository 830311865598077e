import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { AUDIENCE, claims, ISSUER, keys, NOW } from '../test/tokens.ts';
import { signToken } from './sign-token.ts';
import { createTokenVerifier } from './token-verifier.ts';

// NOTE: a real socket, because fetch's abort of a request that nock delays ends in an assertion of undici.
test('a verifier is unavailable when the key set does not come in time', async () => {
  const server = createServer();
  const asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = new URL(`http://127.0.0.1:${port}/jwks.json`);
  const jwks = { kind: 'remote', url, timeoutMs: 50 } as const;
  const verify = createTokenVerifier({ jwks, issuer: ISSUER, audience: AUDIENCE, now: () => NOW });
  const verified = await verify(await signToken(claims, keys.ES256));
  await asked;
  server.closeAllConnections();
  server.close();
  expect(verified).toEqual({ kind: 'unavailable', reason: 'The keys to verify tokens with cannot be loaded.' });
});
