import { StoreError } from '@wharfinger/control-store';
import type { FunctionDefinition, Readiness } from '@wharfinger/function-kit';

import { type AuthorizeRoutesDeps, createAuthorizeRoutes } from './authorize-handler.ts';
import type { LoadPolicy } from './authorize.ts';
import { createExplainRoutes } from './explain-handler.ts';
import { listBindings, listDenials, listRoles } from './list-rules.ts';
import { createPolicyRoutes, type PolicyRoutesDeps } from './policy-handler.ts';
import { createRevisionRoutes } from './revisions-handler.ts';
import { BINDINGS, DENIALS, ROLES } from './rule-set.ts';
import { createRuleRoutes } from './rules-handler.ts';
import { createSimulateRoutes, type SimulateRoutesDeps } from './simulate-handler.ts';
import { toErrorResponse } from './to-response.ts';
import { createWhoCanRoutes } from './who-can-handler.ts';

/** What the function needs of the world. */
export type AuthzDeps = AuthorizeRoutesDeps & PolicyRoutesDeps & SimulateRoutesDeps;

async function checkReadiness(loadPolicy: LoadPolicy): Promise<Readiness> {
  try {
    const { notice } = await loadPolicy();
    return { kind: 'ready', ...(notice === null ? {} : { notices: [notice] }) };
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
    readiness: () => checkReadiness(deps.loadPolicy),
    toErrorResponse,
  };
}
