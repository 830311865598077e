import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as timeout } from 'node:timers/promises';

import { controlBucketFrom, probeConditionalWrites } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { assembleAuthn } from './assemble-authn.ts';
import { assemblePasswords } from './assemble-passwords.ts';
import { loadConfig } from './config.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';
import { createHttpIssuerFetch } from './http-issuer-fetch.ts';
import { createHttpIssuerKeys } from './http-issuer-keys.ts';
import { createPreparation } from './preparation.ts';
import { createBackground } from './run-in-background.ts';

const config = loadConfig(process.env);
const log = createLogger({ name: 'authn-hook', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const sleep = (ms: number, signal?: AbortSignal): Promise<void> => timeout(ms, undefined, { signal, ref: false });
const bucket = controlBucketFrom(config.controlStore);
const users = createControlStoreUsers({ bucket, maxAgeMs: config.identityMaxAgeMs, now });
const jwks = { kind: 'remote', url: config.jwksUrl } as const;
const verifyToken = createTokenVerifier({ jwks, issuer: config.issuer, audience: 'wharfinger' });
const loadIssuerKeys = createHttpIssuerKeys({ fetch: createHttpIssuerFetch(config.issuers) });
const background = createBackground({ log });
const world = { bucket, users, now, sleep, newId: randomUUID, randomBytes, runInBackground: background.run, log };
const isWritable = (): boolean => preparation.isWritable();
const passwords = assemblePasswords({ ...config, ...world, isWritable });
const preparation = createPreparation({
  ...world,
  probe: () => probeConditionalWrites(bucket, randomUUID),
  ensureFirstAdministrator: () => ensureFirstAdministrator(config.firstAdministrator, { ...world, ...passwords }),
});
const definition = assembleAuthn({ ...config, ...world, ...passwords, verifyToken, loadIssuerKeys, preparation });
const finish = async (): Promise<void> => void (await Promise.all([passwords.flush(), background.settled()]));
const { stopping } = await serveFunction(definition, { ...config.kit, logger: log, finish });
await preparation.run(stopping);
