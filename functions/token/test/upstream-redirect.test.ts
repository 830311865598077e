import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';

import { createHttpExchange, Secret } from '@wharfinger/function-kit';
import { afterEach, expect, test } from 'vitest';

import { createHttpAuthn } from '../src/http-authn.ts';

// Real servers: what an interceptor in the process says of redirects is not what `fetch` does with them.
const servers: Server[] = [];

async function listen(answer: RequestListener): Promise<{ origin: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests: () => requests,
  };
}

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(async (server) => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }),
  );
});

test.each([301, 302, 303, 307, 308])('%i takes the password nowhere, and is asked for once', async (status) => {
  const elsewhere = await listen((_request, response) => {
    response.end('{"kind":"authenticated","account":"alice","labels":{}}');
  });
  const upstream = await listen((_request, response) => {
    response.writeHead(status, { location: `${elsewhere.origin}/v1/authenticate` }).end();
  });
  const authenticate = createHttpAuthn({
    baseUrl: new URL(upstream.origin),
    callerSecret: new Secret('caller-secret-of-the-test'),
    exchange: createHttpExchange({ timeoutMs: 5000 }),
  });
  const context = { requestId: 'request-1', signal: new AbortController().signal };
  await expect(
    authenticate({ account: 'alice', password: 'correct horse', address: null }, context),
  ).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_STATUS',
  });
  expect([upstream.requests(), elsewhere.requests()]).toEqual([1, 0]);
});
