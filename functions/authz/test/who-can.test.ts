import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ask, DEV, EMPTY } from './policy-client.ts';
import { MAX_AGE_MS, type RunningAuthz, startAuthz } from './start-authz.ts';

const PUSH = 'type=repository&name=team/app&action=push';
const FREEZE = {
  id: 'freeze',
  subjects: [{ kind: 'account', account: 'eve' }],
  permissions: [{ type: 'repository', name: '**', actions: ['push'] }],
};

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

const whoCan = (query: string) => ask(authz, 'GET', `/v1/who-can?${query}`);

async function putPolicy(document: object): Promise<void> {
  expect((await ask(authz, 'PUT', '/v1/policy?force=true', { body: { ...EMPTY, ...document } })).status).toBe(201);
  authz.clock.advance(MAX_AGE_MS);
}

describe('GET /v1/who-can', () => {
  test('says who, by which rule, and from whom it is taken away', async () => {
    await putPolicy({ bindings: [{ ...DEV, notAfter: '2027-01-01T00:00:00Z' }], denials: [FREEZE] });
    expect(await whoCan(PUSH)).toMatchObject({
      status: 200,
      body: {
        policy: { revision: 1, isStale: false },
        asked: { type: 'repository', name: 'team/app', action: 'push', at: '2026-06-01T00:00:05.000Z' },
        granted: [
          {
            rule: 'default:administrators',
            callers: { kind: 'label', labels: [{ key: 'groups', value: 'administrators' }] },
            conditions: {},
            isInForce: true,
            isTakenAway: 'partly',
            denials: ['freeze'],
            denialsTotal: 1,
          },
          {
            rule: 'default:own-namespace',
            callers: { kind: 'account', account: 'team', labels: [] },
            isTakenAway: 'no',
            denials: [],
          },
          {
            rule: 'dev-team',
            callers: { kind: 'label', labels: [{ key: 'groups', value: 'dev' }] },
            conditions: { notAfter: '2027-01-01T00:00:00.000Z' },
          },
        ],
        grantedTotal: 3,
        denied: [{ rule: 'freeze', callers: { kind: 'account', account: 'eve', labels: [] }, isInForce: true }],
        deniedTotal: 1,
        isDeniedToAll: false,
        incomplete: [],
        incompleteTotal: 0,
        next: null,
      },
    });
  });

  test('gives pages, each grant on one', async () => {
    await putPolicy({ bindings: [DEV] });
    const rules: unknown[] = [];
    let cursor: unknown = null;
    do {
      const { body } = await whoCan(`${PUSH}&limit=1${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`);
      rules.push(body['granted']);
      cursor = body['next'];
    } while (cursor !== null);
    expect(rules).toMatchObject([
      [{ rule: 'default:administrators' }],
      [{ rule: 'default:own-namespace' }],
      [{ rule: 'dev-team' }],
    ]);
  });

  test('asks for one service, address and time', async () => {
    const conditions = { services: ['a'], cidrs: ['10.0.0.0/8'], notAfter: '2026-01-01T00:00:00Z' };
    await putPolicy({ defaults: false, bindings: [{ ...DEV, ...conditions }] });
    const then = `${PUSH}&at=2025-12-01T00:00:00Z`;
    const grants = async (query: string): Promise<unknown> => (await whoCan(query)).body['granted'];
    expect(await grants(`${then}&service=a&address=10.0.0.7`)).toMatchObject([
      { conditions: { notAfter: '2026-01-01T00:00:00.000Z' } },
    ]);
    expect((await whoCan(`${then}&address=::ffff:10.0.0.7`)).body).toMatchObject({ asked: { address: '10.0.0.7' } });
    expect(await grants(then)).toMatchObject([{ conditions: { services: ['a'], cidrs: ['10.0.0.0/8'] } }]);
    expect(await grants(`${then}&service=b`)).toEqual([]);
    expect(await grants(`${then}&address=192.0.2.1`)).toEqual([]);
    expect(await grants(PUSH)).toEqual([]);
  });

  test.each(['name=team/app', 'action=push', 'name=team//app&action=push', `${PUSH}&cursor=x`, `${PUSH}&x=1`])(
    'refuses %s',
    async (query) => {
      expect((await whoCan(query)).status).toBe(400);
    },
  );

  test('has no answer that takes too much work', async () => {
    const bindings = ['k', 'l', 'm', 'n'].map((id) => {
      const names = Array.from({ length: 50 }, (_, index) => `*\${labels.${id}${index}}*\${labels.b}*\${labels.c}*/**`);
      return Object.assign({}, DEV, { id, names });
    });
    await putPolicy({ bindings });
    const name = `${'ab'.repeat(60)}/app`;
    expect((await whoCan(`name=${name}&action=push`)).status).toBe(503);
  });

  test('nor has the list of what gives it', async () => {
    const bindings = Array.from({ length: 100 }, (_, index) =>
      Object.assign({}, DEV, { id: `b${index}`, names: [`*\${labels.a${index}}*\${labels.b}*\${labels.c}*/**`] }),
    );
    await putPolicy({ bindings });
    const name = `${'ab'.repeat(60)}/app`;
    expect((await ask(authz, 'GET', `/v1/bindings?name=${name}&action=push`)).status).toBe(503);
    expect((await ask(authz, 'GET', '/v1/bindings?name=team/app&action=push')).status).toBe(200);
  });

  test('is for who may read the policy', async () => {
    expect((await ask(authz, 'GET', `/v1/who-can?${PUSH}`, { actions: ['write'] })).status).toBe(403);
  });
});
