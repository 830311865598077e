import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import type { CommandResult } from './clients/run-command.ts';
import { sendAsAdmin } from './http/admin-api.ts';
import { REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const ROOT = path.resolve(import.meta.dirname, '..');

/** Made with `htpasswd -nbB -C 5`. */
const PASSWORD = 'the old password of anna';
const HASH = '$2y$05$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wharfinger-users-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const many = (count: number, prefix: string): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const lists = (keys: string[]): Record<string, string[]> => Object.fromEntries(keys.map((key) => [key, ['v']]));
const newAccount = (): string => `old-${randomBytes(4).toString('hex')}`;

async function writeUsers(text: string): Promise<string> {
  const file = path.join(folder, randomBytes(4).toString('hex'));
  await writeFile(file, text);
  return file;
}

/** `npm run users -- import FILE` on the shared system; its output without the addresses. */
async function importUsers(file: string, ...options: string[]): Promise<CommandResult> {
  const parameters = ['tools/run.mjs', 'users', 'import', file, '--state', stateDirectory, ...options];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, parameters, { cwd: ROOT, timeout: 90_000 });
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).safeParse(error);
    if (!failed.success) throw error;
    const { code, stdout, stderr } = failed.data;
    return { exitCode: code, stdout, stderr };
  }
}

async function statusOfSignIn(username: string, password: string): Promise<number> {
  const credentials = { username, password };
  return (await requestToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials })).status;
}

async function readUser(account: string): Promise<{ status: number; etag: string | null; body: unknown }> {
  const url = new URL(`/v1/users/${account}`, siteOf(stack).authnHook);
  const answer = await sendAsAdmin(stack, { method: 'GET', url, scope: 'identity:default:read' });
  return { status: answer.status, etag: answer.headers.get('etag'), body: await answer.json() };
}

describe('users of an htpasswd file', () => {
  test('sign in with the password that they had; the dry run before changes nothing, and neither does a second run', async () => {
    const account = newAccount();
    const file = await writeUsers(`${account}:${HASH}\n`);

    expect(await importUsers(file, '--dry-run')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${account}: would be created`),
    });
    expect(await readUser(account)).toMatchObject({ status: 404 });
    expect(await statusOfSignIn(account, PASSWORD)).toBe(401);

    expect(await importUsers(file)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 created') });
    const before = await readUser(account);
    expect(await importUsers(file)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 kept') });
    expect(await readUser(account)).toStrictEqual(before);

    expect(await statusOfSignIn(account, PASSWORD)).toBe(200);
    expect(await statusOfSignIn(account, `${PASSWORD}x`)).toBe(401);
  });

  test('that can not be taken over are named, the others are taken', async () => {
    const account = newAccount();
    const text = `Upper-${account}:${HASH}\n${account}-md5:$apr1$abcdefgh$9IkU7uap7ORmBDDLaz3J70\n${account}:${HASH}\n`;

    const { exitCode, stdout } = await importUsers(await writeUsers(text));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`line    3  ${account}: created`);
    expect(stdout).toMatch(/1 created, 0 kept, 2 not taken over/);
    expect(stdout).not.toContain('$2y$');
    expect(await statusOfSignIn(account, PASSWORD)).toBe(200);
  });
});

describe("docker_auth's users", () => {
  test('keep their labels', async () => {
    const account = newAccount();
    const text = `users:\n  "${account}": {password: "${HASH}", labels: {groups: [developers]}}\n`;

    expect(await importUsers(await writeUsers(text))).toMatchObject({ exitCode: 0 });
    expect(await readUser(account)).toMatchObject({ body: { account, labels: { groups: ['developers'] } } });
    expect(await statusOfSignIn(account, PASSWORD)).toBe(200);
  });

  test('are written over when that is asked for', async () => {
    const account = newAccount();
    const entry = (group: string): string => `"${account}": {password: "${HASH}", labels: {groups: [${group}]}}\n`;
    await importUsers(await writeUsers(entry('before')));

    const file = await writeUsers(entry('after'));
    expect(await importUsers(file)).toMatchObject({ stdout: expect.stringContaining('1 kept') });
    expect(await importUsers(file, '--replace')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${account}: replaced`),
    });
    expect(await readUser(account)).toMatchObject({ body: { labels: { groups: ['after'] } } });
  });

  test('get from a dry run the verdict that the system gives, on labels and hashes', async () => {
    const ofLabels: [labels: Record<string, string[]>, isTaken: boolean][] = [
      [{ g: ['a.b_c@d:e+f/g-h'] }, true],
      [{ g: ['v'.repeat(128)], ['k'.repeat(63)]: [] }, true],
      [{ g: ['v'.repeat(129)] }, false],
      [{ ['k'.repeat(64)]: [] }, false],
      [{ g: ['*'] }, false],
      [{ g: ['a b'] }, false],
      [{ G: ['a'] }, false],
      [{ wharfinger: ['a'] }, true],
      [{ 'wharfinger-x': ['a'] }, false],
      [{ g: many(64, 'v') }, true],
      [{ g: many(65, 'v') }, false],
      [lists(many(32, 'k')), true],
      [lists(many(33, 'k')), false],
    ];
    const ofHashes: [passwordHash: string, isTaken: boolean][] = [
      [HASH.replace('$2y$05', '$2a$04'), true],
      [HASH.replace('$2y$05', '$2b$14'), true],
      [HASH.replace('$2y$05', '$2x$05'), false],
      [HASH.replace('$05', '$03'), false],
      [HASH.replace('$05', '$15'), false],
      [`${HASH.slice(0, 28)}f${HASH.slice(29)}`, false],
      [`${HASH.slice(0, -1)}L`, false],
      [HASH.slice(0, -1), false],
    ];
    const cases = [
      ...ofLabels.map(([labels, isTaken]) => ({ labels, passwordHash: HASH, isTaken })),
      ...ofHashes.map(([passwordHash, isTaken]) => ({ labels: {}, passwordHash, isTaken })),
    ];
    const prefix = newAccount();
    const users = cases.map(({ labels, passwordHash }, n): [string, object] => [
      `${prefix}-${n}`,
      { password: passwordHash, labels },
    ]);

    const planned = await importUsers(await writeUsers(JSON.stringify(Object.fromEntries(users))), '--dry-run');
    const url = new URL('/v1/users/', siteOf(stack).authnHook);
    for (const [n, { labels, passwordHash, isTaken }] of cases.entries()) {
      const account = `${prefix}-${n}`;
      expect(planned.stdout).toContain(`${account}: ${isTaken ? 'would be created' : 'not taken over'}`);
      const answer = await sendAsAdmin(stack, {
        method: 'PUT',
        url: new URL(account, url),
        scope: 'identity:default:write',
        body: { passwordHash, labels },
      });
      expect([labels, passwordHash, answer.status]).toStrictEqual([labels, passwordHash, isTaken ? 201 : 400]);
    }
  });
});

test('a command that is wrong is not begun', async () => {
  expect(await importUsers(path.join(folder, 'no-such-file'))).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await importUsers(folder, '--format', 'passwd')).toMatchObject({ exitCode: 2, stdout: '' });
});
