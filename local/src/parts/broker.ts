import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import type { BrokerConfiguration } from '../broker/configuration.ts';
import type { Secrets } from '../state/secrets.ts';
import type { Part } from './part.ts';
import { loopback, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';

const REGISTRY_EVENTS = 'dev.wharfinger.registry.';
const AUTH_EVENTS = 'dev.wharfinger.auth.';
const POLICY_EVENTS = 'dev.wharfinger.policy.';

/** Where events are posted to: only who knows the system's secrets can tell. */
export function brokerIngressPath({ eventSecret }: Pick<Secrets, 'eventSecret'>): string {
  return `/${createHmac('sha256', eventSecret).update('broker ingress').digest('hex')}`;
}

/** The local stand-in for a Knative Broker and its Triggers. */
export function createBrokerPart({ layout, ports, secrets }: Plan): Part {
  const configurationFile = join(layout.configDirectory, 'broker.json');
  const configuration: BrokerConfiguration = {
    port: ports.broker,
    ingressPath: brokerIngressPath(secrets),
    spoolDirectory: layout.spoolDirectory,
    deadLetterDirectory: layout.deadLetterDirectory,
    triggers: [
      {
        name: 'audit',
        subscriber: `${loopback(ports.audit)}/`,
        filters: [{ prefix: { type: REGISTRY_EVENTS } }],
      },
      {
        // Apart and slowly, so that what happened in the registry doesn't wait behind a flood of sign-ins, nor the next sign-in.
        name: 'audit-decisions',
        subscriber: `${loopback(ports.audit)}/`,
        filters: [{ prefix: { type: AUTH_EVENTS } }],
        concurrency: 2,
      },
      {
        // Apart from both: few, and what somebody looks for first after an incident.
        name: 'audit-policy',
        subscriber: `${loopback(ports.audit)}/`,
        filters: [{ prefix: { type: POLICY_EVENTS } }],
      },
      {
        name: 'gc',
        subscriber: `${loopback(ports.gc)}/`,
        filters: [
          { prefix: { type: REGISTRY_EVENTS } },
          {
            any: [
              { suffix: { type: '.pushed.v1' } },
              { suffix: { type: '.mounted.v1' } },
              { suffix: { type: '.deleted.v1' } },
            ],
          },
        ],
      },
    ],
  };
  return {
    name: 'broker',
    command: {
      program: process.execPath,
      args: ['--conditions=source', join(REPOSITORY_ROOT, 'local', 'src', 'broker', 'main.ts'), configurationFile],
    },
    configuration: { [configurationFile]: JSON.stringify(configuration, null, 2) },
    probe: httpProbe(`${loopback(ports.broker)}/readyz`),
    stopGraceMs: 5000,
  };
}
