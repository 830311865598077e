import { createLogger, type FunctionResponse, Secret } from '@wharfinger/function-kit';
import { describe, expect, test } from 'vitest';

import type { Authentication } from './authenticate.ts';
import { createHookRoutes } from './hook-handler.ts';
import type { SignInQuestion } from './source.ts';

const SECRET = 'caller-secret-of-the-test';
const MEDIA_TYPE = 'application/vnd.wharfinger.ext-auth.v1';
const AUTHENTICATED: Authentication = {
  kind: 'authenticated',
  account: 'alice',
  labels: { groups: ['dev'] },
  restrictions: null,
  credential: { kind: 'password', id: '', version: 'v' },
  session: { notAfter: null },
  maxAgeMs: 5000,
};

/** Sends a body to the hook, behind which every sign-in has one answer. */
async function ask(
  body: string | Uint8Array,
  answer: Authentication = AUTHENTICATED,
  headers: Record<string, string> = {},
): Promise<{ response: FunctionResponse; asked: unknown[]; lines: string[] }> {
  const asked: unknown[] = [];
  const lines: string[] = [];
  const authenticate = (question: unknown): Promise<Authentication> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const [route] = createHookRoutes({ callerSecrets: [new Secret(SECRET)], authenticate });
  if (route === undefined) throw new Error('no route');
  const response = await route.handler({
    method: 'POST',
    path: route.path,
    params: {},
    query: new URLSearchParams(),
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/octet-stream', ...headers },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    requestId: 'request-1',
    clientAddress: '10.0.0.7',
    log: createLogger({ logLevel: 'trace', destination: { write: (line) => lines.push(line) } }),
    signal: new AbortController().signal,
  });
  return { response, asked, lines };
}

const marked = (status: number, body: string) => ({ status, headers: { 'content-type': MEDIA_TYPE }, body });

describe('POST /hooks/ext-auth', () => {
  test('allows who is found to be who was typed, with the labels', async () => {
    const { response, asked } = await ask('alice right password');
    expect(response).toEqual(marked(200, 'allowed\n{"labels":{"groups":["dev"]}}'));
    // The client's address is docker_auth's secret: taking the pod's for it would throttle everybody.
    // Nor is anything used up for a name that stands for somebody: that one would be refused here.
    expect(asked).toEqual([
      { account: 'alice', password: 'right password', address: null, isTypedAccount: true } satisfies SignInQuestion,
    ]);
  });

  test('hands restrictions on in the label that is kept for them', async () => {
    const { response } = await ask('alice whf_key', { ...AUTHENTICATED, restrictions: ['repository:a/*:pull'] });
    expect(response.body).toBe(
      'allowed\n{"labels":{"groups":["dev"],"wharfinger-restrictions":["WyJyZXBvc2l0b3J5OmEvKjpwdWxsIl0"]}}',
    );
  });

  test('allows the anonymous client, with no labels: what it may do is for authz to say', async () => {
    const { response, asked } = await ask(' ');
    expect(response).toEqual(marked(200, 'allowed\n{"labels":{}}'));
    expect(asked).toEqual([]);
  });

  test('refuses one who is somebody else than was typed: docker_auth would sign the typed name', async () => {
    const { response, lines } = await ask('admin whf_key');
    expect(response).toEqual(marked(403, 'refused'));
    expect(lines.join('')).toContain('another-account');
  });

  test.each(['admin ', ' p', '  ', Buffer.from('al\xffice p', 'latin1'), Buffer.from('alice \xff', 'latin1')])(
    'refuses what is nobody’s without asking: %j',
    async (body) => {
      const { response, asked } = await ask(body);
      expect(response).toEqual(marked(403, 'refused'));
      expect(asked).toEqual([]);
    },
  );

  test.each<[Authentication, FunctionResponse]>([
    [{ kind: 'refused', why: 'wrong-password', account: 'alice' }, marked(403, 'refused')],
    [{ kind: 'refused', why: 'no-such-account', account: null }, marked(403, 'refused')],
    [{ kind: 'refused', why: 'nobodys', account: null }, marked(404, 'not-mine')],
  ])('says %j as it is', async (answer, expected) => {
    expect((await ask('alice p', answer)).response).toEqual(expected);
  });

  test.each<[Authentication, number, string]>([
    [{ kind: 'throttled', retryAfterSeconds: 1.2 }, 429, '2'],
    [{ kind: 'busy' }, 503, '2'],
  ])('%j is neither allowed nor refused', async (answer, status, retryAfter) => {
    const { response } = await ask('alice p', answer);
    expect(response).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json', 'retry-after': retryAfter },
    });
    // Any source says so, the one for workloads among them.
    expect(JSON.stringify(response)).not.toMatch(/password/i);
  });

  test.each([
    ['no caller secret', 'alice p', { authorization: '' }, 401],
    ['another media type', 'alice p', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no space', 'alice', {}, 400],
    ['an empty body', '', {}, 400],
  ])('%s is a fault of docker_auth’s side, and nobody is asked', async (_, body, headers, status) => {
    const { response, asked } = await ask(body, AUTHENTICATED, headers);
    expect(response).toMatchObject({ status, headers: { 'content-type': 'application/problem+json' } });
    expect(asked).toEqual([]);
  });

  test('labels that would be patterns are a fault', async () => {
    await expect(ask('alice p', { ...AUTHENTICATED, labels: { groups: ['.*'] } })).rejects.toThrow('must be letters');
  });

  test('neither password nor an unknown account reaches the log', async () => {
    const { lines } = await ask('typo-is-a-secret pass-is-a-secret', {
      kind: 'refused',
      why: 'no-such-account',
      account: null,
    });
    expect(lines.join('')).toContain('no-such-account');
    expect(lines.join('')).not.toContain('is-a-secret');
  });
});
