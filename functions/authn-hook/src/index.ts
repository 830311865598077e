import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { controlBucketFrom, probeConditionalWrites } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';
import { createTokenVerifier } from '@wharfinger/token';

import { createArgon2PasswordHasher } from './argon2-password-hasher.ts';
import { createAuthenticate } from './authenticate.ts';
import { createBcryptPasswordHasher } from './bcrypt-password-hasher.ts';
import { createPasswordCheck } from './check-password.ts';
import { loadConfig } from './config.ts';
import { createControlStoreUsers } from './control-store-users.ts';
import { createSources } from './create-sources.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';
import { createAuthnFunction } from './handler.ts';
import { createHmacVerifiedPasswords } from './hmac-verified-passwords.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { createPasswordGuard } from './password-guard.ts';
import { createPasswordHasher } from './password-hasher.ts';
import { createPreparation } from './preparation.ts';

const config = loadConfig(process.env);
const log = createLogger({ name: 'authn-hook', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const bucket = controlBucketFrom(config.controlStore);
const users = createControlStoreUsers({ bucket, maxAgeMs: config.identityMaxAgeMs, now });
const hasher = createPasswordHasher({ argon2: createArgon2PasswordHasher(), bcrypt: createBcryptPasswordHasher() });
const limit = limitConcurrency({ running: config.hashConcurrency, waiting: 64, waitingPerKey: 8 });
const verified = createHmacVerifiedPasswords({ now, maxAgeMs: 300_000, maxEntries: 1000 });
const checkPassword = createPasswordCheck({ hasher, limit, verified });
const { guard, flush } = createPasswordGuard({
  ...config,
  bucket,
  isWritable: () => preparation.isWritable(),
  now,
  sleep: (ms) => sleep(ms, undefined, { ref: false }),
  log,
});
const sources = createSources({ ...config, users, checkPassword, guard, now });
const authenticate = createAuthenticate({ sources });
const jwks = { kind: 'remote', url: config.jwksUrl } as const;
const verifyToken = createTokenVerifier({ jwks, issuer: config.issuer, audience: 'wharfinger' });
const preparation = createPreparation({
  probe: () => probeConditionalWrites(bucket, randomUUID),
  ensureFirstAdministrator: () =>
    ensureFirstAdministrator(config.firstAdministrator, { users, hasher, now, newId: randomUUID }),
  sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
  log,
});
const deps = { ...config, verifyToken, authenticate, users, preparation, hasher, limit, now, newId: randomUUID };
const { stopping } = await serveFunction(createAuthnFunction(deps), { ...config.kit, logger: log, finish: flush });
await preparation.run(stopping);
