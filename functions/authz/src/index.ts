import { randomUUID } from 'node:crypto';

import { controlBucketFrom } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { loadConfig } from './config.ts';
import { createControlStorePolicy } from './control-store-policy.ts';
import { createAuthzFunction } from './handler.ts';
import { NO_POLICY_EVENTS } from './no-policy-events.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'authz', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const bucket = controlBucketFrom(config.controlStore);
const { policyMaxAgeMs: maxAgeMs, policyMaxStaleMs: maxStaleMs } = config;
const jwks = { kind: 'remote', url: config.jwksUrl } as const;

await serveFunction(
  createAuthzFunction({
    callerSecrets: config.callerSecrets,
    now,
    services: config.services,
    ...createControlStorePolicy({ bucket, now, newId: randomUUID, log: logger, maxAgeMs, maxStaleMs }),
    events: NO_POLICY_EVENTS,
    verifyToken: createTokenVerifier({ jwks, issuer: config.issuer, audience: 'wharfinger' }),
  }),
  { ...config.kit, logger },
);
