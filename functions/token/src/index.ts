import { randomUUID } from 'node:crypto';

import { createLogger, serveFunction } from '@wharfinger/function-kit';

import { loadConfig } from './config.ts';
import { createTokenFunction } from './handler.ts';
import { createHttpEventRecorder } from './http-event-recorder.ts';
import { createHttpUpstreams } from './http-upstreams.ts';
import { createPemKeySource } from './pem-key-source.ts';
import { checkKeysAtStart } from './pem-start-check.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'token', logLevel: config.kit.logLevel });
await checkKeysAtStart({ directory: config.keysDirectory, log: logger, exit: (code) => process.exit(code) });
const now = (): Date => new Date();
const elapsedMs = (): number => performance.now();
const { wake, ...upstreams } = createHttpUpstreams({ ...config.upstream, elapsedMs, log: logger });

const { record, flush } = createHttpEventRecorder(config.events, { now, newId: randomUUID, log: logger });

const serving = serveFunction(
  createTokenFunction(config.token, {
    now,
    elapsedMs,
    newId: randomUUID,
    budgetMs: config.upstream.budgetMs,
    ...upstreams,
    record,
    signingKeys: createPemKeySource({ directory: config.keysDirectory, now, log: logger }),
  }),
  { ...config.kit, logger, finish: flush },
);
// Both start while this function's own first request is still on its way.
wake();
await serving;
