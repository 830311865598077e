import { randomUUID } from 'node:crypto';

import { controlBucketFrom, probeConditionalWrites, createStoreReadiness } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { createBucketRecords } from './bucket-records.ts';
import { loadConfig } from './config.ts';
import { createAuditFunction } from './handler.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'audit', logLevel: config.kit.logLevel });
const bucket = controlBucketFrom(config.controlStore);
const { site, eventSecrets, issuer } = config;
const jwks = { kind: 'remote', url: config.jwksUrl } as const;
const store = createStoreReadiness({
  probe: () => probeConditionalWrites(bucket, randomUUID),
  check: () => bucket.list(`audit/${site}/`, { limit: 1 }),
});

await serveFunction(
  createAuditFunction({
    site,
    eventSecrets,
    verifyToken: createTokenVerifier({ jwks, issuer, audience: 'wharfinger' }),
    records: createBucketRecords({ bucket, site, eventSecrets, now: () => new Date() }),
    ...store,
  }),
  { ...config.kit, logger },
);
