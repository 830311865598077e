import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PolicyDocument } from '@wharfinger/policy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { parsePolicyCommandLine } from '../src/policy/policy-command-line.ts';
import { runPolicyCommand } from '../src/policy/run-policy-command.ts';
import { ADMIN } from './admin-api-server.ts';
import { type PolicyApiServer, startPolicyApi } from './policy-api-server.ts';

const EMPTY: PolicyDocument = { schema: 1, defaults: true, roles: {}, bindings: [], denials: [] };
const BINDING = { id: 'dev', role: 'writer', subjects: [{ kind: 'everyone' as const }], names: ['team/**'] };
const ACL = 'acl:\n- {match: {account: "/.+/"}, actions: [pull]}\n';
const ODD_ACL = `${ACL}- {match: {name: "/odd/"}, actions: [pull], comment: "a\\e[31m"}\n`;

let api: PolicyApiServer;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'policy-'));
  writeFileSync(path.join(folder, 'password'), `${ADMIN.password}\n`);
  api = await startPolicyApi(EMPTY);
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | object): string {
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return path.join(folder, name);
}

async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const urls = ['--authz-url', api.url, '--authn-url', api.url, '--token-url', `${api.url}/auth/token`];
  const who = ['--username', ADMIN.username, '--password-file', path.join(folder, 'password')];
  const commandLine = parsePolicyCommandLine([...args, ...urls, ...who], {});
  if (commandLine.kind !== 'run') throw new Error(JSON.stringify(commandLine));
  const output: string[] = [];
  const errors: string[] = [];
  const code = await runPolicyCommand(commandLine.command, commandLine.target, {
    print: (line) => output.push(line),
    complain: (line) => errors.push(line),
    sayWaiting: (reason) => errors.push(reason),
    askNewPassword: async () => ({ kind: 'invalid', reason: 'nobody is there' }),
    resolvePath: (file) => path.resolve(folder, file),
  });
  return { code, output: output.join('\n'), errors: errors.join('\n') };
}

describe('import', () => {
  test('makes the translated list the whole policy, with administrators, in the place of what was read', async () => {
    const { code, output } = await run('import', write('auth_config.yml', ACL));
    expect([code, output]).toEqual([0, expect.stringContaining('Revision 2 is the policy.')]);
    expect(api.state.document).toMatchObject({
      defaults: false,
      bindings: [
        { id: 'acl-0', role: 'reader' },
        { id: 'administrators', role: 'administrator' },
      ],
    });
    expect(api.writes).toEqual([
      { path: '/v1/policy', query: '?reason=imported+from+auth_config.yml', ifMatch: '"1-a"' },
    ]);
  });

  test('writes nothing where entries are left out, unless that is said; then says how to go back', async () => {
    const file = write('a.yml', ODD_ACL);
    expect(await run('import', file)).toMatchObject({ code: 1, errors: expect.stringContaining('--partial') });
    expect(api.state.version).toBe(1);
    expect(await run('import', file, '--partial')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('restore 1'),
    });
    expect(api.state.version).toBe(2);
  });

  test('names what it leaves out, with nothing that a terminal obeys, and ends with 1', async () => {
    const { code, output } = await run('import', write('a.yml', ODD_ACL), '--dry-run');
    expect([code, api.writes]).toEqual([1, []]);
    expect(output).toContain(String.raw`left out  acl[1] “a\u{1b}[31m”: name: it is a regular expression`);
    expect(output).toContain('added    bindings/acl-0');
    expect(output).toContain('This was a dry run');
    expect(output).not.toContain('\u{1B}');
  });

  test('does not write over rules unless that is said', async () => {
    api.state.document = { ...EMPTY, bindings: [BINDING] };
    const file = write('a.yml', ACL);
    expect(await run('import', file)).toMatchObject({ code: 1, errors: expect.stringContaining('1 roles and rules') });
    expect(await run('import', file, '--replace', '--keep-defaults')).toMatchObject({ code: 0 });
    expect(api.state.document).toMatchObject({ defaults: true, bindings: [{ id: 'acl-0' }, {}] });
  });

  test('needs no system for an offline dry run', async () => {
    await api.close();
    const { code, output } = await run('import', write('a.yml', ODD_ACL), '--dry-run', '--offline', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ policy: { bindings: [{ id: 'acl-0' }, {}] }, leftOut: [{ index: 1 }] });
    api = await startPolicyApi(EMPTY);
  });

  test('that becomes nothing that authz takes is said so, without a system, too', async () => {
    await api.close();
    const long = 'x'.repeat(513);
    const file = write('a.yml', `acl: [{match: {service: ${long}}, actions: [pull]}]`);
    const { code, errors } = await run('import', file, '--dry-run', '--offline');
    expect([code, errors]).toEqual([1, expect.stringContaining('$.bindings[0].services[0]')]);
    api = await startPolicyApi(EMPTY);
  });

  test.each([
    ['no such file', undefined, "can't be read"],
    ['a file without a list', 'users: {}', 'no acl: list'],
    ['an address that is none', 'acl: [{match: {ip: x}, actions: []}]', 'match.ip'],
  ])('of %s is wrong', async (_what, content, reason) => {
    const file = content === undefined ? 'none' : write('a.yml', content);
    expect(await run('import', file)).toMatchObject({ code: 2, errors: expect.stringContaining(reason) });
  });
});

