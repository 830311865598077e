import { expect, test } from 'vitest';

import { parseCommandLine } from './command-line.ts';

const REMOTE = ['--authn-url', 'http://localhost:8080', '--token-url', 'https://r.example/auth/token'];
const LOCAL = { kind: 'local', state: '.local', username: undefined, passwordFile: undefined };

test('an import needs a file alone', () => {
  expect(parseCommandLine(['import', 'f'], {})).toStrictEqual({
    kind: 'run',
    command: {
      kind: 'import',
      file: 'f',
      format: undefined,
      isDryRun: false,
      isReplacing: false,
      allowsAdministrators: false,
    },
    target: LOCAL,
  });
});

test('every option is heard', () => {
  const args = [
    'import',
    'f',
    '--format',
    'docker-auth',
    '--dry-run',
    '--replace',
    '--allow-administrators',
    ...REMOTE,
  ];

  expect(parseCommandLine([...args, '--username', 'root', '--password-file', 'p'], {})).toStrictEqual({
    kind: 'run',
    command: {
      kind: 'import',
      file: 'f',
      format: 'docker-auth',
      isDryRun: true,
      isReplacing: true,
      allowsAdministrators: true,
    },
    target: {
      kind: 'remote',
      apiUrl: 'http://localhost:8080',
      tokenUrl: 'https://r.example/auth/token',
      username: 'root',
      passwordFile: 'p',
    },
  });
});

test('who somebody is may come from the environment, and what is typed counts more', () => {
  const environment = { WHARFINGER_USERNAME: 'eve' };

  expect(parseCommandLine(['import', 'f', ...REMOTE], environment)).toMatchObject({ target: { username: 'eve' } });
  expect(parseCommandLine(['import', 'f', ...REMOTE, '--username', 'root'], environment)).toMatchObject({
    target: { username: 'root' },
  });
  expect(parseCommandLine(['import', 'f'], environment)).toMatchObject({ target: { kind: 'local' } });
});

test('a key says what it may and how long', () => {
  const args = [
    'key',
    'ci',
    '--name',
    'deploy',
    '--scopes',
    ' repository:a/**:pull  registry:catalog:* ',
    '--expires',
    '90d',
  ];

  expect(parseCommandLine(args, {})).toMatchObject({
    command: {
      kind: 'key',
      account: 'ci',
      name: 'deploy',
      scopes: ['repository:a/**:pull', 'registry:catalog:*'],
      lifetimeDays: 90,
    },
  });
  expect(parseCommandLine(['key', 'ci', '--name', 'n', '--scopes', 'all', '--expires', 'never'], {})).toMatchObject({
    command: { scopes: null, lifetimeDays: null },
  });
});

test('users are listed, and added', () => {
  expect(parseCommandLine(['list'], {})).toMatchObject({ command: { kind: 'list' } });
  expect(parseCommandLine(['add', 'ci'], {})).toMatchObject({ command: { kind: 'add', account: 'ci', groups: [] } });
  expect(parseCommandLine(['add', 'ci', '--new-password'], {})).toMatchObject({
    command: { password: { kind: 'ask' } },
  });
  expect(parseCommandLine(['add', 'ci', '--new-password-file', 'p'], {})).toMatchObject({
    command: { password: { kind: 'file', file: 'p' } },
  });
  expect(parseCommandLine(['add', 'ci', '--group', 'a', '--group', 'b'], {})).toMatchObject({
    command: { groups: ['a', 'b'] },
  });
});

test.each(['show', 'disable', 'enable', 'delete', 'keys'])('%s takes one account', (kind) => {
  expect(parseCommandLine([kind, 'ci'], {})).toMatchObject({ command: { kind, account: 'ci' } });
  expect(parseCommandLine([kind], {})).toMatchObject({ kind: 'invalid' });
  expect(parseCommandLine([kind, 'ci', 'cd'], {})).toMatchObject({ kind: 'invalid' });
});

test.each([[['--help']], [['-h']], [['import', '--help']]])('%j asks for help', (args) => {
  expect(parseCommandLine(args, {})).toStrictEqual({ kind: 'help' });
});

test('nothing is no command', () => {
  expect(parseCommandLine([], {})).toStrictEqual({ kind: 'nothing' });
});

test('a local system may be spoken to as somebody else', () => {
  expect(parseCommandLine(['list', '--username', 'eve', '--state', 's', '--password-file', 'p'], {})).toMatchObject({
    target: { kind: 'local', state: 's', username: 'eve', passwordFile: 'p' },
  });
});

test('a password is asked for unless it stands in a file', () => {
  expect(parseCommandLine(['password', 'ci'], {})).toMatchObject({ command: { password: { kind: 'ask' } } });
  expect(parseCommandLine(['password', 'ci', '--new-password-file', 'p'], {})).toMatchObject({
    command: { kind: 'password', account: 'ci', password: { kind: 'file', file: 'p' } },
  });
});

test('labels are lists of values, or go', () => {
  expect(parseCommandLine(['labels', 'ci', 'groups=a,b', 'team='], {})).toMatchObject({
    command: {
      kind: 'labels',
      account: 'ci',
      labels: new Map([
        ['groups', ['a', 'b']],
        ['team', []],
      ]),
    },
  });
});

