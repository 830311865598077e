import { randomUUID } from 'node:crypto';

import { controlBucketFrom } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { announceSeen } from './tell/announce-seen.ts';
import { loadConfig } from './config.ts';
import { createControlStorePolicy } from './store/control-store-policy.ts';
import { createAuthzFunction } from './handler.ts';
import { createHttpAuditRecord } from './ask/http-audit-record.ts';
import { createHttpPolicyEvents } from './tell/http-policy-events.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'authz', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const clocks = { now, elapsedMs: (): number => performance.now() };
const bucket = controlBucketFrom(config.controlStore);
const { policyMaxAgeMs: maxAgeMs, policyMaxStaleMs: maxStaleMs } = config;
const jwks = { kind: 'remote', url: config.jwksUrl } as const;
const store = createControlStorePolicy({ bucket, ...clocks, newId: randomUUID, log: logger, maxAgeMs, maxStaleMs });
const { policies } = store;
const events = createHttpPolicyEvents(config.events, { bucket, policies, now, newId: randomUUID, log: logger });

await serveFunction(
  createAuthzFunction({
    callerSecrets: config.callerSecrets,
    now,
    services: config.services,
    ...store,
    loadPolicy: announceSeen(store.loadPolicy, events),
    events,
    tellDenied: events.tellDenied,
    readRecord: config.auditUrl && createHttpAuditRecord({ auditUrl: config.auditUrl }),
    verifyToken: createTokenVerifier({ jwks, issuer: config.issuer, audience: 'wharfinger' }),
  }),
  { ...config.kit, logger, finish: events.flush },
);
