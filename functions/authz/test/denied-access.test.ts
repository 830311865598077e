import { toAuthEvent } from '@wharfinger/events';
import { RESTRICTIONS_LABEL } from '@wharfinger/native-api';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { describeDenied } from '../src/decide/denied-access.ts';
import { type RunningAuthz, startAuthz } from './start-authz.ts';

const HOOK = {
  Account: 'alice',
  Type: 'repository',
  Name: 'public/app',
  Service: 'registry.example',
  IP: '10.0.0.7',
  Actions: ['delete', 'pull'],
  Labels: {
    groups: ['dev'],
    [RESTRICTIONS_LABEL]: [Buffer.from('["repository:public/**:pull"]').toString('base64url')],
  },
};

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz(['registry.example']);
});

afterEach(() => authz.stop());

test('what docker_auth did not get is told: who, from where, for what, with which labels, and why not', async () => {
  expect((await authz.postHook(HOOK)).status).toBe(403);
  const [denied] = authz.told.denied;
  if (denied === undefined) throw new Error('Nothing was told.');
  expect(authz.told.denied).toHaveLength(1);
  const event = toAuthEvent(
    { ...describeDenied(denied), id: '1', time: '2026-06-01T00:00:00Z', count: 1 },
    { site: 'local', decidedBy: 'authz' },
  );
  expect(event).toMatchObject({
    kind: 'ok',
    value: {
      type: 'dev.wharfinger.auth.denied.v1',
      source: '/sites/local/authz',
      subject: 'alice',
      actor: 'alice',
      data: {
        outcome: 'denied',
        address: '10.0.0.7',
        service: 'registry.example',
        credential: null,
        labels: { groups: ['dev'] },
        restrictions: ['repository:public/**:pull'],
        requested: ['repository:public/app:delete,pull'],
        granted: [],
        decisions: [{ scope: 'repository:public/app:delete,pull', granted: ['pull'], rule: 'default:public-pull' }],
      },
    },
  });
});

test('nobody’s request for what nobody may have is told of nobody', async () => {
  await authz.postHook({ ...HOOK, Account: '', IP: '', Name: 'secret/app', Labels: null });
  expect(authz.told.denied.map(describeDenied)).toMatchObject([
    { account: null, address: null, labels: {}, restrictions: undefined, decisions: [{ granted: [], rule: null }] },
  ]);
});

test.each([
  ['what is granted in full', { Actions: ['pull'] }, 200],
  ['a service that there is none of', { Service: 'elsewhere' }, 403],
  ['what is malformed', { Account: '../x' }, 403],
])('nothing is told of %s', async (_title, change, status) => {
  expect((await authz.postHook({ ...HOOK, ...change })).status).toBe(status);
  expect(authz.told.denied).toEqual([]);
});

test('nothing is told of what the native API answers: whoever asks there tells of it', async () => {
  const scopes = [{ type: 'repository', name: 'secret/app', actions: ['pull'] }];
  const response = await authz.post({ account: null, address: null, service: 'registry.example', scopes });
  expect([response.status, authz.told.denied]).toEqual([200, []]);
});
