import { brokerIngressPath } from './broker.ts';
import { adminAccessEnvironment, controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { ADMIN_SERVICE, loopback, REGISTRY_SERVICE, SITE, type Plan } from './plan.ts';

/** functions/authz: what an account may do. */
export function createAuthzPart(plan: Plan): Part {
  const { ports, secrets } = plan;
  return createFunctionPart({
    name: 'authz',
    port: ports.authz,
    isBehindEdge: false,
    environment: {
      ...controlStoreEnvironment(plan),
      ...adminAccessEnvironment(plan),
      WHARFINGER_CALLER_SECRET: secrets.callerSecret,
      WHARFINGER_SERVICES: `${REGISTRY_SERVICE},${ADMIN_SERVICE}`,
      WHARFINGER_AUDIT_URL: loopback(ports.audit),
      K_SINK: `${loopback(ports.broker)}${brokerIngressPath(secrets)}`,
      WHARFINGER_SITE: SITE,
      WHARFINGER_EVENT_SECRET: secrets.eventSecret,
    },
  });
}
