import { adminAccessEnvironment, controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { SITE, type Plan } from './plan.ts';

/** functions/audit: the record of what happened and of what was decided. */
export function createAuditPart(plan: Plan): Part {
  return createFunctionPart({
    name: 'audit',
    port: plan.ports.audit,
    isBehindEdge: false,
    environment: {
      ...controlStoreEnvironment(plan),
      ...adminAccessEnvironment(plan),
      WHARFINGER_SITE: SITE,
      WHARFINGER_EVENT_SECRET: plan.secrets.eventSecret,
    },
  });
}
