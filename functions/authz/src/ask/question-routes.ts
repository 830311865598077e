import type { AdministratorDeps } from '../change/administrator-handler.ts';
import type { LoadPolicy } from '../decide/policy-in-force.ts';

/** What the routes of questions about the policy need. */
export type QuestionRoutesDeps = AdministratorDeps & {
  readonly loadPolicy: LoadPolicy;
  readonly now: () => Date;
  /** Services that there are; `null`: any. */
  readonly services: ReadonlySet<string> | null;
};
