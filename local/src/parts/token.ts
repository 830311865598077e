import { brokerIngressPath } from './broker.ts';
import { createFunctionPart } from './function-part.ts';
import type { Part } from './part.ts';
import { ADMIN_SERVICE, ISSUER, loopback, REGISTRY_SERVICE, SITE, type Plan } from './plan.ts';

/** functions/token: the token endpoint and the public keys. */
export function createTokenPart({ layout, ports, secrets }: Plan): Part {
  return createFunctionPart({
    name: 'token',
    port: ports.token,
    isBehindEdge: true,
    environment: {
      WHARFINGER_ISSUER: ISSUER,
      WHARFINGER_SERVICES: `${REGISTRY_SERVICE},${ADMIN_SERVICE}`,
      WHARFINGER_KEYS_DIR: layout.keysDirectory,
      WHARFINGER_AUTHN_URL: loopback(ports.authnHook),
      WHARFINGER_AUTHZ_URL: loopback(ports.authz),
      WHARFINGER_CALLER_SECRET: secrets.callerSecret,
      K_SINK: `${loopback(ports.broker)}${brokerIngressPath(secrets)}`,
      WHARFINGER_SITE: SITE,
      WHARFINGER_EVENT_SECRET: secrets.eventSecret,
      WHARFINGER_REFRESH_SECRET: secrets.refreshSecret,
    },
  });
}
