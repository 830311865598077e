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
  expect(await run('add', 'ci')).toStrictEqual({
    code: 1,
    output: '',
    errors: 'ci exists already; make a key: npm run users -- key ci …',
  });
  const file = path.join(folder, 'password');
  expect(await run('add', 'ci', '--new-password-file', file)).toMatchObject({
    code: 1,
    errors: 'ci exists already; npm run users -- password ci',
  });
});

test('what a server says is shown, and no terminal obeys it', async () => {
  api.broken.add('\u001B[2J');

  expect((await run('list')).output).toMatch(/^\\u\{1b\}\[2J {2}broken/);
});

test('list tells of users that cannot be read, on whichever page, and that something is wrong', async () => {
  for (const account of ['anna', 'bert', 'dora']) await run('add', account);
  api.broken.add('emil');

  const { code, output } = await run('list');
  expect(code).toBe(1);
  expect(output.split('\n').map((line) => line.split('  ')[0])).toStrictEqual(['anna', 'bert', 'dora', 'emil']);
  expect(output).toContain('emil  broken: ');
});

test('add takes a password out of a file, without its line end', async () => {
  const file = path.join(folder, 'new');
  writeFileSync(file, 'correct horse \n');
  const { code, output, errors } = await run('add', 'anna', '--new-password-file', file);

  expect([code, output, errors]).toStrictEqual([0, 'anna: created', '']);
  expect(api.users.get('anna')?.body).toStrictEqual({ password: 'correct horse ', labels: {} });
  await expect(run('add', 'bert', '--new-password-file', `${file}x`)).rejects.toMatchObject({ code: 'ERR_TARGET' });
});

test('add asks for a password, and makes nobody when there is none', async () => {
  const args = ['add', 'anna', '--new-password'];
  expect(await run(...args)).toMatchObject({ code: 2, output: '', errors: 'nobody is there' });
  expect(api.users.size).toBe(0);

  expect(await runUsers(api, folder, args, { kind: 'ok', value: 'correct horse' })).toMatchObject({ code: 0 });
  expect(api.users.get('anna')?.body).toStrictEqual({ password: 'correct horse', labels: {} });
});

test('disable and enable change that alone, of whichever version there is', async () => {
  await run('add', 'anna');

  expect(await run('disable', 'anna')).toMatchObject({ code: 0, output: 'anna: disabled' });
  expect(api.users.get('anna')?.body).toStrictEqual({ disabled: true });
  expect(await run('enable', 'anna')).toMatchObject({ code: 0, output: 'anna: enabled' });
  expect(api.users.get('anna')?.body).toStrictEqual({ disabled: false });
  expect(await run('disable', 'nobody')).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('404') });
});

test('somebody who was faster is no reason to give up, unless always', async () => {
  await run('add', 'anna');

  api.conflicts.left = 2;
  expect(await run('disable', 'anna')).toMatchObject({ code: 0 });
  api.conflicts.left = 9;
  expect(await run('delete', 'anna')).toMatchObject({ code: 1, errors: expect.stringContaining('412') });
});

test('delete takes a user away, and one that cannot be read; such a one is neither disabled nor enabled', async () => {
  await run('add', 'anna');
  api.broken.add('emil');

  expect(await run('delete', 'anna')).toMatchObject({ code: 0, output: 'anna: deleted, with its access keys' });
  expect(api.users.has('anna')).toBe(false);
  const errors = 'authn-hook answers 409: The document cannot be read. (/labels is wrong)';
  expect(await run('enable', 'emil')).toStrictEqual({ code: 1, output: '', errors });
  expect(api.requests.at(-1)).toBe('GET /v1/users/emil');
  expect(await run('delete', 'emil')).toMatchObject({ code: 0 });
  expect(api.broken.size).toBe(0);
});

test.each(['disable', 'delete'])('%s of the own account is refused, and the reason said', async (command) => {
  await run('add', ADMIN.username);

  const errors = 'authn-hook answers 409: Nobody can do that to the account that asks.';
  expect(await run(command, ADMIN.username)).toStrictEqual({ code: 1, output: '', errors });
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

test('revoke takes the whole key, and prints its id alone', async () => {
  await run('add', 'ci');
  const key = `whf_AAAAAAAAAA${'s'.repeat(38)}`;

  expect(await run('revoke', 'ci', key)).toStrictEqual({ code: 0, output: 'AAAAAAAAAA: revoked', errors: '' });
  expect(api.requests.join('\n')).not.toContain('sss');
});

test('revoke of a key that is not there says so, and which are', async () => {
  await run('add', 'ci');

  const errors = 'ci has no key BBBBBBBBBB; its keys: AAAAAAAAAA (a)';
  expect(await run('revoke', 'ci', 'BBBBBBBBBB')).toStrictEqual({ code: 1, output: '', errors });
  expect(api.requests.filter((request) => request.startsWith('DELETE'))).toStrictEqual([]);
});
