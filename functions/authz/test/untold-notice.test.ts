import { afterEach, beforeEach, expect, test } from 'vitest';

import { type RunningAuthz, startAuthz } from './start-authz.ts';

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz();
});

afterEach(async () => {
  await authz.stop();
});

test('readiness says that revisions wait to be told, and is ready all the same', async () => {
  authz.told.notice = 'revisions of the policy up to 8 wait to be told';
  const ready = await authz.get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: 'ready', notices: ['revisions of the policy up to 8 wait to be told'] },
  ]);
});

test('and says nothing while none does', async () => {
  const ready = await authz.get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
});
