import { once } from 'node:events';

import { getTestServer } from '@google-cloud/functions-framework/testing';
import { createFixedClock, createMemoryBucket, createSequentialIds, type MemoryBucket } from '@wharfinger/fakes';
import { createLogger, registerFunction, Secret } from '@wharfinger/function-kit';

import { createBucketQuarantine } from '../src/bucket-quarantine.ts';
import { createEventsFunction } from '../src/handler.ts';
import { createHttpSink } from '../src/http-sink.ts';

const CALLER_SECRET = 'fixed-caller-secret-of-a-test';
export const EVENT_SECRET = 'fixed-event-secret-of-a-test';
export const SINK_URL = 'http://broker.example/default';

export type RunningEvents = {
  url: string;
  bucket: MemoryBucket;
  /** Every log line so far. */
  lines: string[];
  post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  stop: () => Promise<void>;
};

/** The whole function over the framework's test server, with a bucket in memory. */
export async function startEvents(): Promise<RunningEvents> {
  const bucket = createMemoryBucket();
  const lines: string[] = [];
  const site = 'local';
  const registry = 'registry.local';
  const { now } = createFixedClock('2026-11-22T16:00:00.000Z');
  registerFunction(
    createEventsFunction(
      {
        site,
        registry,
        callerSecrets: [new Secret(CALLER_SECRET)],
        eventSecret: new Secret(EVENT_SECRET),
      },
      {
        sink: createHttpSink({ url: new URL(SINK_URL), timeoutMs: 5000 }),
        quarantine: createBucketQuarantine({ bucket, site, registry, now }),
        checkStore: async () => {
          await bucket.list('events/quarantine/', { limit: 1 });
        },
      },
    ),
    {
      logger: createLogger({ logLevel: 'debug', destination: { write: (line) => lines.push(line) } }),
      trustedProxyHops: 0,
      newId: createSequentialIds(),
    },
  );
  const server = getTestServer('events').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    bucket,
    lines,
    post: (body, headers = {}) =>
      fetch(`${url}/notifications`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${CALLER_SECRET}`,
          'content-type': 'application/vnd.docker.distribution.events.v2+json',
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
