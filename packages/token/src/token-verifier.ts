import { createLocalJWKSet, createRemoteJWKSet, errors, type JWK, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { claimsSchema, type TokenClaims } from './claims.ts';
import { SIGNING_ALGORITHMS } from './signing-key.ts';

export type TokenVerification =
  | { kind: 'valid'; claims: TokenClaims }
  | { kind: 'invalid'; reason: string }
  | { kind: 'unavailable'; reason: string };

export type TokenVerifier = (token: string) => Promise<TokenVerification>;

export type TokenVerifierOptions = {
  /** A remote set is loaded at the first token and kept; `timeoutMs` is 3000 unless told otherwise. */
  jwks: { kind: 'remote'; url: URL; timeoutMs?: number } | { kind: 'local'; keys: { keys: JWK[] } };
  issuer: string;
  audience: string;
  now?: () => Date;
};

/** Allowed difference of clocks, the same as Distribution's. */
const CLOCK_SKEW_SECONDS = 60;
const JWKS_TIMEOUT_MS = 3000;
// A key that isn't in the set makes it load again, at most this often: a new key works after 5 s, a flood costs little.
const JWKS_COOLDOWN_MS = 5000;
const JWKS_MAX_AGE_MS = 600_000;

/** The key set can't be had, so that nothing can be said of any token. */
class KeySetError extends Error {
  readonly code = 'ERR_KEY_SET_UNAVAILABLE';
  override readonly name = 'KeySetError';
}

function createKeyLookup(jwks: TokenVerifierOptions['jwks']): JWTVerifyGetKey {
  if (jwks.kind === 'local') {
    return createLocalJWKSet(jwks.keys);
  }
  // NOTE: made with the first token: it loads all of fetch, which no cold start should wait for.
  let remote: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    remote ??= createRemoteJWKSet(jwks.url, {
      timeoutDuration: jwks.timeoutMs ?? JWKS_TIMEOUT_MS,
      cooldownDuration: JWKS_COOLDOWN_MS,
      cacheMaxAge: JWKS_MAX_AGE_MS,
    });
    try {
      return await remote(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) {
        throw cause;
      }
      throw new KeySetError('The key set cannot be loaded.', { cause });
    }
  };
}

function decideFailure(error: unknown): TokenVerification {
  if (error instanceof KeySetError) {
    return { kind: 'unavailable', reason: 'The keys to verify tokens with cannot be loaded.' };
  }
  if (error instanceof errors.JWTExpired) {
    return { kind: 'invalid', reason: 'The token has expired.' };
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return { kind: 'invalid', reason: `The token's "${error.claim}" is missing or not the expected one.` };
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return { kind: 'invalid', reason: `The token is not signed with one of ${SIGNING_ALGORITHMS.join(', ')}.` };
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return { kind: 'invalid', reason: 'The token names no key of the key set.' };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { kind: 'invalid', reason: "The token's signature is wrong." };
  }
  return { kind: 'invalid', reason: 'The token is malformed.' };
}

/**
 * Builds the check of a bearer token: signature by a key of the set that the header names, algorithm, issuer,
 * audience, times and the shape of the claims. No reason ever holds a part of the token.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const lookUp = createKeyLookup(options.jwks);
  const getKey: JWTVerifyGetKey = async (header, token) => {
    if (typeof header.kid !== 'string') {
      throw new errors.JWKSNoMatchingKey();
    }
    return lookUp(header, token);
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, getKey, {
        algorithms: [...SIGNING_ALGORITHMS],
        issuer: options.issuer,
        audience: options.audience,
        typ: 'JWT',
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: options.now?.() ?? new Date(),
        requiredClaims: ['exp', 'nbf'],
      });
      const claims = claimsSchema.safeParse(payload);
      return claims.success
        ? { kind: 'valid', claims: claims.data }
        : { kind: 'invalid', reason: "The token's claims are not those of a registry token." };
    } catch (error) {
      return decideFailure(error);
    }
  };
}
