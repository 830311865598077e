import type { AccessEntry, TokenClaims } from './claims.ts';

export type ClaimsInput = {
  issuer: string;
  /** `null` or empty: anonymous. */
  account: string | null;
  service: string;
  nowSeconds: number;
  ttlSeconds: number;
  tokenId: string;
  access: readonly AccessEntry[];
};

/** Builds a token's claims; entries without an action are left out, and times are cut to whole seconds. */
export function buildClaims(input: ClaimsInput): TokenClaims {
  const now = Math.floor(input.nowSeconds);
  return {
    iss: input.issuer,
    sub: input.account ?? '',
    aud: input.service,
    exp: now + Math.floor(input.ttlSeconds),
    // NOTE: no head start: the registry and our own functions allow 60 s of clock skew.
    nbf: now,
    iat: now,
    jti: input.tokenId,
    access: input.access.filter(({ actions }) => actions.length > 0),
  };
}