describe('apply', () => {
  test('shows what changes and writes it; a dry run only shows', async () => {
    const file = write('policy.json', { ...EMPTY, bindings: [BINDING] });
    const dry = await run('apply', file, '--dry-run');
    expect(dry).toMatchObject({ code: 0, output: expect.stringContaining('added    bindings/dev') });
    expect(api.writes).toEqual([]);
    expect(await run('apply', file, '--reason', 'why not', '--force')).toMatchObject({ code: 0 });
    expect(api.state.document.bindings).toEqual([BINDING]);
    expect(api.writes).toMatchObject([{ query: '?reason=why+not&force=true', ifMatch: '"1-a"' }]);
  });

  test('of an older version is refused, and who changed it is said', async () => {
    const file = write('policy.json', EMPTY);
    const refused = await run('apply', file, '--base', '0-a', '--json');
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('revision 7, by carol') });
  });

  test.each([
    ['', 'the file is empty'],
    ['hello', 'there is no policy in it'],
    ['{ "schema": 1 ', 'line 1 is neither YAML nor JSON'],
    ['schema: 1\nschema: 1\n', 'line 2 is neither YAML nor JSON'],
    ['a: &a {b: *a}', 'an alias in it leads into itself'],
    ['a: *b', ''],
  ])('of %j is not begun', async (text, reason) => {
    expect(await run('apply', write('p', text))).toMatchObject({ code: 2, errors: expect.stringContaining(reason) });
  });

  test('names every place that authz names', async () => {
    const file = write('p', {
      ...EMPTY,
      bindings: [
        { ...BINDING, id: 'X' },
        { ...BINDING, role: '' },
      ],
    });
    const refused = await run('apply', file);
    expect(refused).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^bindings\.0\.id .*\nbindings\.1\.role /),
    });
  });

  test('is not begun, and no dry run goes well, where it would lock out; how to write it all the same is said', async () => {
    const detail = 'You would be locked out; force=true writes it all the same.';
    const body = { type: 'urn:wharfinger:problem:lock-out', detail };
    api.answers.set('PUT /v1/policy', { status: 409, body });
    const file = write('policy.json', EMPTY);
    for (const args of [['--dry-run'], []]) {
      expect(await run('apply', file, ...args)).toMatchObject({
        code: 1,
        errors: expect.stringMatching(/\n.*--force/),
      });
    }
  });

  test('in the place of what cannot be read is told how', async () => {
    const body = { title: 'Broken document', detail: 'The stored policy cannot be read.' };
    api.answers.set('GET /v1/policy', { status: 409, body, headers: { etag: '"abc"' } });
    for (const args of [['show'], ['apply', write('policy.json', EMPTY)]]) {
      expect(await run(...args)).toMatchObject({ code: 1, errors: expect.stringContaining('apply FILE --base abc') });
    }
  });
});

