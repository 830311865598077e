import { expect, test } from 'vitest';

import {
  ALICE,
  context,
  EARLIER,
  EVERYONE,
  type Finding,
  first,
  found,
  give,
  LATER,
  policy,
  take,
} from '../../test/judged-rules.ts';
import { DEFAULT_POLICY } from '../default-policy.ts';
import { findWarnings } from './find-warnings.ts';
import type { Binding, Denial } from '../policy-document.ts';

test('nothing is wrong with the default policy', () => {
  expect(findWarnings(DEFAULT_POLICY, context)).toEqual({ warnings: [], total: 0, isComplete: true });
});

test.each<Finding>([
  {
    rule: 'a binding has ended',
    bindings: [give('a', { notAfter: EARLIER })],
    expected: ['ended a $.bindings[0].notAfter'],
  },
  {
    rule: 'every account is made an administrator',
    bindings: [
      give('a', {
        role: 'administrator',
        names: undefined,
        subjects: [{ kind: 'account', account: 'alice' }, { kind: 'signed-in' }],
      }),
    ],
    expected: ['wide a $.bindings[0].subjects[1]'],
  },
  { rule: 'a binding ends now', bindings: [give('a', { notAfter: '2026-06-01T00:00:00Z' })], expected: [] },
  { rule: 'a binding will begin', bindings: [give('a', { notBefore: LATER })], expected: [] },
  {
    rule: 'a denial has ended',
    denials: [take('a', { notAfter: EARLIER })],
    expected: ['ended a $.denials[0].notAfter'],
  },
  {
    rule: 'a name begins as no repository does',
    bindings: [give('a', { names: ['team/**', '-*/**'] })],
    expected: ['impossible a $.bindings[0].names[1]'],
  },
  {
    rule: 'names end or go on as no repository does',
    bindings: [
      give('a', { names: ['a--', 'a/.b', 'a..b', 'a___b', 'a._b', 'a/*_', 'a-*', 'a__b', 'a--b', 'a.b/c_d', '*-*'] }),
    ],
    expected: [0, 1, 2, 3, 4, 5].map((at) => `impossible a $.bindings[0].names[${at}]`),
  },
  {
    rule: 'names are longer than a repository’s',
    bindings: [
      give('a', {
        names: [
          `${'a'.repeat(254)}/\${account}`,
          `${'a'.repeat(253)}/**`,
          `${'a'.repeat(252)}/**/*`,
          `${'b'.repeat(250)}/*/*/*`,
          `${'c'.repeat(253)}/\${account}`,
        ],
      }),
    ],
    expected: ['impossible a $.bindings[0].names[0]', 'impossible a $.bindings[0].names[3]'],
  },
  {
    rule: 'a role permits nothing on a name',
    bindings: [
      give('a', { role: 'team', names: ['team/app', 'other/**'] }),
      give('b', { role: 'auditor', names: ['team/**'] }),
    ],
    expected: ['impossible a $.bindings[0].names[1]', 'impossible b $.bindings[1].names[0]'],
  },
  {
    rule: 'a name is no repository’s, and the role permits more than repositories',
    bindings: [give('a', { role: 'administrator', names: ['default', '-a'] })],
    expected: ['impossible a $.bindings[0].names[1]'],
  },
  {
    rule: 'a denial’s permission has a name that the type doesn’t have',
    denials: [
      take('a', {
        permissions: [
          { type: 'registry', name: 'default', actions: ['*'] },
          { type: 'policy', name: 'de*', actions: ['read'] },
          { type: 'gc', name: '${labels.x}', actions: ['run'] },
          { type: 'audit', name: '*/**', actions: ['read'] },
          { type: 'repository', name: '_', actions: ['pull'] },
        ],
      }),
    ],
    expected: [0, 3, 4].map((at) => `impossible a $.denials[0].permissions[${at}].name`),
  },
  {
    rule: 'a label is the system’s own',
    bindings: [give('a', { subjects: [ALICE, { kind: 'label', key: 'wharfinger-x', value: 'y' }] })],
    denials: [take('b', { subjects: [{ kind: 'label', key: 'wharfinger-x', value: 'y' }] })],
    expected: ['impossible a $.bindings[0].subjects[1]', 'impossible b $.denials[0].subjects[0]'],
  },
  {
    rule: 'a service is none that there is',
    bindings: [
      give('a', { services: ['wharfinger', 'other'] }),
      give('b', { services: ['other'] }),
      give('c', { services: ['other'] }),
    ],
    expected: [
      'impossible a $.bindings[0].services[1]',
      'impossible b $.bindings[1].services[0]',
      'impossible c $.bindings[2].services[0]',
    ],
  },
])('$rule: $expected', ({ bindings = [], denials = [], expected }) => {
  expect(found(policy(bindings, denials))).toEqual(expected);
});

