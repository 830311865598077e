import { randomUUID } from 'node:crypto';

import { createLogger, serveFunction } from '@wharfinger/function-kit';

import { loadConfig } from './config.ts';
import { createTokenFunction } from './handler.ts';
import { createHttpAuthn } from './http-authn.ts';
import { createHttpAuthz } from './http-authz.ts';
import { createPemKeySource } from './pem-key-source.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'token', logLevel: config.kit.logLevel });
const now = (): Date => new Date();
const { authnUrl, authzUrl, ...upstream } = config.upstream;

await serveFunction(
  createTokenFunction(config.token, {
    now,
    newId: randomUUID,
    authenticate: createHttpAuthn({ ...upstream, baseUrl: authnUrl }),
    authorize: createHttpAuthz({ ...upstream, baseUrl: authzUrl }),
    signingKeys: createPemKeySource({ directory: config.keysDirectory, now, log: logger }),
  }),
  { ...config.kit, logger },
);
