import { expect, test } from 'vitest';

import { DEFAULT_POLICY } from '../default-policy.ts';
import { diffPolicies } from './diff-policies.ts';
import type { Binding, Denial, PolicyDocument, Role } from '../policy-document.ts';

const dev: Binding = {
  id: 'dev',
  role: 'writer',
  subjects: [{ kind: 'label', key: 'groups', value: 'dev' }, { kind: 'everyone' }],
  names: ['team/**', 'app/**'],
  cidrs: ['10.0.0.0/8', '192.168.0.0/16'],
  services: ['one', 'two'],
};
const noDelete: Denial = {
  id: 'no-delete',
  subjects: [{ kind: 'everyone' }],
  permissions: [
    { type: 'repository', name: '**', actions: ['delete'] },
    { type: 'registry', name: 'catalog', actions: ['*'] },
  ],
};
const pusher: Role = { permissions: [{ type: 'repository', name: '**', actions: ['push', 'pull'] }] };
const policy: PolicyDocument = {
  schema: 1,
  defaults: true,
  roles: { pusher },
  bindings: [dev],
  denials: [noDelete],
};

test('equal documents have no difference', () => {
  expect(diffPolicies(policy, structuredClone(policy))).toEqual([]);
});

test('every part that came or went is told of, sorted by path', () => {
  const added = diffPolicies({ ...DEFAULT_POLICY, defaults: false }, policy);
  expect(added).toEqual([
    { kind: 'added', path: 'bindings/dev', after: dev },
    { kind: 'changed', path: 'defaults', before: false, after: true },
    { kind: 'added', path: 'denials/no-delete', after: noDelete },
    { kind: 'added', path: 'roles/pusher', after: pusher },
  ]);
  expect(diffPolicies(policy, DEFAULT_POLICY)).toEqual([
    { kind: 'removed', path: 'bindings/dev', before: dev },
    { kind: 'removed', path: 'denials/no-delete', before: noDelete },
    { kind: 'removed', path: 'roles/pusher', before: pusher },
  ]);
});

test('a list is sorted by id, whatever the documents’ order', () => {
  const rules = ['b', 'c', 'a'].map((id) => Object.assign({}, dev, { id }));
  const paths = diffPolicies(DEFAULT_POLICY, { ...DEFAULT_POLICY, bindings: rules }).map(({ path }) => path);
  expect(paths).toEqual(['bindings/a', 'bindings/b', 'bindings/c']);
});

test.each<{ rule: string; after: Binding }>([
  { rule: 'subjects', after: { ...dev, subjects: dev.subjects.toReversed() } },
  { rule: 'names', after: { ...dev, names: ['app/**', 'team/**'] } },
  { rule: 'cidrs', after: { ...dev, cidrs: ['192.168.0.0/16', '10.0.0.0/8'] } },
  { rule: 'services', after: { ...dev, services: ['two', 'one'] } },
  { rule: 'a name that stands twice', after: { ...dev, names: ['team/**', 'app/**', 'team/**'] } },
  { rule: 'an undefined member', after: { ...dev, notAfter: undefined } },
  {
    rule: 'an undefined member beside another order',
    after: { ...dev, notAfter: undefined, names: ['app/**', 'team/**'] },
  },
  {
    rule: 'members',
    after: {
      services: ['one', 'two'],
      cidrs: ['10.0.0.0/8', '192.168.0.0/16'],
      names: ['team/**', 'app/**'],
      subjects: [{ value: 'dev', key: 'groups', kind: 'label' }, { kind: 'everyone' }],
      role: 'writer',
      id: 'dev',
    },
  },
])('the order or number of $rule is no difference', ({ after }) => {
  expect(diffPolicies(policy, { ...policy, bindings: [after] })).toEqual([]);
});

test('neither is the order of permissions and actions', () => {
  const denials = [{ ...noDelete, permissions: noDelete.permissions.toReversed() }];
  const roles = { pusher: { permissions: [{ type: 'repository', name: '**', actions: ['pull', 'push'] }] } };
  expect(diffPolicies(policy, { ...policy, denials, roles })).toEqual([]);
});

test.each<{ what: string; after: Binding }>([
  { what: 'role', after: { ...dev, role: 'reader' } },
  { what: 'names', after: { ...dev, names: ['team/**'] } },
  { what: 'absence of names', after: { ...dev, names: undefined } },
  { what: 'an end', after: { ...dev, notAfter: '2026-01-01T00:00:00Z' } },
  { what: 'a subject', after: { ...dev, subjects: [{ kind: 'label', key: 'groups', value: 'ops' }] } },
])('another $what is a change of the binding, with both sides as they were written', ({ after }) => {
  expect(diffPolicies(policy, { ...policy, bindings: [after] })).toEqual([
    { kind: 'changed', path: 'bindings/dev', before: dev, after },
  ]);
});

test('texts can’t be made to look like structure', () => {
  const one = { ...dev, names: ['a","b'] };
  const two = { ...dev, names: ['a', 'b'] };
  expect(diffPolicies({ ...policy, bindings: [one] }, { ...policy, bindings: [two] })).toHaveLength(1);
});
