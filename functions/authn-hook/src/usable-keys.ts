import { errors, importJWK, type JWK } from 'jose';

/** A key of which nothing can be verified, and its place in the set. */
export type UnusableKey = { index: number; kid: string | undefined; why: string };

const ALGORITHM_OF_CURVE: ReadonlyMap<string, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
  ['Ed25519', 'EdDSA'],
]);
const RSA_MIN_BITS = 2048;
const KID_MAX_LENGTH = 256;

/**
 * Imports every key of a set, so that one which is none is known before a token names it. Keys for something else than
 * signatures, and of kinds that no trust takes, are in neither list.
 */
export async function sortKeys(keys: readonly JWK[]): Promise<{ usable: JWK[]; unusable: UnusableKey[] }> {
  const usable: JWK[] = [];
  const unusable: UnusableKey[] = [];
  for (const [index, key] of keys.entries()) {
    const algorithm = algorithmOf(key);
    if (algorithm === undefined || (key.use ?? 'sig') !== 'sig') continue;
    const why = await findFault(key, algorithm);
    const kid = typeof key.kid === 'string' ? key.kid.slice(0, KID_MAX_LENGTH) : undefined;
    if (why === undefined) usable.push(key);
    else unusable.push({ index, kid, why });
  }
  return { usable, unusable };
}

function algorithmOf({ kty, crv }: JWK): string | undefined {
  if (kty === 'RSA') return 'RS256';
  return (kty === 'EC' || kty === 'OKP') && typeof crv === 'string' ? ALGORITHM_OF_CURVE.get(crv) : undefined;
}

// WebCrypto says no by a DOMException, jose by an error of its own or a TypeError. No message: it could quote the key.
async function findFault(key: JWK, algorithm: string): Promise<string | undefined> {
  try {
    const imported = await importJWK(key, algorithm);
    if (!('type' in imported) || imported.type !== 'public') return 'is no public key';
    const bits = 'modulusLength' in imported.algorithm ? Number(imported.algorithm.modulusLength) : RSA_MIN_BITS;
    return bits >= RSA_MIN_BITS ? undefined : `has fewer than ${RSA_MIN_BITS} bits`;
  } catch (error) {
    if (error instanceof DOMException || error instanceof errors.JOSEError || error instanceof TypeError) {
      return 'is no key';
    }
    throw error;
  }
}
