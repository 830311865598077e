import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { createHttpExchange, Secret } from '@wharfinger/function-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHttpAuthn } from '../src/http-authn.ts';

// A real server: an interceptor in the process can't play a peer that keeps silent and is cut off.
let server: Server;
let requests = 0;
let baseUrl: URL;

beforeEach(async () => {
  requests = 0;
  server = createServer(() => {
    requests += 1;
    server.emit('asked');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  baseUrl = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const credentials = { account: 'alice', password: 'correct horse', address: null };
const authnWithin = (timeoutMs: number) =>
  createHttpAuthn({
    baseUrl,
    callerSecret: new Secret('caller-secret-of-the-test'),
    exchange: createHttpExchange({ timeoutMs }),
  });

test('no answer within the time limit is a fault, and is not tried again', async () => {
  const context = { requestId: 'request-1', signal: new AbortController().signal };
  await expect(authnWithin(200)(credentials, context)).rejects.toMatchObject({
    code: 'ERR_UPSTREAM_UNREACHABLE',
    cause: { name: 'TimeoutError' },
  });
  expect(requests).toBe(1);
});

test('a client that goes away ends the call', async () => {
  const client = new AbortController();
  const asked = once(server, 'asked');
  const answer = authnWithin(60_000)(credentials, { requestId: 'request-1', signal: client.signal });
  const fault = answer.catch((error: unknown) => error);
  await asked;
  client.abort();
  expect(await fault).toMatchObject({ code: 'ERR_UPSTREAM_UNREACHABLE' });
  expect(requests).toBe(1);
});
