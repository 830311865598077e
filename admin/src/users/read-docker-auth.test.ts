import { describe, expect, test } from 'vitest';

import { readDockerAuth } from './read-docker-auth.ts';

const entry = (line: number, account: string, passwordHash: string | null, labels: object = {}) => ({
  line,
  account,
  passwordHash,
  labels,
});

test.each([
  ['a whole configuration', 'server: {addr: ":1"}\nusers:\n  anna: {password: h}\n', [entry(3, 'anna', 'h')]],
  ['only the map', 'anna: {password: h}\nbert:\n  password: i\n', [entry(1, 'anna', 'h'), entry(2, 'bert', 'i')]],
  ['JSON', '{"users": {"anna": {"password": "h", "labels": {"g": ["a"]}}}}', [entry(1, 'anna', 'h', { g: ['a'] })]],
  [
    'users that are called like sections',
    'users: {password: h}\ntoken: {password: i}\n',
    [entry(1, 'users', 'h'), entry(2, 'token', 'i')],
  ],
  ['no users', 'users: {}', []],
  [
    'names and passwords that YAML takes for something else',
    '123: {password: 456}\non: {password: 0x1}\n',
    [entry(1, '123', '456'), entry(2, 'on', '0x1')],
  ],
  [
    'labels by an alias, and a user by a merge',
    'x: &l {g: [a]}\nusers:\n  anna: {password: h, labels: *l}\n',
    [entry(3, 'anna', 'h', { g: ['a'] })],
  ],
  [
    'merged fields',
    'users:\n  anna: &a {password: h}\n  bert: {<<: *a, labels: {g: [b]}}\n',
    [entry(2, 'anna', 'h'), entry(3, 'bert', 'h', { g: ['b'] })],
  ],
  [
    'a user that is an alias',
    'users:\n  anna: &a {password: h}\n  bert: *a\n',
    [entry(2, 'anna', 'h'), entry(3, 'bert', 'h')],
  ],
  [
    'missing, null and empty passwords',
    'users: {"": {}, a: {}, b: , c: {password: ""}, d: {password: [x]}}',
    [entry(1, '', null), entry(1, 'a', null), entry(1, 'b', null), entry(1, 'c', null), entry(1, 'd', null)],
  ],
  [
    'a name that stands there twice',
    'users:\n  a: {password: h}\n  a: {password: i}\n',
    [entry(2, 'a', 'h'), entry(3, 'a', 'i')],
  ],
])('%s is read', (_what, text, found) => {
  expect(readDockerAuth(text)).toMatchObject({ kind: 'ok', found });
});

test.each(['{g: a}', 'a', '[a]', '{g: {h: [i]}}', '{__proto__: [a]}', '{g: [a], __proto__: {h: [i]}}'])(
  'labels %s are of no use to any judge',
  (labels) => {
    expect(readDockerAuth(`users: {a: {password: h, labels: ${labels}}}`)).toMatchObject({
      found: [{ labels: { '': [] } }],
    });
  },
);

test.each([
  ['password stands there twice', 'a: {password: s3cret, password: i}'],
  ['labels stands there twice', 'a: {password: h, labels: {g: [s3cret]}, labels: {}}'],
  ['label stands there twice', 'a: {password: h, labels: {g: [s3cret], "g": [b]}}'],
  ['password of another form stands there twice', 'a: {password: h, "password": s3cret}'],
  ['password is merged behind it', 'a: {password: h, <<: {password: s3cret}}'],
  ['merge stands there twice', 'a: {<<: {password: h}, <<: {password: s3cret}}'],
  ['password in what is merged stands there twice', 'a: {<<: {password: s3cret, password: i}}'],
  ['password in one of what is merged stands there twice', 'a: {<<: [{labels: {}}, {password: s3cret, password: i}]}'],
])('a user whose %s is broken, and the others are read', (_what, user) => {
  const read = readDockerAuth(`users:\n  b: {password: h}\n  ${user}\n`);
  expect(read).toMatchObject({ found: [entry(2, 'b', 'h')], broken: [{ line: 3 }] });
  expect(JSON.stringify(read)).not.toContain('s3cret');
});

test('rules that are not taken over are named', () => {
  expect(readDockerAuth('users: {}\nacl: []\next_authz: {command: x}\n')).toMatchObject({
    notes: [expect.stringMatching(/^acl, ext_authz: not taken over/)],
  });
});

describe('what is no file of users is refused, and nothing of it shown', () => {
  test.each([
    ['broken YAML', 'users:\n  a: {password: "s3cret\n'],
    ['two maps of users', 'users: {a: {password: s3cret}}\nusers: {b: {password: s3cret}}\n'],
    ['a section twice', 'users: {a: {password: s3cret}}\nacl: []\nacl: [s3cret]\n'],
    ['a text', 's3cret'],
    ['a list', '- s3cret'],
    ['nothing', ''],
    ['a configuration without users', 'server: {addr: s3cret}\ntoken: {}\n'],
    ['two documents', 'users: {}\n---\ns3cret: {}\n'],
    ['users that are no map', 'token: {}\nusers: [s3cret]\n'],
    ['an alias that leads nowhere', 'users: {a: {password: h, labels: *s3cret}}'],
  ])('%s', (_what, text) => {
    const read = readDockerAuth(text);

    expect(read).toMatchObject({ kind: 'invalid' });
    expect(JSON.stringify(read)).not.toContain('s3cret');
  });

  test('aliases that multiply a thousandfold', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
    const text = `l0: &l0 [x]\n${levels.join('\n')}\nusers: {a: {password: h, labels: {g: *l12}}}\n`;

    expect(readDockerAuth(text)).toMatchObject({ kind: 'invalid' });
  });
});
