import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';

import { afterEach, describe, expect, test } from 'vitest';

import { createHttpSink } from './http-sink.ts';

const message = { headers: { 'content-type': 'application/json', 'ce-id': '0192' }, body: '{}' };

const servers: Server[] = [];

async function startSink(answer: RequestListener): Promise<{ url: URL; connections: () => number; server: Server }> {
  let count = 0;
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  server.on('connection', () => {
    count += 1;
  });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  return { url: new URL(`http://127.0.0.1:${address.port}/`), connections: () => count, server };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('the sink over HTTP', () => {
  test('connections are kept, even when answers have bodies', async () => {
    const { url, connections } = await startSink((request, response) => {
      request.resume().on('end', () => response.writeHead(202).end('accepted'));
    });
    const sink = createHttpSink({ url, timeoutMs: 5000 });
    for (let count = 0; count < 10; count += 1) expect(await sink.deliver(message)).toEqual({ kind: 'accepted' });
    // A second one opens when the first is not free again within the same turn.
    expect(connections()).toBeLessThanOrEqual(2);
  });

  test('a sink that does not answer in time is unavailable, and is asked only once', async () => {
    let count = 0;
    const { url } = await startSink(() => {
      count += 1;
    });
    const sink = createHttpSink({ url, timeoutMs: 50 });
    expect(await sink.deliver(message)).toEqual({ kind: 'unavailable', reason: expect.stringContaining('time') });
    expect(count).toBe(1);
  });

  test('a refused connection is unavailable and not reachable', async () => {
    const { url, server } = await startSink(() => {});
    server.close();
    const sink = createHttpSink({ url, timeoutMs: 5000 });
    expect(await sink.deliver(message)).toMatchObject({ kind: 'unavailable' });
    expect(await sink.isReachable()).toBe(false);
  });

  test.each([301, 302, 303, 307, 308])('a %i is not followed: nobody else sees the event', async (status) => {
    const elsewhere = await startSink((_request, response) => response.writeHead(202).end());
    const { url } = await startSink((_request, response) =>
      response.writeHead(status, { location: elsewhere.url.href }).end(),
    );
    const sink = createHttpSink({ url, timeoutMs: 5000 });
    expect(await sink.deliver(message)).toEqual({ kind: 'unavailable', reason: `the sink answered ${status}` });
    expect(await sink.isReachable()).toBe(false);
    expect(elsewhere.connections()).toBe(0);
  });
});
