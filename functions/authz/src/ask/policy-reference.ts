import type { PolicyInForce } from '../decide/policy-in-force.ts';

/** Of which policy an answer speaks. */
export type PolicyReference = {
  /** Number of the revision. */
  revision: number;
  /** The store gives no newer one at the moment: there may be one. */
  isStale: boolean;
};

/** Says which policy is in force. */
export function policyReference({ revision, staleSinceMs }: PolicyInForce): PolicyReference {
  return { revision: revision.number, isStale: staleSinceMs !== null };
}
