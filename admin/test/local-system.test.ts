import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { findSystem } from '../src/system/find-system.ts';
import { ADMIN, type AdminApiServer, startAdminApi } from './admin-api-server.ts';
import { runLocally } from './run-users.ts';

let api: AdminApiServer;
let state = '';
beforeEach(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'users-'));
  api = await startAdminApi();
  const site = { registry: api.url, authnHook: api.url };
  writeFileSync(path.join(state, 'stack.json'), JSON.stringify({ sites: [site], admin: ADMIN }));
  writeFileSync(path.join(state, 'file'), 'another password\n');
});
afterEach(async () => {
  await api.close();
  rmSync(state, { recursive: true });
});

const access = async (who: { username?: string; passwordFile?: string }) =>
  await findSystem({ kind: 'local', state: '.', username: who.username, passwordFile: who.passwordFile }, (file) =>
    path.resolve(state, file),
  );

test('a local system is spoken to as its administrator, or as who is named', async () => {
  expect(await access({})).toMatchObject({ ...ADMIN, apiUrl: api.url, tokenUrl: `${api.url}/auth/token` });
  expect(await access({ passwordFile: 'file' })).toMatchObject({ username: 'admin', password: 'another password' });
  expect(await access({ username: 'eve', passwordFile: 'file' })).toMatchObject({
    apiUrl: api.url,
    username: 'eve',
    password: 'another password',
  });
});

test('where no system runs, every way to name one is said', async () => {
  rmSync(path.join(state, 'stack.json'));

  await expect(access({})).rejects.toMatchObject({
    code: 'ERR_TARGET',
    message: expect.stringMatching(/npm start.*--state DIR.*--authn-url/),
  });
});

test('who changes the password of the first administrator hears that stack.json has the old one', async () => {
  api.users.set(ADMIN.username, { body: {}, etag: 1 });
  api.users.set('anna', { body: {}, etag: 1 });
  const password = (account: string) => ['password', account, '--new-password-file', path.join(state, 'file')];

  expect(await runLocally(state, password('anna'))).toMatchObject({ code: 0, errors: '' });
  expect(await runLocally(state, password(ADMIN.username))).toMatchObject({
    code: 0,
    errors: expect.stringContaining('stack.json still has the old password'),
  });
});