describe('questions', () => {
  test('explain asks with the labels that the account has, or with those that are said', async () => {
    api.answers.set('GET /v1/users/alice', { status: 200, body: { labels: { groups: ['dev'] } } });
    const near = [{ rule: 'b', kind: 'binding', failed: [{ message: 'not in 10.0.0.0/8' }] }];
    const actions = [{ action: 'push', isGranted: false, reason: 'push refused by no binding', near }];
    api.answers.set('POST /v1/explain', { status: 200, body: { actions } });
    const { code, output } = await run('explain', 'alice', 'push', 'team/app');
    expect([code, output]).toEqual([1, 'no: push refused by no binding\n  binding b not: not in 10.0.0.0/8']);
    const asked = { account: 'alice', type: 'repository', name: 'team/app', actions: ['push'] };
    expect(api.asked.get('/v1/explain')).toEqual({ ...asked, labels: { groups: ['dev'] } });
    await run('explain', 'alice', 'push', 'team/app', '--label', 'a=b', '--label', 'a=c', '--address', '10.0.0.7');
    expect(api.asked.get('/v1/explain')).toEqual({ ...asked, labels: { a: ['b', 'c'] }, address: '10.0.0.7' });
    expect(await run('explain', 'bob', 'push', 'a')).toMatchObject({
      errors: expect.stringContaining('There is no user bob'),
    });
    api.answers.set('GET /v1/users/bob', { status: 500, body: {} });
    expect(await run('explain', 'bob', 'push', 'a')).toMatchObject({
      errors: expect.stringContaining('labels of bob'),
    });
    await run('explain', 'anonymous', 'push', 'a', '--json');
    expect(api.asked.get('/v1/explain')).toMatchObject({ account: null, labels: {} });
  });

  test('who-can names everybody, and from whom it is taken', async () => {
    const everyone = { rule: 'a', callers: { kind: 'everyone', labels: [] }, conditions: {}, isInForce: true };
    const dev = { kind: 'label', labels: [{ key: 'groups', value: 'dev' }] };
    const granted = [
      { ...everyone, isTakenAway: 'partly', denials: ['d', 'e'] },
      { ...everyone, rule: 'b', callers: dev, isTakenAway: 'wholly', denials: ['d'] },
      { ...everyone, rule: 'c', isTakenAway: 'no', denials: [] },
    ];
    const denied = [{ rule: 'd', callers: dev, conditions: { cidrs: ['10.0.0.0/8'] }, isInForce: false }];
    const policy = { revision: 7, isStale: true };
    const unseen = { incomplete: ['x'], incompleteTotal: 3 };
    const body = { policy, granted, denied, deniedTotal: 3, isDeniedToAll: false, ...unseen, next: null };
    api.answers.set('GET /v1/who-can', { status: 200, body });
    const { output, errors } = await run('who-can', 'pull', 'a');
    expect(output.split('\n')).toEqual([
      'everyone  by a, partly taken away by d, e',
      'not groups=dev  by b: taken away by d',
      'everyone  by c',
      'not groups=dev  cidrs 10.0.0.0/8  not now  by d',
      '… and 2 more that are denied it',
    ]);
    expect(errors).toMatch(/revision 7, and there may be a newer one.*\nCallers may be missing.*: x and 2 more\.$/);
    expect(JSON.parse((await run('who-can', 'pull', 'a', '--json')).output)).toMatchObject({ granted, deniedTotal: 3 });
    const whole = { ...body, policy: { ...policy, isStale: false }, granted: [granted[1]], denied: [], deniedTotal: 0 };
    api.answers.set('GET /v1/who-can', { status: 200, body: { ...whole, incomplete: [], incompleteTotal: 0 } });
    expect(await run('who-can', 'pull', 'a')).toMatchObject({
      output: expect.stringMatching(/\nNobody\.$/),
      errors: '',
    });
  });

  test('simulate names the decisions that would change', async () => {
    const { code, output } = await run('simulate', write('p.json', EMPTY), '--days', '3');
    expect([code, output]).toEqual([0, expect.stringContaining('anonymous  repository a  +pull  2 times')]);
    expect(api.asked.get('/v1/simulate')).toMatchObject({ record: { days: 3 } });
  });
});

test('show, history, diff and restore', async () => {
  api.state.document = { ...EMPTY, bindings: [BINDING] };
  expect(await run('show')).toMatchObject({
    output: 'binding  dev: writer on team/** for everyone\nThe default bindings hold beside these.',
    errors: 'This is version "1-a". To write in its place alone: npm run policy -- apply FILE --base 1-a',
  });
  expect(JSON.parse((await run('show', '--json')).output)).toEqual(api.state.document);
  api.answers.set('GET /v1/bindings/dev', { status: 200, body: BINDING });
  expect(JSON.parse((await run('show', 'bindings/dev')).output)).toEqual(BINDING);
  const changes = { added: ['bindings/dev'], changed: [], removed: [] };
  const revision = { number: 2, author: 'carol', at: 'noon', reason: 'so', changes };
  api.answers.set('GET /v1/revisions', { status: 200, body: { revisions: [revision], next: 'x' } });
  expect((await run('history')).output).toBe('2  noon  carol  1 added  “so”\nThere are more: --limit 40');
  api.answers.set('GET /v1/revisions/2', { status: 200, body: { diff: [{ kind: 'added', path: 'a/b', after: 1 }] } });
  expect((await run('diff', '2')).output).toBe('added a/b\n  + 1');
  const long = { diff: [{ kind: 'added', path: 'a/b' }], diffTotal: 1001 };
  api.answers.set('GET /v1/revisions/2', { status: 200, body: long });
  expect((await run('diff', '2')).output).toBe('added a/b\n… and 1000 more');
  api.answers.set('GET /v1/revisions/0', { status: 200, body: { diff: [] } });
  expect((await run('diff', '0')).output).toBe('It changed nothing.');
  api.answers.set('GET /v1/revisions', { status: 200, body: { revisions: [{ ...revision, author: '' }], next: 'x' } });
  expect((await run('history', '--limit', '400')).output).toMatch(/  anonymous  [^]*--limit 500$/);
  expect((await run('history', '--limit', '500')).output).toMatch(/There are more: GET \/v1\/revisions/);
  const warnings = [{ path: '$.bindings[0]', message: 'decides nothing' }];
  api.answers.set('POST /v1/revisions/1/restore', { status: 200, body: { revision: 3, isChanged: true, warnings } });
  expect((await run('restore', '1')).output).toBe('warning  $.bindings[0]: decides nothing\nRevision 3 is the policy.');
  api.answers.set('POST /v1/revisions/1/restore', { status: 409, body: { detail: 'You would be locked out.' } });
  expect(await run('restore', '1')).toMatchObject({ code: 1, errors: 'authz answers 409: You would be locked out.' });
});
