import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';

import type { TrustDocument } from './trust-document.ts';
import type { IssuerKeys } from './workload-issuer-keys.ts';
import type { WorkloadKeys } from './workload-verification.ts';

/** The keys that stand in a trust, or those that its issuer publishes. */
export function createWorkloadKeys(issuerKeys: IssuerKeys): WorkloadKeys {
  const given = new WeakMap<TrustDocument, JWTVerifyGetKey>();
  return (trust) => {
    if (trust.jwks === null) return issuerKeys(trust.issuer);
    const known = given.get(trust) ?? createLocalJWKSet(trust.jwks);
    given.set(trust, known);
    return known;
  };
}
