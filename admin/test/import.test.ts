import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ADMIN, type AdminApiServer, startAdminApi } from './admin-api-server.ts';
import { FIXTURES, runUsers } from './run-users.ts';

const HASHES = /\$2y\$|apr1\$|hunter[23]/;

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

const run = async (...args: string[]) => await runUsers(api, folder, ['import', ...args]);

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

const BOSS =
  'boss:\n  password: "$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK"\n  labels: {groups: [administrators]}\n';

test('who would be an administrator is taken over only when that is said, and seen in a dry run', async () => {
  const file = write('boss.yml', BOSS);
  const refused = await run(file);
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('--allow-administrators') });
  expect([...api.users.keys()]).toEqual([]);
  const planned = await run(file, '--allow-administrators', '--dry-run');
  expect(planned.output).toContain('boss: would be created, with groups=administrators');
  expect((await run(file, '--allow-administrators')).output).toContain('boss: created, with groups=administrators');
  expect([...api.users.keys()]).toEqual(['boss']);
});

const ANNA = 'anna:$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK\n';

describe('an htpasswd file', () => {
  test('is taken over entry by entry; what can not be is named, and no hash shown', async () => {
    const { code, output } = await run('htpasswd');

    expect(code).toBe(1);
    expect([...api.users.keys()]).toStrictEqual(['anna', 'bert@example.com']);
    expect(api.users.get('anna')?.body).toStrictEqual({
      passwordHash: '$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK',
    });
    expect(output).toContain('line    2  anna: created');
    expect(output).toContain('line   13  not taken over: the line is not account:hash');
    expect(output).toMatch(/2 created, 0 kept, 9 not taken over\.$/);
    expect(output).not.toMatch(HASHES);
  });

  test('a dry run asks only, and says the same', async () => {
    const planned = await run('htpasswd', '--dry-run');

    expect(api.requests.filter((request) => !request.startsWith('GET '))).toStrictEqual([]);
    expect(api.users.size).toBe(0);
    const real = await run('htpasswd');
    const asReal = planned.output.replaceAll('would be ', '').replace(' This was a dry run: nothing has changed.', '');
    expect([planned.code, asReal]).toStrictEqual([real.code, real.output]);
  });

  test('with everything taken over or there already the exit code is 0', async () => {
    const file = write('good', ANNA);

    expect(await run(file)).toMatchObject({ code: 0, output: expect.stringMatching(/1 created, 0 kept/) });
    expect(await run(file)).toMatchObject({ code: 0, output: expect.stringMatching(/0 created, 1 kept/) });
    expect(api.users.get('anna')?.etag).toBe(1);
  });

  test('with --replace the file counts', async () => {
    const file = write('good', ANNA);
    await run(file);

    expect(await run(file, '--replace')).toMatchObject({ code: 0, output: expect.stringContaining('anna: replaced') });
    expect(api.users.get('anna')?.etag).toBe(2);
  });

  test('with --replace the account that runs it stays as it is, and a dry run says so', async () => {
    const file = write('own', `${ANNA}${ANNA.replace('anna', ADMIN.username)}`);
    api.users.set(ADMIN.username, { body: 'before', etag: 1 });
    const own = `line    2  ${ADMIN.username}: not taken over: it is the account that runs this`;

    expect(await run(file, '--dry-run', '--replace')).toMatchObject({ code: 1, output: expect.stringContaining(own) });
    expect(await run(file, '--replace')).toMatchObject({ code: 1, output: expect.stringContaining(own) });
    expect(api.users.get(ADMIN.username)).toStrictEqual({ body: 'before', etag: 1 });
    expect(await run(file)).toMatchObject({ code: 0, output: expect.stringContaining('admin: kept as it is') });
  });
});

test("docker_auth's users come with their labels, and its rules are named", async () => {
  const { code, output } = await run('auth_config.yml');

  expect(code).toBe(1);
  expect(api.users.get('anna')?.body).toMatchObject({ labels: { groups: ['developers'] } });
  expect(api.users.get('bert@example.com')?.body).toMatchObject({ labels: {} });
  expect(output).toContain('note: acl: not taken over');
  expect(output).toContain('"": not taken over: nobody has no name');
  expect(output).toMatch(/3 created, 0 kept, 4 not taken over\.$/);
  expect(output).not.toMatch(HASHES);
});

describe('a system that is not at its best', () => {
  test.each([503, 429, 502, 0])('an answer %i is asked for again', async (status) => {
    api.interruptions.push(status, status);

    const { code, errors } = await run(write('good', ANNA));
    expect([code, api.users.size]).toStrictEqual([0, 1]);
    expect(errors).toMatch(/^… waiting: authn-hook/);
  });

  test('a token that is good no more is asked for anew', async () => {
    api.interruptions.push(401);

    expect(await run(write('good', ANNA))).toMatchObject({ code: 0 });
    expect(api.requests.filter((request) => request === 'GET /auth/token')).toHaveLength(2);
  });

  test('an entry that the system has no answer for is named, and the rest goes on', async () => {
    api.interruptions.push(500);

    const { code, output } = await run(write('good', `${ANNA}${ANNA.replace('anna', 'dora')}`));
    expect(code).toBe(1);
    expect(output).toContain('anna: failed: authn-hook answers 500: not now');
    expect([...api.users.keys()]).toStrictEqual(['dora']);
  });
});

describe('nothing is tried any further', () => {
  test('with a wrong password', async () => {
    writeFileSync(path.join(folder, 'password'), 'wrong password\n');

    await expect(run('htpasswd')).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    expect(api.requests).toStrictEqual(['GET /auth/token']);
  });

  test('without the scope', async () => {
    await api.close();
    api = await startAdminApi({ isAdministrator: false });

    await expect(run('htpasswd')).rejects.toMatchObject({
      code: 'ERR_ACCESS',
      message: expect.stringContaining('identity:default:write'),
    });
    expect(api.requests).toHaveLength(2);
  });

  test.each([
    ['a file that is not there', 'no-such-file'],
    ['a file of something else', '../admin-api-server.ts'],
  ])('with %s', async (_what, file) => {
    expect(await run(file)).toMatchObject({ code: 2, output: '' });
    expect(api.requests).toStrictEqual([]);
  });
});

test.each([
  ['nothing', ''],
  ['comments', '# staff\n\n'],
  ['an empty map', 'users: {}\n'],
])('a file of %s has no users', async (_what, text) => {
  const { code, output, errors } = await run(write('empty', text));

  expect([code, output]).toStrictEqual([1, '']);
  expect(errors).toMatch(/empty: the file has no users\.$/);
  expect(api.requests).toStrictEqual([]);
});

test('a file that is no text is not shown', async () => {
  const { code, output, errors } = await run(write('binary', '\u{7F}ELF:hunter2\0'));

  expect([code, output]).toStrictEqual([2, '']);
  expect(errors).toMatch(/binary: not text\.$/);
});

test('a guess of the format that came to nothing is doubted', async () => {
  const { code, errors } = await run(write('bare', 'anna:\nbert:\n'));

  expect(code).toBe(1);
  expect(errors).toContain('if it is htpasswd, say --format htpasswd');
});

test('the fixtures hold what must not be shown', () => {
  expect(readFileSync(path.join(FIXTURES, 'htpasswd'), 'utf8')).toMatch(HASHES);
});
