import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type AdminClient, createAdminClient } from './http-admin-client.ts';

const PROBLEM = { title: 'Forbidden', detail: 'The token lacks policy:default:read.' };

let server: Server;
let tokenStatus = 200;
let client: AdminClient;
beforeEach(async () => {
  server = createServer((request, response) => {
    const isToken = request.url?.startsWith('/auth/token') === true;
    const status = isToken ? tokenStatus : 403;
    response.writeHead(status).end(JSON.stringify(isToken ? { token: 'x' } : PROBLEM));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const apiUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const access = { api: 'authz' as const, apiUrl, tokenUrl: `${apiUrl}/auth/token`, username: 'admin', password: 'p' };
  client = createAdminClient(access, { scope: 'policy:default:read', onWait: () => undefined, patienceMs: 0 });
});
afterEach(() => {
  server.close();
});

test('a token endpoint that judges nobody may have no policy to judge by', async () => {
  tokenStatus = 503;
  const reason = /^the token endpoint answers 503\. .*\/readyz/;
  await expect(client({ method: 'GET', path: '/v1/policy' })).rejects.toThrow(reason);
});

test('what somebody may not do is said in a sentence that others end', async () => {
  tokenStatus = 200;
  await expect(client({ method: 'GET', path: '/v1/policy' })).rejects.toMatchObject({
    code: 'ERR_ACCESS',
    message: 'admin may not do that: The token lacks policy:default:read',
  });
});
