import { binding, decide, denial, naiveDecision, plainRequest, policyDocument } from '@wharfinger/fakes';
import { ALL_ACTIONS, matchPattern, parseScopePattern, SCOPE_ACTIONS } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Binding, Conditions } from '../policy-document.ts';

const RUNS = { numRuns: 500 };
const NO_VALUES = { account: null, labels: new Map() };

function allActions(type: string): readonly string[] {
  return SCOPE_ACTIONS[type] ?? [];
}

test('a decision is what reading the document rule by rule says', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, (document, request) => {
      const actions = allActions(request.type);
      const expected = actions.filter((action) => naiveDecision(document, request, action));
      expect(decide(document, request, actions).granted).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test('nothing is granted without a binding', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, (document, request) => {
      const bare = { ...document, defaults: false, bindings: [] };
      expect(decide(bare, request, ['*', ...allActions(request.type)]).granted).toEqual([]);
    }),
  );
});

test('the grant is a subset of what is asked, and each action is decided as if it were asked alone', () => {
  fc.assert(
    fc.property(
      policyDocument,
      plainRequest,
      fc.array(fc.constantFrom('pull', 'push', 'read', 'run', 'unheard-of')),
      (document, request, actions) => {
        const { granted } = decide(document, request, actions);
        const alone = [...new Set(actions)].filter((action) =>
          decide(document, request, [action]).granted.includes(action),
        );
        expect(granted).toEqual(alone.toSorted());
      },
    ),
    RUNS,
  );
});

test('`*` asks for every action of the type', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, (document, request) => {
      expect(decide(document, request, ['*'])).toEqual(decide(document, request, allActions(request.type)));
    }),
    RUNS,
  );
});

test('adding a binding never takes an action away', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, binding, (document, request, added) => {
      fc.pre(!document.bindings.some(({ id }) => id === added.id));
      const before = decide(document, request, ['*']).granted;
      const after = decide({ ...document, bindings: [...document.bindings, added] }, request, ['*']).granted;
      expect(after).toEqual(expect.arrayContaining(before));
    }),
    RUNS,
  );
});

test('adding a denial never adds an action', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, denial, (document, request, added) => {
      fc.pre(!document.denials.some(({ id }) => id === added.id));
      const before = decide(document, request, ['*']).granted;
      const after = decide({ ...document, denials: [...document.denials, added] }, request, ['*']).granted;
      expect(before).toEqual(expect.arrayContaining(after));
    }),
    RUNS,
  );
});

test('adding a condition to a binding never adds an action', () => {
  const condition = fc.constantFrom<Conditions>(
    { services: ['wharfinger'] },
    { cidrs: ['10.0.0.0/8'] },
    { notBefore: '2025-01-01T00:00:00Z' },
    { notBefore: '2026-06-01T00:00:00Z' },
    { notAfter: '2026-12-31T23:59:59.999Z' },
    { notAfter: '2027-06-01T00:00:00Z' },
  );
  fc.assert(
    fc.property(policyDocument, plainRequest, condition, (document, request, added) => {
      const bindings = document.bindings.map((rule) => ({ ...added, ...rule }));
      fc.pre(bindings.every(({ notBefore = '2025', notAfter = '2028' }) => new Date(notBefore) <= new Date(notAfter)));
      const before = decide(document, request, ['*']).granted;
      expect(before).toEqual(expect.arrayContaining(decide({ ...document, bindings }, request, ['*']).granted));
    }),
    RUNS,
  );
});

test('a denial wins: what it takes from those who have everything, it takes under every policy', () => {
  const everything: Binding = { id: 'all', role: 'administrator', subjects: [{ kind: 'everyone' }] };
  fc.assert(
    fc.property(policyDocument, plainRequest, denial, (document, request, added) => {
      const open = { ...document, defaults: false, bindings: [everything], denials: [] };
      const free = decide(open, request, ['*']).granted;
      const left = decide({ ...open, denials: [added] }, request, ['*']).granted;
      const others = document.denials.filter(({ id }) => id !== added.id);
      const denials = [...others, added];
      const { granted } = decide({ ...document, bindings: [...document.bindings, everything], denials }, request, [
        '*',
      ]);
      expect(granted.filter((action) => free.includes(action) && !left.includes(action))).toEqual([]);
    }),
    RUNS,
  );
});

