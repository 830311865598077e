import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startSystem, type System } from '@wharfinger/local';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CommandResult } from './clients/run-command.ts';
import { eventually } from './eventually.ts';
import { sendAsAdmin } from './http/admin-api.ts';
import { fetchToken, REGISTRY_SERVICE } from './http/token-request.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { siteOf } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PASSWORD = 'e2e-password-of-an-imported-policy';

/** docker_auth's hook is asked, and tells of refusals alone. */
const TELLS_WHAT_IS_GRANTED = (process.env['WHARFINGER_DOCKER_AUTH'] ?? '') === '';

const ACL = `acl:
  - match: {account: boss}
    actions: ["*"]
  - match: {account: tester, name: "test-*"}
    actions: ["*"]
  - match: {account: tester}
    actions: []
    comment: nothing else
  - match: {account: "/.+/", name: "\${account}/*"}
    actions: ["*"]
  - match: {account: "/.+/", type: registry, name: catalog}
    actions: ["*"]
  - match: {labels: {groups: dev}, name: '/^team\\/.*$/'}
    actions: [pull, push]
  - match: {name: "public/**"}
    actions: [pull]
`;
const ODD_ENTRY = `  - match: {name: "/odd/"}
    actions: [pull]
    comment: a regular expression
`;

/** What the list gives, worked out by hand. */
const CASES: [account: string | null, scope: string, granted: string[]][] = [
  ['boss', 'repository:any/thing/deep:pull,push,delete', ['delete', 'pull', 'push']],
  ['tester', 'repository:test-a:pull,push', ['pull', 'push']],
  ['tester', 'repository:tester/app:pull', []],
  ['tester', 'repository:public/app:pull', []],
  ['tester', 'registry:catalog:*', []],
  ['anna', 'repository:anna/app:pull,push,delete', ['delete', 'pull', 'push']],
  ['anna', 'repository:anna/app/deep:pull', []],
  ['anna', 'repository:tester/app:pull', []],
  ['anna', 'registry:catalog:*', ['*']],
  ['anna', 'repository:team/app/deep:pull,push,delete', ['pull', 'push']],
  ['anna', 'policy:default:read', []],
  ['anna', 'repository:public/app:pull,push', ['pull']],
  ['anna', 'repository:public/a/b:pull', []],
  [null, 'repository:public/app:pull,push', ['pull']],
  [null, 'repository:team/app:pull', []],
];
const LABELS: Record<string, Record<string, string[]>> = { boss: {}, tester: {}, anna: { groups: ['dev'] } };

let system: System;
let stateDirectory = '';

beforeAll(async () => {
  stateDirectory = await createStateDirectory();
  const portBase = await findFreePortBase();
  system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
  for (const [account, labels] of Object.entries(LABELS)) {
    const url = new URL(`/v1/users/${account}`, siteOf(system.stack).authnHook);
    const body = { password: PASSWORD, labels };
    const answer = await sendAsAdmin(system.stack, { method: 'PUT', url, scope: 'identity:default:write', body });
    if (answer.status !== 201) throw new Error(`${account}: ${await answer.text()}`);
  }
});

afterAll(async () => {
  await system.stop();
  await removeStateDirectory(stateDirectory);
});

async function policy(...args: string[]): Promise<CommandResult> {
  const parameters = ['tools/run.mjs', 'policy', ...args, '--state', stateDirectory];
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

async function writeAcl(text: string): Promise<string> {
  const file = path.join(stateDirectory, 'auth_config.yml');
  await writeFile(file, text);
  return file;
}

async function grantedTo(account: string | null, scope: string): Promise<string[]> {
  const credentials = account === null ? undefined : { username: account, password: PASSWORD };
  const token = await fetchToken(system.stack, { service: REGISTRY_SERVICE, scopes: [scope], credentials });
  return decodeJwt<{ access: { actions: string[] }[] }>(token).access.flatMap(({ actions }) => actions);
}

describe("docker_auth's acl", () => {
  test('is shown by a dry run, which changes nothing, and names what is left out', async () => {
    const file = await writeAcl(`${ACL}${ODD_ENTRY}`);
    const { exitCode, stdout } = await policy('import', file, '--dry-run');
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('left out  acl[7] “a regular expression”')]);
    expect(stdout).toContain('added    bindings/acl-0');
    expect((await policy('history')).stdout).not.toContain('imported');
  });

  test('gives from then on what it gave, and nothing else', async () => {
    const imported = await policy('import', await writeAcl(ACL));
    expect(imported).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Every entry means the same here.'),
    });
    await eventually('the policy is in force', async () => {
      const granted = await grantedTo('anna', 'registry:catalog:*');
      return granted.length > 0 ? true : undefined;
    });
    const found: unknown[] = [];
    for (const [account, scope] of CASES) found.push([account, scope, (await grantedTo(account, scope)).toSorted()]);
    expect(found).toEqual(CASES);
    expect((await policy('history')).stdout).toContain('“imported from auth_config.yml”');
  });

  test('does not write over rules that there are, and the administrator is still one', async () => {
    const file = await writeAcl(ACL);
    expect(await policy('import', file)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--replace') });
    expect(await policy('import', file, '--replace')).toMatchObject({ exitCode: 0 });
  });
});

test('explain, who-can, show, apply and restore speak of the same policy', async () => {
  const explained = await policy('explain', 'tester', 'pull', 'public/app');
  expect(explained).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^no: .*acl-2-denial/) });
  expect((await policy('explain', 'anna', 'push', 'team/x')).stdout).toMatch(/^yes: /);
  expect((await policy('who-can', 'push', 'team/x')).stdout).toContain('groups=dev');

  const shown = await policy('show', '--json');
  const [, base = ''] = /version ("[^"]+")/.exec(shown.stderr) ?? [];
  const file = path.join(stateDirectory, 'policy.json');
  const nobody = path.join(stateDirectory, 'nobody.yml');
  await writeFile(nobody, 'defaults: false\n');
  const tried = await policy('apply', nobody, '--dry-run');
  expect(tried).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/ 409: [^]*--force/) });
  const simulated = await policy('simulate', nobody);
  const changes = TELLS_WHAT_IS_GRANTED ? /^anna .* -pull [^]*decisions since .* would change/m : /decisions since/;
  expect(simulated).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(changes) });

  const changed = shown.stdout.replace('"defaults": false', '"defaults": true');
  await writeFile(file, changed);
  const applied = await policy('apply', file, '--base', base, '--reason', 'a change');
  expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^changed +defaults/) });
  await writeFile(file, shown.stdout);
  const again = await policy('apply', file, '--base', base);
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('by admin') });

  const [, number = ''] = /^(\d+) /.exec((await policy('history', '--limit', '1')).stdout) ?? [];
  expect(await policy('restore', String(Number(number) - 1))).toMatchObject({ exitCode: 0 });
  expect(JSON.parse((await policy('show', '--json')).stdout)).toEqual(JSON.parse(shown.stdout));
});
