import { SignJWT } from 'jose';
import type { TokenClaims } from './claims.ts';
import type { SigningKey } from './signing-key.ts';

/** Signs a token. Its header names the key, because the registry refuses a token that doesn't. */
export async function signToken(claims: TokenClaims, key: SigningKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: key.alg, kid: key.kid }).sign(key.privateKey);
}
