import { expect, test } from 'vitest';
import { planPorts } from '../ports/port-plan.ts';
import { renderEdgeConfiguration } from './edge.ts';

const ports = planPorts(21_000);
const configuration = renderEdgeConfiguration(ports, { hasDockerAuth: false });
const lines = configuration.split('\n').map((line) => line.trim());

test('only loopback is listened on, at the first port', () => {
  expect(lines.filter((line) => line.startsWith('bind '))).toStrictEqual([`bind 127.0.0.1:${String(ports.edge)}`]);
});

test('registry and token function are the only two servers', () => {
  expect(lines.filter((line) => line.startsWith('server '))).toStrictEqual([
    `server registry 127.0.0.1:${String(ports.registry)} check`,
    `server token 127.0.0.1:${String(ports.token)} check`,
  ]);
});

test('docker_auth, when it is there, takes what the token function took, except the keys', () => {
  const withDockerAuth = renderEdgeConfiguration(ports, { hasDockerAuth: true });
  const added = withDockerAuth.split('\n').map((line) => line.trim());

  expect(added).toContain('use_backend docker-auth if is_token !{ path /.well-known/jwks.json }');
  expect(added.indexOf('use_backend token if is_token')).toBeGreaterThan(
    added.findIndex((line) => line.startsWith('use_backend docker-auth')),
  );
  expect(added).toContain(`server docker-auth 127.0.0.1:${String(ports.dockerAuth)} check`);
  expect(added).toContain('http-request set-path /auth if { path /token }');
  expect(configuration).not.toContain('docker-auth');
});

test('what a client claims to have been forwarded for is replaced or removed', () => {
  expect(lines).toContain('http-request set-header X-Forwarded-For %[src]');
  for (const header of ['X-Forwarded-Host', 'X-Forwarded-Port', 'X-Real-IP', 'Forwarded']) {
    expect(lines).toContain(`http-request del-header ${header}`);
  }
});

test('only a connection that could not be made is tried again', () => {
  expect(lines.filter((line) => line.startsWith('retry-on '))).toStrictEqual(['retry-on conn-failure']);
});

test("what the edge itself answers is the registry's error envelope", () => {
  const bodies = [...configuration.matchAll(/string '(\{.*?\})'/g)].map(([, body]): unknown => JSON.parse(body ?? ''));

  expect(bodies.length).toBeGreaterThanOrEqual(3);
  for (const body of bodies) {
    expect(body).toStrictEqual({ errors: [{ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) }] });
  }
});
