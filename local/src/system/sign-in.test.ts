import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../parts/plan.ts';
import { planPorts } from '../ports/port-plan.ts';
import { createStateLayout } from '../state/layout.ts';
import { probeSignIn } from './sign-in.ts';

const plan: Plan = {
  layout: createStateLayout('/state', 'memstore'),
  ports: planPorts(20_000),
  secrets: {
    schema: 1,
    adminPassword: 'correct horse',
    callerSecret: '',
    refreshSecret: '',
    notificationSecret: '',
    eventSecret: '',
    registrySecret: '',
    s3AccessKeyId: '',
    s3SecretAccessKey: '',
  },
  jwks: { keys: [] },
  store: 'memstore',
  registryProgram: '/registry',
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

/** What the edge answers to the challenge, the token request and the read. */
function edge(challenge: number, token: number, read: number): void {
  const scope = 'repository:admin/readiness:pull';
  nock('http://localhost:20000').get('/v2/').reply(challenge);
  nock('http://localhost:20000')
    .get('/auth/token')
    .query({ service: 'registry.local', scope })
    .basicAuth({ user: 'admin', pass: 'correct horse' })
    .reply(token, { token: 'abc' });
  nock('http://localhost:20000', { reqheaders: { authorization: 'Bearer abc' } })
    .get('/v2/admin/readiness/tags/list')
    .reply(read);
}

test('is content when challenge, token and read work', async () => {
  edge(401, 200, 200);

  expect(await probeSignIn(plan)).toBeUndefined();
  expect(nock.isDone()).toBe(true);
});

test.each([
  [503, 200, 200, 'GET /v2/ without a token: HTTP 503'],
  [200, 200, 200, 'GET /v2/ without a token: HTTP 200'],
  [401, 401, 200, 'GET /auth/token: HTTP 401'],
  [401, 200, 401, 'GET /v2/… with a token: HTTP 401'],
])('answers of %i, %i and %i: %s', async (challenge, token, read, expected) => {
  edge(challenge, token, read);

  expect(await probeSignIn(plan)).toBe(expected);
});

test('says so when nobody answers', async () => {
  expect(await probeSignIn(plan)).toBeDefined();
});
