import { randomUUID } from 'node:crypto';

import { controlBucketFrom, probeConditionalWrites, createStoreReadiness } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { createBucketDirtyMarks } from './bucket-dirty-marks.ts';
import { loadConfig } from './config.ts';
import { createGcFunction } from './handler.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'gc', logLevel: config.kit.logLevel });
const bucket = controlBucketFrom(config.controlStore);
const { site, eventSecrets, issuer } = config;
const jwks = { kind: 'remote', url: config.jwksUrl } as const;
const store = createStoreReadiness({
  probe: () => probeConditionalWrites(bucket, randomUUID),
  check: () => bucket.list(`gc/${site}/`, { limit: 1 }),
});

await serveFunction(
  createGcFunction({
    site,
    eventSecrets,
    verifyToken: createTokenVerifier({ jwks, issuer, audience: 'wharfinger' }),
    dirtyMarks: createBucketDirtyMarks({ bucket, site }),
    ...store,
  }),
  { ...config.kit, logger },
);