test('the order of rules, subjects and actions decides nothing: neither the grant nor the rule that is named', () => {
  const shuffled = policyDocument.chain((document) =>
    fc.record({
      document: fc.constant(document),
      bindings: fc.shuffledSubarray(document.bindings, { minLength: document.bindings.length }),
      denials: fc.shuffledSubarray(document.denials, { minLength: document.denials.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, plainRequest, ({ document, bindings, denials }, request) => {
      const other = {
        ...document,
        bindings: bindings.map((rule) => ({ ...rule, subjects: rule.subjects.toReversed() })),
        denials: denials.map((rule) => ({ ...rule, permissions: rule.permissions.toReversed() })),
      };
      const actions = allActions(request.type);
      expect(decide(other, request, actions.toReversed())).toEqual(decide(document, request, actions));
    }),
    RUNS,
  );
});

test('a grant names a rule of the document, and without that rule no decision names it', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, (document, request) => {
      const bare = { ...document, defaults: false };
      const { granted, rule } = decide(bare, request, ['*']);
      const isElse = ({ id }: { id: string }): boolean => id !== rule;
      const without = { ...bare, bindings: bare.bindings.filter(isElse), denials: bare.denials.filter(isElse) };
      const ids = [...bare.bindings, ...bare.denials].map(({ id }) => id);
      expect(rule === null ? granted.length === 0 : ids.includes(rule)).toBe(true);
      expect(rule === null || decide(without, request, ['*']).rule !== rule).toBe(true);
    }),
    RUNS,
  );
});

test('an account and labels of any spelling own nothing but what is spelt so', () => {
  const anything = fc.oneof(fc.string(), fc.constantFrom('*', '**', 'bob/app', '${account}', '..', 'bob', '__proto__'));
  const document = {
    schema: 1 as const,
    defaults: false,
    roles: {},
    bindings: [
      { id: 'own', role: 'maintainer', subjects: [{ kind: 'signed-in' as const }], names: ['${account}/**'] },
      { id: 'team', role: 'maintainer', subjects: [{ kind: 'signed-in' as const }], names: ['${labels.team}/**'] },
    ],
    denials: [],
  };
  fc.assert(
    fc.property(plainRequest, anything, fc.array(anything), (request, account, team) => {
      const [owner = ''] = request.name.split('/');
      const asked = { ...request, type: 'repository', account, labels: { team } };
      const isOwn = request.name.includes('/') && (account === owner || team.includes(owner));
      expect(decide(document, asked, ['pull']).granted).toEqual(isOwn ? ['pull'] : []);
    }),
    RUNS,
  );
});

test('a malformed name is granted nothing, whatever the policy', () => {
  const malformed = fc
    .oneof(fc.string(), fc.constantFrom('', '*', '**', 'a/../b', 'a//b', '/a', 'A/b', 'a/b/', 'host.example:5000/a'))
    .filter((text) => !/^[a-z0-9._/-]*$/.test(text) || /\/\/|^\/|\/$|\.\.|^$/.test(text));
  fc.assert(
    fc.property(policyDocument, plainRequest, malformed, (document, request, name) => {
      const everything = { id: 'all', role: 'administrator', subjects: [{ kind: 'everyone' as const }] };
      const open = { ...document, bindings: [...document.bindings, everything] };
      expect(decide(open, { ...request, name }, ['*'])).toMatchObject({ granted: [], rule: null });
    }),
    RUNS,
  );
});

const restrictionList = fc.array(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...Object.keys(SCOPE_ACTIONS)),
        fc.constantFrom('**', 'alice/**', '*/app', 'team/*', 'catalog', 'default', '${account}/**', 'A'),
        fc.constantFrom('*', 'pull', 'pull,push', 'read', 'unheard-of'),
      )
      .map((parts) => parts.join(':')),
    fc.string(),
  ),
  { maxLength: 3 },
);

test('a restriction never adds an action, and leaves exactly what one of its patterns covers', () => {
  fc.assert(
    fc.property(policyDocument, plainRequest, restrictionList, (document, request, restrictions) => {
      const free = decide(document, request, ['*']).granted;
      const isCovered = (action: string): boolean =>
        restrictions.some((text) => {
          const pattern = parseScopePattern(text);
          if (pattern.kind === 'invalid') return false;
          const { type, name, actions } = pattern.value;
          const isNamed = actions.includes(action) || actions.includes(ALL_ACTIONS);
          return type === request.type && isNamed && matchPattern(name, request.name, NO_VALUES).isMatch;
        });
      expect(decide(document, request, ['*'], restrictions).granted).toEqual(free.filter(isCovered));
    }),
    RUNS,
  );
});

test('more restrictions never take an action away, and `null` is as if everything were covered', () => {
  const everything = Object.keys(SCOPE_ACTIONS).map((type) => `${type}:**:*`);
  fc.assert(
    fc.property(policyDocument, plainRequest, restrictionList, restrictionList, (document, request, some, more) => {
      const before = decide(document, request, ['*'], some).granted;
      expect(decide(document, request, ['*'], [...some, ...more]).granted).toEqual(expect.arrayContaining(before));
      expect(decide(document, request, ['*'], everything)).toEqual(decide(document, request, ['*']));
    }),
    RUNS,
  );
});
