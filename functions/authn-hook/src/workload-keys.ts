import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';

import type { TrustDocument } from './trust-document.ts';
import { sortKeys, type UnusableKey } from './usable-keys.ts';
import type { IssuerKeys } from './workload-issuer-keys.ts';
import type { WorkloadKeys } from './workload-verification.ts';

/**
 * The keys that stand in a trust, or those that its issuer publishes. `onUnusable` is called once for each key in a
 * trust of which nothing can be verified.
 */
export function createWorkloadKeys(
  issuerKeys: IssuerKeys,
  onUnusable: (trust: TrustDocument, key: UnusableKey) => void,
): WorkloadKeys {
  const given = new WeakMap<TrustDocument, JWTVerifyGetKey>();

  async function importGiven(trust: TrustDocument): Promise<JWTVerifyGetKey> {
    const { usable, unusable } = await sortKeys(trust.jwks?.keys ?? []);
    for (const key of unusable) onUnusable(trust, key);
    return createLocalJWKSet({ keys: usable });
  }

  return (trust) => {
    if (trust.jwks === null) return issuerKeys(trust.issuer);
    const known = given.get(trust);
    if (known !== undefined) return known;
    const imported = importGiven(trust);
    const lookUp: JWTVerifyGetKey = async (...question) => (await imported)(...question);
    given.set(trust, lookUp);
    return lookUp;
  };
}