test('a trust is checked with a token from stdin, or from a file', () => {
  expect(parseCommandLine(['trust', 'check', 'github'], {})).toMatchObject({
    command: { kind: 'trust', name: 'github', tokenFile: undefined },
  });
  expect(parseCommandLine(['trust', 'check', 'github', '--token-file', 't'], {})).toMatchObject({
    command: { tokenFile: 't' },
  });
});

test.each(['AAAAAAAAA1', 'whf_AAAAAAAAA1', `whf_AAAAAAAAA1${'s'.repeat(38)}`])('%s names a key', (key) => {
  expect(parseCommandLine(['revoke', 'ci', key], {})).toMatchObject({
    command: { kind: 'revoke', account: 'ci', id: 'AAAAAAAAA1' },
  });
});

test.each(['nonsense', 'whf_AAA', 'AAAAAAAAA1AA', 'whf_AAAAAAAAA1-secret', ' '])(
  '%j names no key, what does is said, and what was typed is not',
  (key) => {
    const parsed = parseCommandLine(['revoke', 'ci', key], {});

    expect(parsed).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('ten letters and digits') });
    expect(JSON.stringify(parsed).split(/[ ",.:]/)).not.toContain(key);
  },
);

test.each(['add', 'key', 'keys', 'revoke', 'show', 'password', 'labels', 'disable', 'enable', 'delete'])(
  '%s of an empty account is wrong',
  (command) => {
    const args = command === 'revoke' ? ['AAAAAAAAAA'] : [];

    expect(parseCommandLine([command, '', ...args], {})).toStrictEqual({
      kind: 'invalid',
      reason: 'The account is empty.',
    });
  },
);

test.each([
  [['export', 'f'], 'Say what to do'],
  [['toString'], 'Say what to do'],
  [['--dry-run'], 'Say what to do'],
  [['import'], 'Which file'],
  [['import', 'f', 'g'], 'One file'],
  [['import', 'f', '--format', 'passwd'], '--format is'],
  [['import', 'f', '--password', 'x'], "Unknown option '--password'"],
  [['import', 'f', '--state', ''], '--state is'],
  [['import', 'f', '--state', 'x', ...REMOTE], '--state names'],
  [['import', 'f', '--username', ''], '--username is empty'],
  [['import', '-', '--username', 'root'], 'on stdin'],
  [['trust', 'check', 'github', '--username', 'root'], 'With the token on stdin'],
  [['trust', 'check'], 'name of a trust'],
  [['trust', 'make', 'github'], 'name of a trust'],
  [['trust', 'check', ''], 'The name is empty'],
  [['password'], 'one account'],
  [['labels'], 'one account'],
  [['labels', 'ci'], 'Which labels'],
  [['labels', 'ci', 'groups'], 'KEY=VALUE'],
  [['labels', 'ci', '=a'], 'KEY=VALUE'],
  [['labels', 'ci', 'g=a', 'g=b'], 'twice'],
  [['import', 'f', ...REMOTE.slice(0, 2)], 'go together'],
  [['import', 'f', ...REMOTE.slice(2)], 'go together'],
  [['import', 'f', ...REMOTE], 'Who are you'],
  [['import', 'f', '--authn-url', 'ftp://x', ...REMOTE.slice(2)], 'http or https'],
  [['import', 'f', '--authn-url', 'http://root:secret@x', ...REMOTE.slice(2)], 'http or https'],
  [['list', 'x'], 'takes no name'],
  [['list', '--dry-run'], '--dry-run is no option of list'],
  [['import', 'f', '--scopes', 'all'], '--scopes is no option of import'],
  [['add'], 'one account'],
  [['add', 'a', 'b'], 'one account'],
  [['add', 'a', '--new-password', '--new-password-file', 'p'], 'one of them'],
  [['delete', 'a', '--new-password'], '--new-password is no option of delete'],
  [['revoke', 'a'], 'the id of a key'],
  [['revoke', 'a', 'b', 'c'], 'the id of a key'],
  [['key', '--name', 'n'], 'one account'],
  [['key', 'a', '--scopes', 'all', '--expires', '1d'], '--name'],
  [['key', 'a', '--name', 'n', '--expires', '1d'], '--scopes'],
  [['key', 'a', '--name', 'n', '--scopes', ' ', '--expires', '1d'], '--scopes'],
  [['key', 'a', '--name', 'n', '--scopes', 'all'], '--expires'],
  [['key', 'a', '--name', 'n', '--scopes', 'all', '--expires', '0d'], '--expires'],
  [['key', 'a', '--name', 'n', '--scopes', 'all', '--expires', '3651d'], '--expires'],
  [['key', 'a', '--name', 'n', '--scopes', 'all', '--expires', '1h'], '--expires'],
  [['import', '-', ...REMOTE, '--username', 'root'], 'on stdin'],
])('%j is wrong: %s', (args, reason) => {
  expect(parseCommandLine(args, {})).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) });
});
