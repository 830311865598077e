import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { REGISTRY_BUCKET, s3Access } from '../storage/buckets.ts';
import type { Part } from './part.ts';
import { ISSUER, loopback, publicAddress, REGISTRY_SERVICE, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';
import { renderTemplate } from './render-template.ts';

/** CNCF Distribution, with the configuration that every place uses. */
export function createRegistryPart({ layout, ports, secrets, jwks, registryProgram }: Plan): Part {
  const configurationFile = join(layout.configDirectory, 'registry.yml');
  const jwksFile = join(layout.configDirectory, 'jwks.json');
  const s3 = s3Access(ports.rgw, secrets);
  const configuration = renderTemplate(readFileSync(join(REPOSITORY_ROOT, 'registry', 'config.yml'), 'utf8'), {
    S3_REGION: s3.region,
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: REGISTRY_BUCKET,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    LISTEN_ADDRESS: `127.0.0.1:${String(ports.registry)}`,
    HTTP_SECRET: secrets.registrySecret,
    TOKEN_REALM: `${publicAddress(ports)}/auth/token`,
    TOKEN_SERVICE: REGISTRY_SERVICE,
    TOKEN_ISSUER: ISSUER,
    TOKEN_JWKS_FILE: jwksFile,
    NOTIFICATIONS_URL: `${loopback(ports.events)}/notifications`,
    NOTIFICATIONS_SECRET: secrets.notificationSecret,
  });
  return {
    name: 'registry',
    command: {
      program: registryProgram,
      args: ['serve', configurationFile],
      environment: { OTEL_TRACES_EXPORTER: 'none' },
    },
    configuration: { [configurationFile]: configuration, [jwksFile]: JSON.stringify(jwks) },
    probe: httpProbe(`${loopback(ports.registry)}/`),
    stopGraceMs: 5000,
  };
}
