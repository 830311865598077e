import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { ALICE, readClaims, readTokenAnswer, SERVICE, startTokenServer, type TokenServer } from './token-server.ts';

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

type RecordedRequest = z.output<typeof recordedRequest>;

async function replay(request: RecordedRequest, refreshToken?: string): Promise<Response> {
  const parameters = new URLSearchParams(request.parameters);
  if (refreshToken !== undefined) parameters.set('refresh_token', refreshToken);
  const headers = new Headers(request.signedIn ? { authorization: ALICE } : {});
  if (request.method === 'GET') return fetch(`${server.origin}/token?${parameters.toString()}`, { headers });
  headers.set('content-type', request.contentType ?? '');
  return fetch(`${server.origin}/token`, { method: 'POST', headers, body: parameters.toString() });
}

const accessOf = ({ expected }: RecordedRequest) =>
  expected.access.map((scope) => {
    const [type, name, actions] = scope.split(':');
    return { type, name, actions: actions?.split(',') };
  });

describe('a recorded request gets exactly what it asked for:', () => {
  test.each(requests.filter(({ method }) => method === 'GET'))('$client $action $parameters', async (request) => {
    const response = await replay(request);
    expect(response.status).toBe(request.expected.status);
    expect(await readClaims(response.clone())).toMatchObject({
      sub: request.signedIn ? 'alice' : '',
      access: accessOf(request),
    });
    // Nobody asked for one: regctl would use it at once.
    expect(await readTokenAnswer(response)).not.toHaveProperty('refresh_token');
  });
});

/** Logs in as the client does whose stored login it is: Docker for all that read Docker's file. */
async function logIn(clientId: string): Promise<string> {
  const query = new URLSearchParams({ service: SERVICE, offline_token: 'true', client_id: clientId });
  const answer = await fetch(`${server.origin}/token?${query.toString()}`, { headers: { authorization: ALICE } });
  return (await readTokenAnswer(answer)).refresh_token ?? '';
}

describe('a recorded request with an identity token', () => {
  const refreshes = requests.filter(({ method }) => method === 'POST');

  test.each(refreshes)('gets what it asked for: $client $action $parameters', async (request) => {
    for (const clientId of [new URLSearchParams(request.parameters).get('client_id') ?? '', 'docker']) {
      const response = await replay(request, await logIn(clientId));
      expect(response.status).toBe(request.expected.status);
      expect(await readClaims(response.clone())).toMatchObject({ sub: 'alice', access: accessOf(request) });
      const { access_token: accessToken, ...answer } = await readTokenAnswer(response);
      expect(answer).toEqual({
        token: accessToken,
        expires_in: 300,
        issued_at: expect.stringMatching(/^2026-/),
        scope: request.expected.access.join(' '),
      });
    }
  });

  test.each(refreshes)('that is not ours is refused as a login is: $client $action $parameters', async (request) => {
    const response = await replay(request);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    expect(await response.json()).toMatchObject({
      errors: [{ code: 'UNAUTHORIZED', message: expect.stringContaining('log in again') }],
      error: 'invalid_grant',
    });
  });
});
