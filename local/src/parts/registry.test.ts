import { expect, test } from 'vitest';
import { planPorts } from '../ports/port-plan.ts';
import { createStateLayout } from '../state/layout.ts';
import type { Secrets } from '../state/secrets.ts';
import { createRegistryPart } from './registry.ts';

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

test('the registry neither logs nor shows what it was configured with', () => {
  const { configuration } = createRegistryPart({
    layout: createStateLayout('/state', 'memstore'),
    ports: planPorts(20_000),
    secrets,
    jwks: { keys: [] },
    store: 'memstore',
    registryProgram: 'registry',
  });
  const text = configuration['/state/config/registry.yml'] ?? '';

  expect(text).toContain(`'Bearer ${secrets.notificationSecret}'`);
  expect(text).toMatch(/^ {2}level: warn$/m);
  expect(text).not.toMatch(/^ *debug:/m);
});
