import { join } from 'node:path';
import type { PortPlan } from '../ports/port-plan.ts';
import type { Part } from './part.ts';
import { loopback, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';

const HEALTH_PATH = '/edge/healthz';

/** HAProxy: one address for the registry and the token endpoint. */
export function createEdgePart({ layout, ports }: Plan): Part {
  const configurationFile = join(layout.configDirectory, 'haproxy.cfg');
  return {
    name: 'edge',
    command: { program: 'haproxy', args: ['-db', '-f', configurationFile] },
    configuration: { [configurationFile]: renderEdgeConfiguration(ports) },
    probe: httpProbe(`${loopback(ports.edge)}${HEALTH_PATH}`),
    stopGraceMs: 2000,
  };
}

/**
 * Bodies stream through unbuffered in both directions. A connection that could not be made is tried again; a request that a
 * backend may have seen never is. X-Forwarded-For is what the edge saw, whatever the client claims.
 */
export function renderEdgeConfiguration(ports: PortPlan): string {
  return `global
  maxconn 4096
defaults
  mode http
  timeout connect 2s
  timeout check 2s
  timeout http-request 30s
  timeout http-keep-alive 60s
  # A layer of some hundred megabytes is put together by the store while the client waits.
  timeout client 15m
  timeout server 15m
  retries 3
  option redispatch 1
  retry-on conn-failure
  default-server inter 500ms fastinter 200ms downinter 300ms fall 2 rise 1
frontend public
  bind 127.0.0.1:${String(ports.edge)}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto http
  http-request del-header X-Forwarded-Host
  http-request del-header X-Forwarded-Port
  http-request del-header X-Real-IP
  http-request del-header Forwarded
  http-request return status 200 content-type text/plain string ok if { path ${HEALTH_PATH} }
  acl is_registry path /v2
  acl is_registry path_beg /v2/
  acl is_token path /auth/token /auth /token /.well-known/jwks.json
  http-request return status 404 content-type application/json string '${errorBody('NOT_FOUND', 'nothing is served here; the registry is below /v2/')}' unless is_registry or is_token
  use_backend token if is_token
  default_backend registry
backend registry
  option httpchk GET /
  http-error status 503 content-type application/json string '${errorBody('UNAVAILABLE', 'the registry is not available at the moment')}' hdr Retry-After 2
  server registry 127.0.0.1:${String(ports.registry)} check
backend token
  option httpchk GET /healthz
  http-error status 503 content-type application/json string '${errorBody('UNAVAILABLE', 'the token service is not available at the moment')}' hdr Retry-After 2
  server token 127.0.0.1:${String(ports.token)} check
`;
}

/** The registry's error envelope, which clients know how to show. */
function errorBody(code: string, message: string): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
