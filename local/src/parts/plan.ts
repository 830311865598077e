import type { JWK } from 'jose';
import type { DockerAuthPlan } from './docker-auth.ts';
import type { PortPlan } from '../ports/port-plan.ts';
import type { Secrets } from '../state/secrets.ts';
import type { StateLayout, Store } from '../state/layout.ts';

/** Names of the one site. */
export const ISSUER = 'wharfinger-local';
export const REGISTRY_SERVICE = 'registry.local';
export const ADMIN_SERVICE = 'wharfinger';
export const SITE = 'local';
export const REGISTRY_NAME = 'registry.local';
export const ADMIN_ACCOUNT = 'admin';

/** All that a part needs to know of its system. */
export type Plan = {
  layout: StateLayout;
  ports: PortPlan;
  secrets: Secrets;
  jwks: { keys: JWK[] };
  store: Store;
  /** Absolute path of the registry program. */
  registryProgram: string;
  /** docker_auth makes the clients' tokens; the token function still publishes the keys. */
  dockerAuth?: DockerAuthPlan | undefined;
};

/** The address that clients use: registry and token endpoint. */
export function publicAddress(ports: PortPlan): string {
  return `http://localhost:${String(ports.edge)}`;
}

export function loopback(port: number): string {
  return `http://127.0.0.1:${String(port)}`;
}
