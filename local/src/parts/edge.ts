import { join } from 'node:path';
import type { PortPlan } from '../ports/port-plan.ts';
import type { Part } from './part.ts';
import { loopback, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';

const HEALTH_PATH = '/edge/healthz';
const MAX_CONNECTIONS = 4096;
const CROWDED_CONNECTIONS: number = MAX_CONNECTIONS * 0.75;

/** What HAProxy answers by itself, in the registry's terms. */
const EDGE_ERRORS: string = [
  { status: 400, code: 'UNSUPPORTED', message: 'this is no request that the registry understands' },
  { status: 408, code: 'UNAVAILABLE', message: 'the request did not arrive in time' },
  { status: 500, code: 'UNAVAILABLE', message: 'the edge could not handle the request' },
  { status: 502, code: 'UNAVAILABLE', message: 'the answer was broken off' },
  { status: 503, code: 'UNAVAILABLE', message: 'the service is not available at the moment' },
  { status: 504, code: 'UNAVAILABLE', message: 'the service did not answer in time' },
]
  .map(
    ({ status, code, message }) =>
      `  http-error status ${String(status)} content-type application/json string '${errorBody(code, message)}'`,
  )
  .join('\n');

/** HAProxy: one address for the registry and the token endpoint. */
export function createEdgePart({ layout, ports, dockerAuth }: Plan): Part {
  const configurationFile = join(layout.configDirectory, 'haproxy.cfg');
  return {
    name: 'edge',
    command: { program: 'haproxy', args: ['-db', '-f', configurationFile] },
    configuration: { [configurationFile]: renderEdgeConfiguration(ports, { hasDockerAuth: dockerAuth !== undefined }) },
    probe: httpProbe(`${loopback(ports.edge)}${HEALTH_PATH}`),
    stopGraceMs: 2000,
  };
}

/**
 * Bodies stream through unbuffered in both directions. A connection that could not be made is tried again; a request that a
 * backend may have seen never is. X-Forwarded-For is what the edge saw, whatever the client claims.
 *
 * Every client of the local edge has one address, so nobody is limited by address. Instead whoever has not shown
 * credentials sends a body at once or not at all, and the last quarter of the connections takes none of these.
 */
export function renderEdgeConfiguration(ports: PortPlan, { hasDockerAuth }: { hasDockerAuth: boolean }): string {
  return `global
  maxconn ${String(MAX_CONNECTIONS)}
defaults
  mode http
  timeout connect 2s
  timeout check 2s
  timeout http-request 10s
  timeout http-keep-alive 60s
  # Of a client's silence while an answer goes to it. Until there is an answer the server's time counts.
  timeout client 2m
  # A layer of some hundred megabytes is put together by the store while the client waits.
  timeout server 15m
  retries 3
  option redispatch 1
  retry-on conn-failure
${EDGE_ERRORS}
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
  acl has_body req.body_size gt 0
  acl has_body req.hdr(transfer-encoding) -m found
  acl has_credentials req.hdr(authorization) -m found
  acl is_crowded fe_conn gt ${String(CROWDED_CONNECTIONS)}
  http-request return status 429 content-type application/json string '${errorBody('TOOMANYREQUESTS', 'too many requests at the moment')}' hdr Retry-After 5 if is_crowded has_body is_token
  http-request return status 429 content-type application/json string '${errorBody('TOOMANYREQUESTS', 'too many requests at the moment')}' hdr Retry-After 5 if is_crowded has_body !has_credentials
  http-request wait-for-body time 5s if is_token
  http-request wait-for-body time 5s if has_body !has_credentials
${hasDockerAuth ? '  use_backend docker-auth if is_token !{ path /.well-known/jwks.json }\n' : ''}  use_backend token if is_token
  default_backend registry
backend registry
  option httpchk GET /
  http-error status 503 content-type application/json string '${errorBody('UNAVAILABLE', 'the registry is not available at the moment')}' hdr Retry-After 2
  server registry 127.0.0.1:${String(ports.registry)} check
backend token
  timeout server 30s
  option httpchk GET /healthz
  http-error status 503 content-type application/json string '${errorBody('UNAVAILABLE', 'the token service is not available at the moment')}' hdr Retry-After 2
  server token 127.0.0.1:${String(ports.token)} check
${hasDockerAuth ? dockerAuthBackend(ports) : ''}`;
}

/** docker_auth knows two of the three paths. */
function dockerAuthBackend(ports: PortPlan): string {
  return `backend docker-auth
  timeout server 30s
  option httpchk GET /
  http-error status 503 content-type application/json string '${errorBody('UNAVAILABLE', 'the token service is not available at the moment')}' hdr Retry-After 2
  http-request set-path /auth if { path /token }
  server docker-auth 127.0.0.1:${String(ports.dockerAuth)} check
`;
}

/** The registry's error envelope, which clients know how to show. */
function errorBody(code: string, message: string): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
