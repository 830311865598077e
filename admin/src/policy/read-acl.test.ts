import { expect, test } from 'vitest';

import { readAcl } from './read-acl.ts';

test('reads a whole configuration; nothing at all is not the empty text', () => {
  const found = readAcl(`
users: {"": {}}
acl:
  - match: {account: "", name: "public/*", type: ~}
    actions: [pull]
    comment: hello
  - match: {account: , service: 123, labels: {groups: dev}}
    actions: []
  - {match: {}}
`);
  expect(found).toEqual({
    kind: 'ok',
    entries: [
      { match: { account: '', name: 'public/*' }, actions: ['pull'], comment: 'hello' },
      { match: { service: '123', labels: { groups: 'dev' } }, actions: [], comment: undefined },
      { match: {}, actions: null, comment: undefined },
    ],
    notes: [],
  });
});

test('reads the list alone, with aliases', () => {
  const found = readAcl('- match: &m {account: a}\n  actions: &all ["*"]\n- match: *m\n  actions: *all\n');
  expect(found).toMatchObject({ kind: 'ok', entries: [{}, { match: { account: 'a' }, actions: ['*'] }] });
});

test('names what docker_auth asked beside the list, and what it passes over', () => {
  const found = readAcl('acl: [{match: {acount: a}, actions: [], allow: yes}]\next_authz: {}\nacl_mongo: {}\n');
  expect(found).toMatchObject({
    kind: 'ok',
    notes: [
      expect.stringContaining('acl_mongo, ext_authz'),
      expect.stringContaining('acl[0].allow:'),
      expect.stringContaining('acl[0].match.acount:'),
    ],
  });
});

test.each([
  ['no YAML', 'acl: [', 'not YAML'],
  ['a key twice', 'acl: []\nacl: []\n', 'not YAML'],
  ['no list', 'users: {}', 'no acl: list'],
  ['text', 'hello', 'no acl: list'],
  ['an entry without a match', 'acl: [{actions: []}]', 'acl[0].match is missing'],
  ['an empty match', 'acl: [{match: , actions: []}]', 'acl[0].match'],
  ['labels of another shape', 'acl: [{match: {labels: {a: [b]}}, actions: []}]', 'acl[0].match.labels.a'],
  ['actions that are no list', 'acl: [{match: {}, actions: pull}]', 'acl[0].actions has another shape'],
  [
    'a merge of conditions',
    'b: &b {a: b}\nacl: [{match: {account: a, <<: *b}, actions: []}]',
    'acl[0].match.<<: docker_auth',
  ],
  ['a merge of labels', 'acl: [{match: {labels: {a: b, "<<": {a: c}}}, actions: []}]', 'acl[0].match.labels.<<'],
  ['a merged entry', 'b: &b {actions: []}\nacl: [{match: {}}, {match: {}, <<: *b}]', 'acl[1].<<: '],
  ['a merge beside the list', 'b: &b {acl: []}\nacl: []\n<<: *b\n', '<<: docker_auth'],
  [
    'a label that would get lost',
    'acl: [{match: {labels: {__proto__: x}}, actions: []}]',
    'acl[0].match.labels.__proto__',
  ],
  ['a condition that would get lost', 'acl: [{match: {__proto__: {name: x}}, actions: []}]', 'acl[0].match.__proto__'],
  ['an alias into itself', 'acl: [{match: &m {labels: *m}, actions: []}]', 'into itself'],
  ['a list in itself', 'acl: &a [*a]', 'into itself'],
  ['an alias to nowhere', 'acl: [{match: {}, actions: *x}]', ''],
])('refuses %s', (_what, text, reason) => {
  expect(readAcl(text)).toEqual({ kind: 'invalid', reason: expect.stringContaining(reason) });
});
