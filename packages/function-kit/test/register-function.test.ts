import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { expect, test } from 'vitest';
import { createLogger, json, registerFunction } from '../src/index.ts';

test('x', async () => {
  registerFunction(
    {
      name: 'x',
      routes: [
        {
          method: 'POST',
          path: '/a/:b',
          handler: (r) => json(200, { p: r.params, n: r.body.byteLength, id: r.requestId, a: r.clientAddress }),
        },
      ],
      readiness: async () => ({ kind: 'ready' }),
    },
    { logger: createLogger({ logLevel: 'info' }), trustedProxyHops: 0, newId: () => 'id1' },
  );
  const server = getTestServer('x').listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const r = await fetch(`http://127.0.0.1:${port}/a/c%20d`, {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  });
  expect(await r.json()).toEqual({ p: { b: 'c d' }, n: 7, id: 'id1', a: '127.0.0.1' });
  expect((await fetch(`http://127.0.0.1:${port}/a/b`)).status).toBe(405);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  server.close();
});
