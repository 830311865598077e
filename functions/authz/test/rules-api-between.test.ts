import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

import { ask, DEPLOYER, DEV, EMPTY, FREEZE, ifMatch } from './policy-client.ts';
import { type RunningAuthz, startAuthz } from './start-authz.ts';

const devBody = { role: DEV.role, subjects: DEV.subjects, names: DEV.names };
const freezeBody = { subjects: FREEZE.subjects, permissions: FREEZE.permissions };

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(() => authz.stop());

describe('what comes with the function', () => {
  test('is shown, marked, and never written', async () => {
    const role = await ask(authz, 'GET', '/v1/roles/reader');
    expect(role.body).toEqual({
      name: 'reader',
      permissions: [{ type: 'repository', name: '**', actions: ['pull'] }],
      isBuiltIn: true,
    });
    const binding = await ask(authz, 'GET', '/v1/bindings/default:public-pull');
    expect(binding.body).toMatchObject({ id: 'default:public-pull', role: 'reader', isDefault: true });
    for (const [path, { etag }, body] of [
      ['/v1/roles/reader', role, DEPLOYER],
      ['/v1/bindings/default:public-pull', binding, devBody],
    ] as const) {
      const statuses = [
        await ask(authz, 'PUT', path, { body, ...ifMatch(etag) }),
        await ask(authz, 'DELETE', path, ifMatch(etag)),
      ];
      expect(statuses.map(({ status }) => status)).toEqual([409, 409]);
    }
    expect(authz.told.refused).toHaveLength(4);
  });

  test('is not there where the policy is without the defaults', async () => {
    await ask(authz, 'PUT', '/v1/policy?force=true', { body: { ...EMPTY, defaults: false } });
    expect((await ask(authz, 'GET', '/v1/bindings/default:public-pull')).status).toBe(404);
    expect((await ask(authz, 'GET', '/v1/bindings')).body).toMatchObject({ bindings: [], next: null });
  });
});

describe('a rule that cannot be', () => {
  test.each([
    ['bindings/a', { ...devBody, names: ['ok', 'team**'] }, '$.names[1]'],
    ['bindings/a', { ...devBody, role: 'owner' }, '$.role'],
    ['bindings/a', { ...devBody, cidrs: ['10.0.0.0/33'] }, '$.cidrs[0]'],
    ['bindings/a', { ...devBody, subjects: [{ kind: 'account', account: 'No Body' }] }, '$.subjects[0].account'],
    [
      'denials/a',
      { ...freezeBody, permissions: [{ type: 'ship', name: '**', actions: ['*'] }] },
      '$.permissions[0].type',
    ],
    ['roles/a-b', { permissions: [{ type: 'repository', name: 'x**', actions: ['pull'] }] }, '$.permissions[0].name'],
    [
      'roles/a.b',
      { permissions: [{ type: 'repository', name: 'x', actions: ['sail'] }] },
      '$.permissions[0].actions[0]',
    ],
  ])('%s is refused at the place of its own body', async (path, body, place) => {
    await ask(authz, 'PUT', '/v1/bindings/first', { body: devBody });
    const refused = await ask(authz, 'PUT', `/v1/${path}`, { body });
    const pointer = place.replace('$', '').replaceAll(/[.[]/g, '/').replaceAll(']', '');
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: place, pointer }] } });
    expect((await ask(authz, 'GET', `/v1/${path}`)).status).toBe(404);
  });

  test('an id is of a binding or of a denial', async () => {
    await ask(authz, 'PUT', '/v1/bindings/same', { body: devBody });
    expect((await ask(authz, 'PUT', '/v1/denials/same', { body: freezeBody })).status).toBe(409);
    await ask(authz, 'PUT', '/v1/denials/other', { body: freezeBody });
    expect((await ask(authz, 'PUT', '/v1/bindings/other', { body: devBody })).status).toBe(409);
    expect((await ask(authz, 'PUT', '/v1/roles/same', { body: DEPLOYER })).status).toBe(201);
  });

  test('a role that bindings give is not deleted, and they are named', async () => {
    const { etag } = await ask(authz, 'PUT', '/v1/roles/deployer', { body: DEPLOYER });
    await ask(authz, 'PUT', '/v1/bindings/ci', { body: { ...devBody, role: 'deployer' } });
    const refused = await ask(authz, 'DELETE', '/v1/roles/deployer', ifMatch(etag));
    expect(refused).toMatchObject({ status: 409, body: { bindings: ['ci'], bindingsTotal: 1 } });
    expect((await ask(authz, 'GET', '/v1/roles/deployer')).status).toBe(200);
  });

  test('a denial of the administration is a lock-out, unless it is forced', async () => {
    const body = { subjects: [{ kind: 'everyone' }], permissions: [{ type: 'policy', name: '**', actions: ['*'] }] };
    const refused = await ask(authz, 'PUT', '/v1/denials/all', { body });
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:wharfinger:problem:lock-out' } });
    expect((await ask(authz, 'PUT', '/v1/denials/all?force=true', { body })).status).toBe(201);
    expect(authz.told.changed).toMatchObject([{ isForced: true }]);
    expect(authz.told.refused).toMatchObject([{ why: 'lock-out' }]);
  });
});

describe('the filters of a list', () => {
  beforeEach(async () => {
    const bindings = [
      { id: 'all-pull', role: 'reader', subjects: [{ kind: 'everyone' }] },
      { id: 'alice-push', role: 'writer', subjects: [{ kind: 'account', account: 'alice' }], names: ['team/*'] },
      DEV,
      { id: 'ci', role: 'deployer', subjects: [{ kind: 'signed-in' }] },
    ];
    await ask(authz, 'PUT', '/v1/policy', {
      body: { ...EMPTY, roles: { deployer: DEPLOYER }, bindings, denials: [FREEZE] },
    });
  });

  test.each([
    [
      'bindings?name=team/app&action=push',
      ['alice-push', 'default:administrators', 'default:own-namespace', 'dev-team'],
    ],
    ['bindings?name=prod/x&action=push', ['ci', 'default:administrators', 'default:own-namespace']],
    ['bindings?account=alice', ['alice-push']],
    ['bindings?label=groups:dev', ['dev-team']],
    ['bindings?subject=everyone', ['all-pull', 'default:public-pull']],
    ['bindings?role=deployer', ['ci']],
    ['bindings?type=policy&action=write', ['default:administrators']],
    ['bindings?role=writer&account=bob', []],
    ['denials?name=prod/x&action=push', ['freeze']],
    ['denials?action=delete', []],
    ['denials?subject=everyone', ['freeze']],
    ['roles?type=policy', ['administrator']],
    ['roles?name=dev/app&action=push', ['administrator', 'maintainer', 'writer']],
  ])('/v1/%s', async (path, ids) => {
    const { status, body } = await ask(authz, 'GET', `/v1/${path}`);
    const rules = z
      .array(z.object({ id: z.string().optional(), name: z.string().optional() }))
      .parse(body[path.split('?')[0] ?? '']);
    expect([status, rules.map((rule) => rule.id ?? rule.name)]).toEqual([200, ids]);
  });
});
