import type { Binding, Conditions, Denial, Permission, PolicyDocument, PolicySubject } from '@wharfinger/policy';
import { SCOPE_ACTIONS } from '@wharfinger/token';
import * as fc from 'fast-check';

import type { PlainRequest } from './naive-decision.ts';

// Few names, accounts and values, so that rules and requests meet each other often.
const account = fc.constantFrom('alice', 'bob');
const key = fc.constantFrom('groups', 'team');
const value = fc.constantFrom('dev', 'alice', 'administrators');
const service = fc.constantFrom('registry.example', 'wharfinger');
const instant = fc.constantFrom('2026-01-01T00:00:00Z', '2026-06-01T02:00:00+02:00', '2026-12-31T23:59:59.999Z');
const type = fc.constantFrom(...Object.keys(SCOPE_ACTIONS));
const pattern = fc.constantFrom(
  '**',
  'alice/**',
  'public/*',
  '${account}/**',
  '${labels.team}/*',
  'team/app',
  '*/app',
  'catalog',
  'default',
);
const subjects: fc.Arbitrary<PolicySubject[]> = fc.array(
  fc.oneof(
    fc.constant<PolicySubject>({ kind: 'everyone' }),
    fc.constant<PolicySubject>({ kind: 'signed-in' }),
    fc.record({ kind: fc.constant('account' as const), account }),
    fc.record({ kind: fc.constant('label' as const), key, value }),
  ),
  { minLength: 1, maxLength: 3 },
);
const permissions: fc.Arbitrary<Permission[]> = fc.array(
  type.chain((of) =>
    fc.record({
      type: fc.constant(of),
      name: pattern,
      actions: fc
        .subarray([...(SCOPE_ACTIONS[of] ?? []), '*'], { minLength: 1 })
        .map((list) => Array.from(new Set(list))),
    }),
  ),
  { minLength: 1, maxLength: 3 },
);
const conditions: fc.Arbitrary<Conditions> = fc
  .record(
    {
      notBefore: instant,
      notAfter: instant,
      cidrs: fc.subarray(['10.0.0.0/8', '10.0.0.0/16', '10.1.0.0/16', '2001:db8::/32', '0.0.0.0/0'], { minLength: 1 }),
      services: fc.array(service, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .filter(
    ({ notBefore, notAfter }) =>
      notBefore === undefined || notAfter === undefined || new Date(notBefore) <= new Date(notAfter),
  );

const role = fc.constantFrom('reader', 'writer', 'maintainer', 'administrator', 'own');
const id = fc.stringMatching(/^[a-z0-9]{1,6}$/);

/** A binding; its role may be `own`, which the policies of `policyDocument` define. */
export const binding: fc.Arbitrary<Binding> = fc
  .tuple(
    fc.record(
      { id, role, subjects, names: fc.array(pattern, { minLength: 1, maxLength: 2 }) },
      { requiredKeys: ['id', 'role', 'subjects'] },
    ),
    conditions,
  )
  .map(([rule, when]) => Object.assign({}, rule, when, { id: `b-${rule.id}` }));

/** A denial. */
export const denial: fc.Arbitrary<Denial> = fc
  .tuple(fc.record({ id, subjects, permissions }), conditions)
  .map(([rule, when]) => Object.assign({}, rule, when, { id: `d-${rule.id}` }));

const selector = ({ id }: { id: string }): string => id;

/** A valid policy document with a few rules of every kind. */
export const policyDocument: fc.Arbitrary<PolicyDocument> = fc.record({
  schema: fc.constant(1 as const),
  defaults: fc.boolean(),
  roles: permissions.map((list) => ({ own: { permissions: list } })),
  bindings: fc.uniqueArray(binding, { selector, maxLength: 5 }),
  denials: fc.uniqueArray(denial, { selector, maxLength: 2 }),
});

const repository = fc.constantFrom(
  'alice/app',
  'bob/app',
  'public/app',
  'public/a/b',
  'team/app',
  'dev/app',
  'catalog',
  'default',
);
const resource: fc.Arbitrary<Pick<PlainRequest, 'type' | 'name'>> = type.chain((of) =>
  of === 'repository'
    ? repository.map((name) => ({ type: of, name }))
    : fc.constant({ type: of, name: of === 'registry' ? 'catalog' : 'default' }),
);

/** A request with a name that there can be. */
export const plainRequest: fc.Arbitrary<PlainRequest> = fc
  .tuple(
    fc.record({
      account: fc.option(account),
      labels: fc.dictionary(key, fc.array(value, { maxLength: 2 })),
      address: fc.option(fc.constantFrom('10.0.0.7', '10.1.0.7', '203.0.113.9', '2001:db8::7', '::1')),
      service,
      now: fc.constantFrom(
        '2025-12-31T23:59:59.999Z',
        '2026-01-01T00:00:00Z',
        '2026-06-01T00:00:00Z',
        '2026-12-31T23:59:59.999Z',
        '2027-01-01T00:00:00Z',
      ),
    }),
    resource,
  )
  .map(([caller, asked]) => Object.assign({}, caller, asked));
