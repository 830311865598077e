import { expect, test } from 'vitest';

import { DEFAULT_POLICY } from './default-policy.ts';
import {
  bindingSchema,
  denialSchema,
  policyDocumentSchema,
  policyInputSchema,
  roleSchema,
  ruleIdSchema,
} from './policy-document.ts';

const permission = { type: 'repository', name: 'team/**', actions: ['pull'] };
const subjects = [
  { kind: 'everyone' },
  { kind: 'signed-in' },
  { kind: 'account', account: 'alice' },
  { kind: 'label', key: 'groups', value: 'dev' },
];
const binding = { id: 'dev-team', role: 'writer', subjects };
const denial = { id: 'freeze', subjects, permissions: [permission] };
const FULL = {
  schema: 1,
  defaults: true,
  roles: { deployer: { permissions: [permission] } },
  bindings: [
    {
      ...binding,
      names: ['team/**'],
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2026-12-31T23:59:59+01:00',
      cidrs: ['10.0.0.0/8'],
      services: ['registry.example'],
    },
  ],
  denials: [denial],
};

function places(document: unknown): string[] | undefined {
  return policyDocumentSchema.safeParse(document).error?.issues.map(({ path }) => path.join('.'));
}

test('takes a document that uses everything, and gives it back as it is', () => {
  expect(policyDocumentSchema.parse(FULL)).toStrictEqual(FULL);
});

test('what somebody leaves out is as in an empty one, and nothing else is added', () => {
  expect(policyInputSchema.parse({})).toStrictEqual({
    schema: 1,
    defaults: true,
    roles: {},
    bindings: [],
    denials: [],
  });
  expect(policyInputSchema.parse({ defaults: false, denials: [denial] })).toStrictEqual({
    ...DEFAULT_POLICY,
    defaults: false,
    denials: [denial],
  });
  expect(policyInputSchema.parse(FULL)).toStrictEqual(FULL);
  expect(policyInputSchema.safeParse({ rules: [] }).success).toBe(false);
  expect(policyInputSchema.safeParse({ schema: 2 }).success).toBe(false);
  expect(policyInputSchema.safeParse({ bindings: null }).success).toBe(false);
});

test('takes the default policy', () => {
  expect(policyDocumentSchema.parse(DEFAULT_POLICY)).toStrictEqual(DEFAULT_POLICY);
});

test.each<[string, object]>([
  ['schema', { schema: 2 }],
  ['defaults', { defaults: undefined }],
  ['', { rules: [] }],
  ['roles.Deployer', { roles: { Deployer: { permissions: [permission] } } }],
  ['roles.deployer.permissions', { roles: { deployer: { permissions: [] } } }],
  ['roles.deployer', { roles: { deployer: { permissions: [permission], inherits: 'reader' } } }],
  ['bindings.0.id', { bindings: [{ ...binding, id: 'default:public-pull' }] }],
  ['bindings.0.id', { bindings: [{ ...binding, id: 'a'.repeat(65) }] }],
  ['bindings.0.id', { bindings: [{ ...binding, id: '' }] }],
  ['bindings.0.subjects', { bindings: [{ ...binding, subjects: [] }] }],
  ['bindings.0.subjects.0.kind', { bindings: [{ ...binding, subjects: [{ kind: 'group', group: 'dev' }] }] }],
  ['bindings.0.subjects.0', { bindings: [{ ...binding, subjects: [{ kind: 'everyone', account: 'alice' }] }] }],
  ['bindings.0.subjects.0.value', { bindings: [{ ...binding, subjects: [{ kind: 'label', key: 'groups' }] }] }],
  ['bindings.0.subjects.0', { bindings: [{ ...binding, subjects: [{ kind: 'signed-in', since: 'today' }] }] }],
  ['bindings.0.subjects.0', { bindings: [{ ...binding, subjects: [{ kind: 'account', account: 'a', label: 'b' }] }] }],
  [
    'bindings.0.subjects.0',
    { bindings: [{ ...binding, subjects: [{ kind: 'label', key: 'a', value: 'b', not: true }] }] },
  ],
  ['bindings.0.role', { bindings: [{ ...binding, role: '' }] }],
  ['bindings.0.role', { bindings: [{ ...binding, role: 'r'.repeat(513) }] }],
  ['bindings.0.names', { bindings: [{ ...binding, names: [] }] }],
  ['bindings.0.cidrs', { bindings: [{ ...binding, cidrs: [] }] }],
  ['bindings.0.services', { bindings: [{ ...binding, services: [] }] }],
  ['bindings.0.notBefore', { bindings: [{ ...binding, notBefore: '2026-01-01' }] }],
  ['bindings.0.notAfter', { bindings: [{ ...binding, notAfter: '2026-01-01T00:00:00' }] }],
  ['bindings.0', { bindings: [{ ...binding, notafter: '2026-01-01T00:00:00Z' }] }],
  ['denials.0.permissions', { denials: [{ ...denial, permissions: [] }] }],
  ['denials.0.permissions', { denials: [{ ...denial, permissions: Array.from({ length: 201 }, () => permission) }] }],
  ['roles.many.permissions', { roles: { many: { permissions: Array.from({ length: 201 }, () => permission) } } }],
  ['denials.0.permissions.0.actions', { denials: [{ ...denial, permissions: [{ ...permission, actions: [] }] }] }],
  ['denials.0.permissions.0', { denials: [{ ...denial, permissions: [{ ...permission, class: 'plugin' }] }] }],
  ['denials.0.subjects', { denials: [{ ...denial, subjects: [] }] }],
  ['denials.0', { denials: [{ ...denial, role: 'reader' }] }],
])('names the place of what is wrong: %j', (place, change) => {
  expect(places({ ...FULL, ...change })).toEqual([place]);
});

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

