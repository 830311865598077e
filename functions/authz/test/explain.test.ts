import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ask, DEV, EMPTY, FREEZE } from './policy-client.ts';
import { MAX_AGE_MS, type RunningAuthz, startAuthz } from './start-authz.ts';

const ALICE = { account: 'alice', service: 'registry.example', scope: 'repository:team/app:pull,push' };

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

const explain = (change: object = {}) => ask(authz, 'POST', '/v1/explain', { body: { ...ALICE, ...change } });

async function putPolicy(document: object): Promise<void> {
  expect((await ask(authz, 'PUT', '/v1/policy?force=true', { body: { ...EMPTY, ...document } })).status).toBe(201);
  authz.clock.advance(MAX_AGE_MS);
}

describe('POST /v1/explain', () => {
  test('says what becomes of each action, by which rule, and which rules came near', async () => {
    await putPolicy({ defaults: false, bindings: [DEV], denials: [{ ...FREEZE, notBefore: '2027-01-01T00:00:00Z' }] });
    expect(await explain()).toMatchObject({
      status: 200,
      body: {
        policy: { revision: 1, isStale: false },
        asked: {
          account: 'alice',
          labels: {},
          address: null,
          service: 'registry.example',
          type: 'repository',
          name: 'team/app',
          actions: ['pull', 'push'],
          restrictions: null,
          at: '2026-06-01T00:00:05.000Z',
        },
        granted: [],
        rule: null,
        reason: 'pull, push granted by no binding',
        actions: ['pull', 'push'].map((action) => ({
          action,
          isGranted: false,
          outcome: 'not-granted',
          rule: null,
          reason: `No binding gives ${action} on team/app to this caller.`,
          others: [],
          othersTotal: 0,
          near: [
            {
              rule: 'dev-team',
              kind: 'binding',
              failed: [{ condition: 'subjects', message: 'is for label groups=dev' }],
            },
          ],
          nearTotal: 1,
        })),
        isNearComplete: true,
      },
    });
  });

  test('decides as POST /v1/authorize does', async () => {
    await putPolicy({ bindings: [DEV], denials: [FREEZE] });
    const labels = { groups: ['dev'] };
    for (const name of ['team/app', 'prod/app', 'alice/app', 'bob/app']) {
      const scope = { type: 'repository', name, actions: ['*'] };
      const native = await authz.post({
        account: 'alice',
        labels,
        address: '10.0.0.7',
        service: 'registry.example',
        scopes: [scope],
      });
      const answer: unknown = await native.json();
      const { body } = await explain({ scope: undefined, ...scope, labels, address: '10.0.0.7' });
      const { granted, rule, reason } = body;
      expect(answer).toMatchObject({ decisions: [{ granted, rule, reason }] });
    }
  });

  test('takes an address, a time and restrictions into account', async () => {
    await putPolicy({
      defaults: false,
      bindings: [{ ...DEV, subjects: [{ kind: 'everyone' }], notAfter: '2026-05-01T00:00:00Z', cidrs: ['10.0.0.0/8'] }],
    });
    const then = { at: '2026-04-01T00:00:00Z', address: '10.0.0.7' };
    expect((await explain(then)).body['granted']).toEqual(['pull', 'push']);
    expect((await explain({ ...then, address: '192.0.2.1' })).body['granted']).toEqual([]);
    expect((await explain({ address: '10.0.0.7' })).body['granted']).toEqual([]);
    const restricted = await explain({ ...then, restrictions: ['repository:team/*:pull'] });
    expect(restricted.body).toMatchObject({
      granted: ['pull'],
      actions: [{ outcome: 'granted' }, { outcome: 'restricted' }],
    });
  });

  test('is for the first service that there is, if the request names none', async () => {
    expect(await explain({ service: undefined })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/service', path: '$.service' }] },
    });
    await authz.stop();
    authz = await startAuthz(['first.example', 'second.example']);
    expect((await explain({ service: undefined })).body).toMatchObject({ asked: { service: 'first.example' } });
  });

  test.each([
    [{ scope: 'team/app' }, '$.scope'],
    [{ account: 'Alice' }, '$.account'],
    [{ unheardOf: 1 }, '$'],
  ])('names the place of what is wrong: %j at %s', async (change, path) => {
    expect(await explain(change)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  test('says that the policy may be older than the stored one', async () => {
    await explain();
    authz.clock.advance(MAX_AGE_MS);
    authz.bucket.failNext(5);
    expect(await explain()).toMatchObject({ status: 200, body: { policy: { revision: 0, isStale: true } } });
  });

  test('has no answer without a policy', async () => {
    authz.bucket.failNext(5);
    expect((await explain()).status).toBe(503);
  });

  test('has no answer to a question that takes too much work', async () => {
    const permissions = Array.from({ length: 8000 }, (_, index) => ({
      type: 'repository',
      name: `**/*a*${'a*'.repeat(20)}${index}*/**/*a*`,
      actions: ['pull'],
    }));
    const denials = Array.from({ length: 40 }, (_, index) => ({
      id: `d${index}`,
      subjects: [{ kind: 'everyone' }],
      permissions: permissions.slice(index * 200, (index + 1) * 200),
    }));
    await authz.putPolicy(JSON.stringify({ ...EMPTY, denials }));
    const scope = `repository:alice${'/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.repeat(5)}:pull`;
    authz.clock.advance(MAX_AGE_MS);
    expect((await explain({ scope })).status).toBe(503);
  });

  test('is for who may read the policy', async () => {
    const asked = { body: ALICE, actions: ['write'] };
    expect((await ask(authz, 'POST', '/v1/explain', asked)).status).toBe(403);
    expect((await authz.post(ALICE)).status).not.toBe(200);
  });
});
