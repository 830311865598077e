import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { ADMIN, type AdminApiServer, NEW_KEY, startAdminApi } from './admin-api-server.ts';
import { runUsers } from './run-users.ts';

let api: AdminApiServer;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'users-'));
  writeFileSync(path.join(folder, 'password'), `${ADMIN.password}\n`);
  api = await startAdminApi();
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const run = async (...args: string[]) => await runUsers(api, folder, args);

test('list goes through all pages', async () => {
  for (const account of ['anna', 'bert', 'dora', 'emil', 'fred']) await run('add', account);

  expect(await run('list')).toMatchObject({
    code: 0,
    output: ['anna', 'bert', 'dora', 'emil', 'fred'].map((account) => `${account}  groups=a,b`).join('\n'),
  });
});

test('add makes a user without a password, and only one that is new', async () => {
  expect(await run('add', 'ci', '--group', 'robots', '--group', 'team')).toMatchObject({ code: 0 });
  expect(api.users.get('ci')?.body).toStrictEqual({ password: null, labels: { groups: ['robots', 'team'] } });
  expect(await run('add', 'ci')).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('412') });
});

test('key prints the key, and nothing else, on stdout', async () => {
  const args = ['key', 'ci', '--name', 'a', '--scopes', 'all', '--expires', 'never'];
  expect(await run(...args)).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('no such user') });

  await run('add', 'ci');
  const { code, output, errors } = await run(...args);
  expect([code, output]).toStrictEqual([0, NEW_KEY]);
  expect(errors).not.toContain(NEW_KEY);
});

test('keys names what there is, and revoke ends one', async () => {
  await run('add', 'ci');

  expect(await run('keys', 'ci')).toMatchObject({
    code: 0,
    output: 'AAAAAAAAAA  a  good for ever  last used 2026-11-22T00:00:00.000Z  repository:a/**:pull  repository:b:pull',
  });
  expect(await run('revoke', 'ci', 'AAAAAAAAAA')).toMatchObject({ code: 0, output: 'AAAAAAAAAA: revoked' });
  expect(api.requests.at(-1)).toBe('DELETE /v1/users/ci/access-keys/AAAAAAAAAA');
  expect(await run('revoke', 'nobody', 'AAAAAAAAAA')).toMatchObject({ code: 1, output: '' });
});
