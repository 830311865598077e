import { expect, test } from 'vitest';
import { planPorts } from '../ports/port-plan.ts';
import { createStateLayout } from '../state/layout.ts';
import type { Secrets } from '../state/secrets.ts';
import { createDockerAuthPart } from './docker-auth.ts';

const secrets: Secrets = {
  schema: 1,
  adminPassword: 'a'.repeat(16),
  callerSecret: 'c'.repeat(32),
  refreshSecret: 'f'.repeat(32),
  notificationSecret: 'n'.repeat(32),
  eventSecret: 'e'.repeat(32),
  registrySecret: 'r'.repeat(32),
  s3AccessKeyId: 'I'.repeat(16),
  s3SecretAccessKey: 's'.repeat(32),
};
const { command, configuration } = createDockerAuthPart(
  {
    layout: createStateLayout('/state', 'memstore'),
    ports: planPorts(20_000),
    secrets,
    jwks: { keys: [] },
    store: 'memstore',
    registryProgram: 'registry',
  },
  { program: '/bin/docker_auth', keyFile: '/state/keys/kid.pem', certificateFile: '/state/keys/docker-auth.crt' },
);
const text = configuration['/state/config/docker-auth.yml'] ?? '';

test('docker_auth gets the configuration that every place uses, with the addresses and files of this one', () => {
  expect(text).toContain("addr: '127.0.0.1:20017'");
  expect(text).toContain('- http://127.0.0.1:20012/hooks/ext-auth\n');
  expect(text).toContain('- http://127.0.0.1:20013/hooks/ext-authz\n');
  expect(text).toContain('key: "/state/keys/kid.pem"');
  expect(text).toMatch(/^users: \{\}$/m);
  expect(text).not.toMatch(/cluster\.local|\/run\/wharfinger|\/usr\/local/);
});

test('the caller secret is in a file of its own, not in the configuration and not in an argument', () => {
  expect(configuration['/state/config/docker-auth-header']).toBe(`Authorization: Bearer ${secrets.callerSecret}\n`);
  expect(JSON.stringify([text, command])).not.toContain(secrets.callerSecret);
});