test.each<[string, string, object]>([
  ['bindings.0.subjects', '100 entries', { bindings: [{ ...binding, subjects: times(101, subjects[0]) }] }],
  ['bindings.0.names', '100 entries', { bindings: [{ ...binding, names: times(101, '**') }] }],
  ['bindings.0.cidrs', '100 entries', { bindings: [{ ...binding, cidrs: times(101, '10.0.0.0/8') }] }],
  ['bindings.0.services', '100 entries', { bindings: [{ ...binding, services: times(101, 'a') }] }],
  ['denials.0.subjects', '100 entries', { denials: [{ ...denial, subjects: times(101, subjects[0]) }] }],
  [
    'denials.0.permissions.0.actions',
    '100 entries',
    { denials: [{ ...denial, permissions: [{ ...permission, actions: times(101, '*') }] }] },
  ],
  ['bindings', '200000 bindings', { bindings: times(200_001, binding) }],
  ['denials', '50000 denials', { denials: times(50_001, denial) }],
  [
    'roles',
    '10000 roles',
    {
      roles: Object.fromEntries(times(10_001, { permissions: [permission] }).map((role, index) => [`r${index}`, role])),
    },
  ],
])('%s has at most %s', (place, limit, change) => {
  const issues = policyDocumentSchema.safeParse({ ...FULL, ...change }).error?.issues;
  expect(issues).toMatchObject([{ path: place.split('.').map((key) => (/^[0-9]+$/.test(key) ? Number(key) : key)) }]);
  expect(issues?.[0]?.message).toContain(`more than ${limit}`);
});

test('a hundred entries, and as many rules and roles as there may be, are taken', () => {
  const full = { ...binding, subjects: times(100, subjects[0]), names: times(100, '**'), services: times(100, 'a') };
  expect(policyDocumentSchema.safeParse({ ...FULL, bindings: [full] }).success).toBe(true);
  const rules = { bindings: times(200_000, binding), denials: times(50_000, denial) };
  const roles = Object.fromEntries(
    times(10_000, { permissions: [permission] }).map((role, index) => [`r${index}`, role]),
  );
  expect(policyDocumentSchema.safeParse({ ...FULL, ...rules, roles }).success).toBe(true);
});

test('a role, a binding, a denial and an id are checked singly as in the document', () => {
  expect(roleSchema.parse(FULL.roles.deployer)).toStrictEqual(FULL.roles.deployer);
  expect(bindingSchema.parse(FULL.bindings[0])).toStrictEqual(FULL.bindings[0]);
  expect(denialSchema.parse(denial)).toStrictEqual(denial);
  expect(ruleIdSchema.parse('dev-team.a_b')).toBe('dev-team.a_b');
  expect(bindingSchema.safeParse(denial).success).toBe(false);
  expect(denialSchema.safeParse(binding).success).toBe(false);
  expect(roleSchema.safeParse(denial).success).toBe(false);
  expect(ruleIdSchema.safeParse('default:own-namespace').success).toBe(false);
});

test('what an id is made of is said where one is not', () => {
  const messages = ruleIdSchema.safeParse('Dev Team').error?.issues.map(({ message }) => message);
  expect(messages).toEqual([expect.stringContaining('lower-case words')]);
});
