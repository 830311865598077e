import { controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import type { Plan } from './plan.ts';

/** functions/authz: what an account may do. */
export function createAuthzPart(plan: Plan): Part {
  return createFunctionPart({
    name: 'authz',
    port: plan.ports.authz,
    isBehindEdge: false,
    environment: { ...controlStoreEnvironment(plan), WHARFINGER_CALLER_SECRET: plan.secrets.callerSecret },
  });
}
