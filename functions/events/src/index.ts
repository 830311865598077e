import { controlBucketFrom } from '@wharfinger/control-store';
import { createLogger, serveFunction } from '@wharfinger/function-kit';

import { createBucketQuarantine } from './bucket-quarantine.ts';
import { loadConfig } from './config.ts';
import { createEventsFunction } from './handler.ts';
import { createHttpSink } from './http-sink.ts';

const config = loadConfig(process.env);
const logger = createLogger({ name: 'events', logLevel: config.kit.logLevel });
const bucket = controlBucketFrom(config.controlStore);
const { site, registry } = config.events;

await serveFunction(
  createEventsFunction(config.events, {
    sink: createHttpSink(config.sink),
    quarantine: createBucketQuarantine({ bucket, site, registry, now: () => new Date() }),
    checkStore: async () => {
      await bucket.list('events/quarantine/', { limit: 1 });
    },
  }),
  { ...config.kit, logger },
);
