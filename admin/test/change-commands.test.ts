import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { ADMIN, type AdminApiServer, startAdminApi, WORKLOAD_TOKEN } from './admin-api-server.ts';
import { runUsers } from './run-users.ts';

let api: AdminApiServer;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'users-'));
  write('password', `${ADMIN.password}\n`);
  api = await startAdminApi();
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const run = async (...args: string[]) => await runUsers(api, folder, args);

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

test('show prints one user as list does', async () => {
  await run('add', 'anna');

  expect(await run('show', 'anna')).toStrictEqual({ code: 0, output: 'anna  groups=a,b', errors: '' });
  expect(await run('show', 'nobody')).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('404') });
});

test('password changes the password alone, out of a file or as it is typed', async () => {
  await run('add', 'anna');

  expect(await run('password', 'anna', '--new-password-file', write('new', 'correct horse\n'))).toStrictEqual({
    code: 0,
    output: 'anna: has a new password',
    errors: '',
  });
  expect(api.users.get('anna')).toStrictEqual({ body: { password: 'correct horse' }, etag: 2 });
  const asked = await runUsers(api, folder, ['password', 'anna'], { kind: 'ok', value: 'battery staple' });
  expect(asked).toMatchObject({ code: 0 });
  expect(api.users.get('anna')?.body).toStrictEqual({ password: 'battery staple' });
});

test('without a password nothing is changed', async () => {
  await run('add', 'anna');

  expect(await run('password', 'anna')).toStrictEqual({ code: 2, output: '', errors: 'nobody is there' });
  expect(api.users.get('anna')?.etag).toBe(1);
  const file = write('new', 'correct horse');
  expect(await run('password', 'nobody', '--new-password-file', file)).toMatchObject({ code: 1, output: '' });
  expect(api.users.has('nobody')).toBe(false);
});

test('labels that are named are written or taken away, and the others stay', async () => {
  await run('add', 'anna');

  expect(await run('labels', 'anna', 'team=x,y')).toStrictEqual({
    code: 0,
    output: 'anna:  groups=a,b  team=x,y',
    errors: '',
  });
  expect(api.users.get('anna')?.body).toStrictEqual({ labels: { groups: ['a', 'b'], team: ['x', 'y'] } });
  expect(await run('labels', 'anna', 'groups=')).toMatchObject({ output: 'anna:  no labels' });
  expect(await run('labels', 'nobody', 'groups=a')).toMatchObject({ code: 1, output: '' });
});

test('a trust says whom it lets in, or why not, and never the token', async () => {
  const file = write('token', `${WORKLOAD_TOKEN}\n`);

  expect(await run('trust', 'check', 'github', '--token-file', file)).toStrictEqual({
    code: 0,
    output: 'github.42  groups=builders',
    errors: '',
  });
  expect(await run('trust', 'check', 'github', '--token-file', write('other', 'x'))).toMatchObject({
    code: 1,
    output: 'refused: github: the claim ref is not one of those allowed',
  });
  expect(await run('trust', 'check', 'nobody', '--token-file', file)).toMatchObject({ code: 1, output: '' });
  expect(await run('trust', 'check', 'github', '--token-file', write('empty', '\n'))).toMatchObject({ code: 2 });
});
