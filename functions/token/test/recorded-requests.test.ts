import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { ALICE, readClaims, startTokenServer, type TokenServer } from './token-server.ts';

/** One request as skopeo, crane, oras or regctl sent it; scopes granted are written as scopes. */
const recordedRequest = z.object({
  client: z.string(),
  action: z.string(),
  method: z.enum(['GET', 'POST']),
  signedIn: z.boolean(),
  parameters: z.array(z.tuple([z.string(), z.string()])),
  contentType: z.string().optional(),
  expected: z.object({ status: z.number(), access: z.array(z.string()).default([]) }),
});

const requests = readFileSync(new URL('fixtures/recorded-token-requests.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => recordedRequest.parse(JSON.parse(line)));

let server: TokenServer;

beforeAll(async () => {
  server = await startTokenServer();
});

afterAll(() => server.close());

async function replay(request: z.output<typeof recordedRequest>): Promise<Response> {
  const parameters = new URLSearchParams(request.parameters).toString();
  const headers = new Headers(request.signedIn ? { authorization: ALICE } : {});
  if (request.method === 'GET') return fetch(`${server.origin}/token?${parameters}`, { headers });
  headers.set('content-type', request.contentType ?? '');
  return fetch(`${server.origin}/token`, { method: 'POST', headers, body: parameters });
}

describe('a recorded request gets exactly what it asked for:', () => {
  test.each(requests.filter(({ method }) => method === 'GET'))('$client $action $parameters', async (request) => {
    const response = await replay(request);
    expect(response.status).toBe(request.expected.status);
    expect(await readClaims(response)).toMatchObject({
      sub: request.signedIn ? 'alice' : '',
      access: request.expected.access.map((scope) => {
        const [type, name, actions] = scope.split(':');
        return { type, name, actions: actions?.split(',') };
      }),
    });
  });
});

describe('a recorded refresh token is refused in words that the client understands:', () => {
  test.each(requests.filter(({ method }) => method === 'POST'))('$client $action $parameters', async (request) => {
    const response = await replay(request);
    expect(response.status).toBe(request.expected.status);
    expect(await response.json()).toMatchObject({
      errors: [{ code: 'UNSUPPORTED', message: expect.stringContaining('refresh_token') }],
      error: 'unsupported_grant_type',
    });
  });
});