test('a role that nobody binds is told of, and so are its names', () => {
  const permissions = [{ type: 'audit', name: 'other', actions: ['read'] }];
  const document = { ...DEFAULT_POLICY, roles: { lone: { permissions } } };
  expect(found(document)).toEqual(['unused lone $.roles.lone', 'impossible lone $.roles.lone.permissions[0].name']);
  expect(found(policy([], [], { roles: { lone: { permissions } } }))).toEqual([
    'impossible lone $.roles.lone.permissions[0].name',
  ]);
});

test.each<{ bindings: Binding[]; denials?: Denial[]; says: string[] }>([
  { bindings: [give('a', { notAfter: EARLIER })], says: [EARLIER, 'remove the rule'] },
  { bindings: [give('a', { names: ['-a'] })], says: ['"-a"', 'no repository name', 'Mend it'] },
  { bindings: [give('a', { role: 'auditor' })], says: ['"team/**"', 'role auditor'] },
  { bindings: [give('a', { role: 'administrator', names: ['-a'] })], says: ['"-a"', 'role administrator'] },
  { bindings: [give('a', { services: ['x'] })], says: ['"x"', 'registry.example, wharfinger'] },
  {
    bindings: [give('a', { subjects: [{ kind: 'label', key: 'wharfinger-x', value: 'y' }] })],
    says: ['"wharfinger-x"', 'system'],
  },
  { bindings: [give('b'), give('a')], says: ['gives', 'binding a', 'Remove it'] },
  { bindings: [give('a')], denials: [take('z')], says: ['Denial z', 'everything'] },
  { bindings: [], denials: [take('b'), take('a')], says: ['takes away', 'denial a'] },
  {
    bindings: [],
    denials: [take('a', { permissions: [{ type: 'registry', name: 'x', actions: ['*'] }] })],
    says: ['"x"', '"catalog" is the only name of type registry'],
  },
])('a warning says what is wrong and what to do: $says', ({ bindings, denials = [], says }) => {
  const warning = first(policy(bindings, denials));
  for (const words of says) expect(warning?.message).toContain(words);
});

test('where services aren’t known, none is wrong', () => {
  const document = policy([give('a', { services: ['other'] })]);
  expect(findWarnings(document, { ...context, services: null }).warnings).toEqual([]);
});

test('at most 100 warnings are kept, and all are counted', () => {
  const ended = Array.from({ length: 150 }, (_, index) => give(`b${index}`, { notAfter: EARLIER }));
  const { warnings, total, isComplete } = findWarnings(policy(ended), context);
  expect([warnings.length, total, isComplete]).toEqual([100, 150, true]);
  expect(warnings[99]?.path).toBe('$.bindings[99].notAfter');
});

test('what can’t be read is passed over', () => {
  const broken = policy([give('a', { names: ['a//b'] }), give('b', { role: 'none' }), give('c', { cidrs: ['x'] })]);
  expect(findWarnings(broken, context).warnings.map(({ rule }) => rule)).toEqual(['b']);
});

test('rules without subjects or effect are compared with none', () => {
  expect(found(policy([give('a', { subjects: [] }), give('b', { subjects: [] })]))).toEqual([]);
});

test('100,000 bindings are judged in a few seconds', () => {
  const bindings = Array.from({ length: 100_000 }, (_, index) =>
    give(`b${index}`, { names: [`team-${index % 50_000}/**`], subjects: [index % 2 === 0 ? EVERYONE : ALICE] }),
  );
  const start = process.cpuUsage().user;
  const { total, isComplete } = findWarnings(policy(bindings), context);
  expect(process.cpuUsage().user - start).toBeLessThan(10e6);
  expect([total, isComplete]).toEqual([50_000, true]);
});

test('rules that are too many to compare are judged in part, and that is said', () => {
  const bindings = Array.from({ length: 20_000 }, (_, index) =>
    give(`b${index}`, { cidrs: [`10.${index >> 8}.${index & 255}.0/24`] }),
  );
  const start = process.cpuUsage().user;
  expect(findWarnings(policy(bindings), context).isComplete).toBe(false);
  expect(process.cpuUsage().user - start).toBeLessThan(10e6);
});
