import { adminAccessEnvironment, controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { ADMIN_ACCOUNT, type Plan } from './plan.ts';

/** functions/authn-hook: who somebody is; makes the first administrator. */
export function createAuthnHookPart(plan: Plan): Part {
  return createFunctionPart({
    name: 'authn-hook',
    port: plan.ports.authnHook,
    isBehindEdge: false,
    environment: {
      ...controlStoreEnvironment(plan),
      ...adminAccessEnvironment(plan),
      WHARFINGER_CALLER_SECRET: plan.secrets.callerSecret,
      WHARFINGER_ISSUER_PRIVATE_NETWORKS: '127.0.0.0/8',
      WHARFINGER_FIRST_ADMIN_ACCOUNT: ADMIN_ACCOUNT,
      WHARFINGER_FIRST_ADMIN_PASSWORD: plan.secrets.adminPassword,
    },
  });
}
