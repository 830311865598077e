import type { AdministratorDeps } from './administrator-handler.ts';
import type { Policies } from '../store/policies.ts';
import type { PolicyEvents } from '../tell/policy-events.ts';

/** What every route that changes the policy needs. */
export type PolicyRoutesDeps = AdministratorDeps & {
  readonly policies: Policies;
  readonly events: PolicyEvents;
  readonly now: () => Date;
  /** Services that there are; `null`: any. */
  readonly services: ReadonlySet<string> | null;
};
