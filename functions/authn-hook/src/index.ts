import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { controlBucketFrom, probeConditionalWrites } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { createArgon2PasswordHasher } from './argon2-password-hasher.ts';
import { assembleAuthn } from './assemble-authn.ts';
import { createBcryptPasswordHasher } from './bcrypt-password-hasher.ts';
import { loadConfig } from './config.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';
import { createHmacVerifiedPasswords } from './hmac-verified-passwords.ts';
import { createHttpIssuerFetch } from './http-issuer-fetch.ts';
import { createHttpIssuerKeys } from './http-issuer-keys.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { createPasswordGuard } from './password-guard.ts';
import { createPasswordHasher } from './password-hasher.ts';
import { createPreparation } from './preparation.ts';
import { createBackground } from './run-in-background.ts';

const config = loadConfig(process.env);
const log = createLogger({ name: 'authn-hook', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const bucket = controlBucketFrom(config.controlStore);
const users = createControlStoreUsers({ bucket, maxAgeMs: config.identityMaxAgeMs, now });
const hasher = createPasswordHasher({ argon2: createArgon2PasswordHasher(), bcrypt: createBcryptPasswordHasher() });
const limit = limitConcurrency({ running: config.hashConcurrency, waiting: 64, waitingPerKey: 8 });
const verified = createHmacVerifiedPasswords({ now, maxAgeMs: 300_000, maxEntries: 1000 });
const jwks = { kind: 'remote', url: config.jwksUrl } as const;
const verifyToken = createTokenVerifier({ jwks, issuer: config.issuer, audience: 'wharfinger' });
const loadIssuerKeys = createHttpIssuerKeys({ fetch: createHttpIssuerFetch(config.issuers) });
const background = createBackground({ log });
const world = { bucket, now, newId: randomUUID, randomBytes, runInBackground: background.run, log };
const preparation = createPreparation({
  probe: () => probeConditionalWrites(bucket, randomUUID),
  ensureFirstAdministrator: () => ensureFirstAdministrator(config.firstAdministrator, { ...world, users, hasher }),
  sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
  log,
});
const { guard, flush } = createPasswordGuard({
  ...config,
  ...world,
  isWritable: () => preparation.isWritable(),
  sleep: (ms) => sleep(ms, undefined, { ref: false }),
});
const parts = { ...config, ...world, users, hasher, limit, verified, guard, verifyToken, loadIssuerKeys, preparation };
const finish = async (): Promise<void> => void (await Promise.all([flush(), background.settled()]));
const { stopping } = await serveFunction(assembleAuthn(parts), { ...config.kit, logger: log, finish });
await preparation.run(stopping);
