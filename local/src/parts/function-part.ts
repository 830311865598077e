import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { CONTROL_BUCKET, s3Access } from '../storage/buckets.ts';
import type { Part } from './part.ts';
import type { PartName } from './part-names.ts';
import { ISSUER, loopback, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';

const DRAIN_SECONDS = 5;

/** A function as it is shipped: its bundle, run by Node 24, with nothing but its own variables. */
export function createFunctionPart(input: {
  name: PartName;
  port: number;
  /** Whether clients reach it through the edge, which then says who they are. */
  isBehindEdge: boolean;
  environment: Readonly<Record<string, string>>;
}): Part {
  return {
    name: input.name,
    command: {
      program: process.execPath,
      args: [join(REPOSITORY_ROOT, 'functions', input.name, 'dist', 'main.mjs')],
      environment: {
        NODE_ENV: 'production',
        PORT: String(input.port),
        WHARFINGER_LISTEN_ADDRESS: '127.0.0.1',
        WHARFINGER_LOG_LEVEL: 'info',
        WHARFINGER_TRUSTED_PROXY_HOPS: input.isBehindEdge ? '1' : '0',
        WHARFINGER_DRAIN_SECONDS: String(DRAIN_SECONDS),
        ...input.environment,
      },
    },
    configuration: {},
    probe: httpProbe(`${loopback(input.port)}/readyz`),
    stopGraceMs: (DRAIN_SECONDS + 2) * 1000,
  };
}

/** The control bucket, for a function that keeps documents in it. */
export function controlStoreEnvironment({ ports, secrets }: Plan): Record<string, string> {
  const s3 = s3Access(ports.rgw, secrets);
  return {
    WHARFINGER_CONTROL_BUCKET: CONTROL_BUCKET,
    AWS_REGION: s3.region,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    WHARFINGER_S3_FORCE_PATH_STYLE: 'true',
  };
}

/** What verifies an administrator's token. */
export function adminAccessEnvironment({ ports }: Plan): Record<string, string> {
  return {
    WHARFINGER_JWKS_URL: `${loopback(ports.token)}/.well-known/jwks.json`,
    WHARFINGER_ISSUER: ISSUER,
  };
}
