import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { POLICY_KEY, REVISIONS_PREFIX } from '../src/store/revision-key.ts';
import { MAX_AGE_MS, MAX_STALE_MS, ROTATED_SECRET, type RunningAuthz, startAuthz } from './start-authz.ts';

const POLICY = { schema: 1, defaults: true, roles: {}, bindings: [], denials: [] };
const REQUEST = {
  account: 'alice',
  labels: { groups: ['dev'] },
  address: '10.0.0.7',
  service: 'registry.example',
  scopes: [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }],
};

const answerSchema = z.object({ decisions: z.array(z.object({ granted: z.array(z.string()) })) });

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

async function grantedActions(): Promise<unknown> {
  const response = await authz.post(REQUEST);
  expect(response.status).toBe(200);
  const [decision] = answerSchema.parse(await response.json()).decisions;
  return decision?.granted;
}

async function expectUnavailable(): Promise<void> {
  const response = await authz.post(REQUEST);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.text()).not.toContain('granted');
}

describe('POST /v1/authorize', () => {
  test('answers every scope in the order of the request, with the rule that decided and the reason', async () => {
    const scopes = [
      { type: 'repository', name: 'alice/app', actions: ['*'] },
      { type: 'repository', class: 'plugin', name: 'public/app', actions: ['delete', 'pull'] },
      { type: 'registry', name: 'catalog', actions: ['*'] },
    ];
    const response = await authz.post({ ...REQUEST, scopes });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      decisions: [
        {
          type: 'repository',
          name: 'alice/app',
          requested: ['*'],
          granted: ['delete', 'pull', 'push'],
          rule: 'default:own-namespace',
          reason: 'delete, pull, push granted by binding default:own-namespace',
        },
        {
          type: 'repository',
          class: 'plugin',
          name: 'public/app',
          requested: ['delete', 'pull'],
          granted: ['pull'],
          rule: 'default:public-pull',
          reason: 'delete granted by no binding; pull granted by binding default:public-pull',
        },
        {
          type: 'registry',
          name: 'catalog',
          requested: ['*'],
          granted: [],
          rule: null,
          reason: '* granted by no binding',
        },
      ],
      maxAgeMs: MAX_AGE_MS,
    });
  });

  test('grants no more than the credential is restricted to, and says so', async () => {
    const scopes = [{ type: 'repository', name: 'alice/app', actions: ['*'] }];
    const restrictions = ['repository:alice/*:pull', 'nonsense'];
    const response = await authz.post({ ...REQUEST, scopes, restrictions });
    expect(await response.json()).toMatchObject({
      decisions: [
        {
          granted: ['pull'],
          rule: 'default:own-namespace',
          reason:
            'delete, push beyond what the credential is restricted to, though granted by binding default:own-namespace; pull granted by binding default:own-namespace',
        },
      ],
    });
  });

  test('says how long its answer may be remembered', async () => {
    await authz.post(REQUEST);
    authz.clock.advance(MAX_AGE_MS - 1);
    expect(await (await authz.post(REQUEST)).json()).toMatchObject({ maxAgeMs: 1 });
  });

  test('takes both secrets during a rotation, and no other', async () => {
    expect((await authz.post(REQUEST, { authorization: `Bearer ${ROTATED_SECRET}` })).status).toBe(200);
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${ROTATED_SECRET}`]) {
      const response = await authz.post(REQUEST, { authorization });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('granted');
    }
    expect(authz.bucket.calls.filter(({ operation }) => operation === 'get')).toHaveLength(1);
  });

  test.each([
    ['/account', { account: 'bob p' }],
    ['/address', { address: '10.0.0' }],
    ['/scopes/0/actions', { scopes: [{ type: 'repository', name: 'team/app', actions: [] }] }],
    ['/scopes', { scopes: Array.from({ length: 101 }, () => REQUEST.scopes[0]) }],
  ])('names the place of what is wrong: %s', async (pointer, change) => {
    const response = await authz.post({ ...REQUEST, ...change });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: expect.stringContaining(pointer) }] });
  });

  test.each([
    [400, '{', {}],
    [415, REQUEST, { 'content-type': 'text/plain' }],
    [413, { ...REQUEST, service: 'x'.repeat(256 * 1024) }, {}],
  ])('refuses what it can’t read with %i', async (status, body, headers) => {
    expect((await authz.post(body, headers)).status).toBe(status);
  });
});

describe('the policy document', () => {
  const binding = {
    id: 'dev',
    role: 'writer',
    subjects: [{ kind: 'label', key: 'groups', value: 'dev' }],
    names: ['team/**'],
  };

  test('is in force within the maximal age, and its loss is a fault', async () => {
    expect(await grantedActions()).toEqual([]);
    await authz.putPolicy(JSON.stringify({ ...POLICY, bindings: [binding] }));
    authz.clock.advance(MAX_AGE_MS - 1);
    expect(await grantedActions()).toEqual([]);
    authz.clock.advance(1);
    expect(await grantedActions()).toEqual(['pull', 'push']);
    await authz.bucket.delete('policy/policy.json');
    authz.clock.advance(MAX_STALE_MS);
    await expectUnavailable();
    expect(authz.lines.join('')).toContain('is gone');
    expect((await authz.get('/readyz')).status).toBe(503);
  });

  test('is asked for once in that time, however many ask', async () => {
    await Promise.all(Array.from({ length: 10 }, grantedActions));
    // Beside it, what is in force is put into the history.
    const asked = (): object[] => authz.bucket.calls.filter(({ key }) => [POLICY_KEY, REVISIONS_PREFIX].includes(key));
    const first = asked();
    expect(first.filter((call) => 'operation' in call && call.operation === 'list')).toHaveLength(2);
    authz.clock.advance(MAX_AGE_MS);
    await Promise.all(Array.from({ length: 10 }, grantedActions));
    expect(asked().slice(first.length)).toEqual([{ operation: 'get', key: POLICY_KEY }]);
  });

  test.each([
    ['no JSON', '{'],
    ['another schema', JSON.stringify({ ...POLICY, schema: 2 })],
    ['an unknown member', JSON.stringify({ ...POLICY, rules: [] })],
    ['a role that does not exist', JSON.stringify({ ...POLICY, bindings: [{ ...binding, role: 'owner' }] })],
    ['a pattern that means nothing', JSON.stringify({ ...POLICY, bindings: [{ ...binding, names: ['team**'] }] })],
  ])('that is broken (%s) is a fault, never a permission, until it is mended', async (_, text) => {
    await authz.putPolicy(text);
    await expectUnavailable();
    const ready = await authz.get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ missing: ['the policy document (ERR_STORE_DOCUMENT_INVALID)'] });
    expect(authz.lines.join('')).toContain('ERR_STORE_DOCUMENT_INVALID');

    await authz.putPolicy(JSON.stringify({ ...POLICY, bindings: [binding] }));
    authz.clock.advance(MAX_AGE_MS);
    expect(await grantedActions()).toEqual(['pull', 'push']);
    expect((await authz.get('/readyz')).status).toBe(200);
  });

  test('is written to the log with the place of each fault, in one line a request', async () => {
    await authz.putPolicy(JSON.stringify({ ...POLICY, bindings: [binding, { ...binding, id: 'ops', role: 'owner' }] }));
    await expectUnavailable();
    const errors = authz.lines.filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([expect.stringContaining('$.bindings[1].role')]);
  });

  test('that takes too much work is a fault, in one line, and never a permission', async () => {
    const permissions = Array.from({ length: 200 }, (_, index) => ({
      type: 'repository',
      name: `**/*a*${'a*'.repeat(20)}${index}*/**/*a*`,
      actions: ['pull'],
    }));
    const denials = Array.from({ length: 40 }, (_, index) => ({
      id: `d${index}`,
      subjects: [{ kind: 'everyone' }],
      permissions,
    }));
    await authz.putPolicy(JSON.stringify({ ...POLICY, denials }));
    const scopes = Array.from({ length: 40 }, () => ({
      type: 'repository',
      name: `alice${'/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.repeat(5)}`,
      actions: ['pull'],
    }));
    const response = await authz.post({ ...REQUEST, scopes });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('granted');
    const errors = authz.lines.filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([expect.stringContaining('too much work')]);
  });

  test('that can’t be read for long is a fault, even when it was read before', async () => {
    await authz.putPolicy(JSON.stringify({ ...POLICY, bindings: [binding] }));
    expect(await grantedActions()).toEqual(['pull', 'push']);
    authz.clock.advance(MAX_STALE_MS);
    authz.bucket.failNext(2);
    await expectUnavailable();
    expect(await (await authz.get('/readyz')).json()).toMatchObject({
      missing: ['the policy document (ERR_STORE_UNAVAILABLE)'],
    });
    expect(await grantedActions()).toEqual(['pull', 'push']);
  });
});

describe('probes', () => {
  test('answer without a policy document', async () => {
    expect((await authz.get('/healthz')).status).toBe(200);
    expect((await authz.get('/readyz')).status).toBe(200);
  });

  test('a defect is not told to the caller and is no lack of the store', async () => {
    authz.bucket.failNext(2, { error: new TypeError('a defect') });
    const response = await authz.post(REQUEST);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('a defect');
    const ready = await authz.get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.text()).not.toContain('a defect');
  });
});
