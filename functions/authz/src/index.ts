import { randomUUID } from 'node:crypto';

import { controlBucketFrom } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { loadConfig } from './config.ts';
import { createControlStorePolicies } from './control-store-policies.ts';
import { createAuthzFunction } from './handler.ts';
import { NO_POLICY_EVENTS } from './no-policy-events.ts';
import { createS3PolicyStore } from './s3-policy-store.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'authz', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const bucket = controlBucketFrom(config.controlStore);
const jwks = { kind: 'remote', url: config.jwksUrl } as const;

await serveFunction(
  createAuthzFunction({
    callerSecrets: config.callerSecrets,
    loadPolicy: createS3PolicyStore({ bucket, maxAgeMs: config.policyMaxAgeMs, now }),
    now,
    services: config.services,
    policies: createControlStorePolicies({ bucket, now, newId: randomUUID }).policies,
    events: NO_POLICY_EVENTS,
    verifyToken: createTokenVerifier({ jwks, issuer: config.issuer, audience: 'wharfinger' }),
  }),
  { ...config.kit, logger },
);
