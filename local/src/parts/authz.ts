import { controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { ADMIN_SERVICE, REGISTRY_SERVICE, type Plan } from './plan.ts';

/** functions/authz: what an account may do. */
export function createAuthzPart(plan: Plan): Part {
  return createFunctionPart({
    name: 'authz',
    port: plan.ports.authz,
    isBehindEdge: false,
    environment: {
      ...controlStoreEnvironment(plan),
      WHARFINGER_CALLER_SECRET: plan.secrets.callerSecret,
      WHARFINGER_SERVICES: `${REGISTRY_SERVICE},${ADMIN_SERVICE}`,
    },
  });
}
