import { adminAccessEnvironment, controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { SITE, type Plan } from './plan.ts';

/** functions/gc: which repositories have changed. */
export function createGcPart(plan: Plan): Part {
  return createFunctionPart({
    name: 'gc',
    port: plan.ports.gc,
    isBehindEdge: false,
    environment: {
      ...controlStoreEnvironment(plan),
      ...adminAccessEnvironment(plan),
      WHARFINGER_SITE: SITE,
      WHARFINGER_EVENT_SECRET: plan.secrets.eventSecret,
    },
  });
}
