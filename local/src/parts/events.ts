import { brokerIngressPath } from './broker.ts';
import { controlStoreEnvironment, createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { loopback, REGISTRY_NAME, SITE, type Plan } from './plan.ts';

/** functions/events: the registry's notifications as CloudEvents to the broker. */
export function createEventsPart(plan: Plan): Part {
  return createFunctionPart({
    name: 'events',
    port: plan.ports.events,
    isBehindEdge: false,
    environment: {
      ...controlStoreEnvironment(plan),
      K_SINK: `${loopback(plan.ports.broker)}${brokerIngressPath(plan.secrets)}`,
      WHARFINGER_SITE: SITE,
      WHARFINGER_REGISTRY: REGISTRY_NAME,
      WHARFINGER_CALLER_SECRET: plan.secrets.notificationSecret,
      WHARFINGER_EVENT_SECRET: plan.secrets.eventSecret,
    },
  });
}
