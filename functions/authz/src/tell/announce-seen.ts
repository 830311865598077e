import type { LoadPolicy } from '../decide/policy-in-force.ts';
import type { PolicyEvents } from './policy-events.ts';

/** Loads the policy, and tells of the revision that is in force by now, whoever made it. */
export function announceSeen(loadPolicy: LoadPolicy, { changed }: Pick<PolicyEvents, 'changed'>): LoadPolicy {
  return async () => {
    const inForce = await loadPolicy();
    changed(inForce.revision);
    return inForce;
  };
}
