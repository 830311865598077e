import { controlBucketFrom } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';

import { loadConfig } from './config.ts';
import { createAuthzFunction } from './handler.ts';
import { createS3PolicyStore } from './s3-policy-store.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'authz', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const bucket = controlBucketFrom(config.controlStore);

await serveFunction(
  createAuthzFunction({
    callerSecrets: config.callerSecrets,
    loadPolicy: createS3PolicyStore({ bucket, maxAgeMs: config.policyMaxAgeMs, now }),
    now,
    services: config.services,
  }),
  { ...config.kit, logger },
);
