import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

import type { Delivery, HttpMessage } from '@wharfinger/events';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createHttpEventSink } from './http-event-sink.ts';

const MESSAGE: HttpMessage = { headers: { 'content-type': 'application/json', 'ce-id': '0192' }, body: '{"a":"ä"}' };

type Sink = {
  deliver: (message: HttpMessage) => Promise<Delivery>;
  connections: () => number;
  close: () => void;
};

async function startSink(answer: RequestListener, timeoutMs = 5000): Promise<Sink> {
  let count = 0;
  const server = createServer(answer).listen(0, '127.0.0.1');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  server.on('connection', () => {
    count += 1;
  });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  const url = new URL(`http://127.0.0.1:${address.port}/ingress`);
  return { deliver: createHttpEventSink({ url, timeoutMs }), connections: () => count, close };
}

describe('the sink over HTTP', () => {
  test('gets the event as it is, over connections that are kept', async () => {
    const got: unknown[] = [];
    const sink = await startSink((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        got.push([request.method, request.url, request.headers['ce-id'], Buffer.concat(chunks).toString()]);
        response.writeHead(202).end('accepted');
      });
    });
    for (let count = 0; count < 5; count += 1) expect(await sink.deliver(MESSAGE)).toEqual({ kind: 'accepted' });
    expect(got).toEqual(Array.from({ length: 5 }, () => ['POST', '/ingress', '0192', '{"a":"ä"}']));
    expect(sink.connections()).toBe(1);
  });

  test.each<[number, Delivery['kind']]>([
    [200, 'accepted'],
    [204, 'accepted'],
    [307, 'unavailable'],
    [400, 'refused'],
    [404, 'unavailable'],
    [413, 'refused'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('%i: %s', async (status, kind) => {
    const sink = await startSink((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { location: '/elsewhere' }).end());
    });
    expect((await sink.deliver(MESSAGE)).kind).toBe(kind);
  });

  test('one that does not answer in time is unavailable', async () => {
    const sink = await startSink(() => {}, 50);
    expect(await sink.deliver(MESSAGE)).toEqual({ kind: 'unavailable', reason: 'the sink did not answer in time' });
  });

  test('one that is not there is unavailable', async () => {
    const sink = await startSink(() => {});
    sink.close();
    expect(await sink.deliver(MESSAGE)).toEqual({ kind: 'unavailable', reason: 'the sink is down' });
  });

  test('one that breaks off, or answers without end, is unavailable', async () => {
    const breaking = await startSink((request) => request.socket.destroy());
    expect((await breaking.deliver(MESSAGE)).kind).toBe('unavailable');
    const endless = await startSink((_request, response) => {
      response.writeHead(200);
      response.write('x'.repeat(100_000));
    });
    expect((await endless.deliver(MESSAGE)).kind).toBe('unavailable');
  });
});
