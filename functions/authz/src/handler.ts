import { StoreError } from '@wharfinger/control-store';
import type { FunctionDefinition, Readiness } from '@wharfinger/function-kit';

import { type AuthorizeRoutesDeps, createAuthorizeRoutes } from './decide/authorize-handler.ts';
import type { LoadPolicy } from './decide/policy-in-force.ts';
import { createExplainRoutes } from './ask/explain-handler.ts';
import { listBindings, listDenials, listRoles } from './change/list-rules.ts';
import { createPolicyRoutes } from './change/policy-handler.ts';
import type { PolicyRoutesDeps } from './change/policy-routes.ts';
import { createRevisionRoutes } from './change/revisions-handler.ts';
import { BINDINGS, DENIALS, ROLES } from './change/rule-set.ts';
import { createRuleRoutes } from './change/rules-handler.ts';
import { createSimulateRoutes, type SimulateRoutesDeps } from './ask/simulate-handler.ts';
import { toErrorResponse } from './to-response.ts';
import { createWhoCanRoutes } from './ask/who-can-handler.ts';

/** What the function needs of the world. */
export type AuthzDeps = AuthorizeRoutesDeps & PolicyRoutesDeps & SimulateRoutesDeps;

async function checkReadiness(loadPolicy: LoadPolicy, untold: () => string | null): Promise<Readiness> {
  try {
    const { notice } = await loadPolicy();
    return { kind: 'ready', notices: [notice, untold()].filter((one) => one !== null) };
  } catch (error) {
    if (error instanceof StoreError) {
      return { kind: 'not-ready', missing: [`the policy document (${error.code})`] };
    }
    throw error;
  }
}

/** May they, and the administration of the policy that says so. */
export function createAuthzFunction(deps: AuthzDeps): FunctionDefinition {
  return {
    name: 'authz',
    routes: [
      ...createAuthorizeRoutes(deps),
      ...createPolicyRoutes(deps),
      ...createRuleRoutes({ ...deps, set: ROLES, list: listRoles }),
      ...createRuleRoutes({ ...deps, set: BINDINGS, list: listBindings }),
      ...createRuleRoutes({ ...deps, set: DENIALS, list: listDenials }),
      ...createRevisionRoutes(deps),
      ...createExplainRoutes(deps),
      ...createWhoCanRoutes(deps),
      ...createSimulateRoutes(deps),
    ],
    readiness: () => checkReadiness(deps.loadPolicy, deps.events.notice),
    toErrorResponse,
  };
}
