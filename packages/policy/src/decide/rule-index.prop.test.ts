import { compiled, naiveDecision, type PlainRequest } from '@wharfinger/fakes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decideGrant, type Grant } from './decide-grant.ts';
import type { Binding, Conditions, Denial, PolicyDocument, PolicySubject } from '../policy-document.ts';
import { readCaller } from './read-caller.ts';
import { createStepBudget } from './step-budget.ts';

// Many rules of few subjects and words, so that each subject has more than are looked at without the index.
const word = fc.constantFrom('a', 'b', 'ab', 'app');
const segment = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.tuple(word, fc.constantFrom('*', '*b', '${account}')).map((pieces) => pieces.join('')) },
  { weight: 3, arbitrary: fc.constantFrom('*', '*p', '${account}', '${labels.team}', '${account}-x') },
);
const pattern = fc
  .oneof(
    fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/')),
    fc
      .tuple(fc.constantFrom('', '**/'), segment, fc.constantFrom('/**', '/**/app', '/*'))
      .map((parts) => parts.join('')),
    fc.constant('**'),
  )
  .filter((source) => source.split('${labels.team}').length < 3);
const action = fc.constantFrom('pull', 'push', 'delete', '*');
const permissionList = (minLength: number, maxLength: number) =>
  fc.array(
    fc.record({
      type: fc.constant('repository'),
      name: pattern,
      actions: fc.array(action, { minLength: 1, maxLength: 2 }),
    }),
    { minLength, maxLength },
  );
const subject = fc.constantFrom<PolicySubject>(
  { kind: 'everyone' },
  { kind: 'signed-in' },
  { kind: 'account', account: 'a' },
  { kind: 'account', account: 'b' },
  { kind: 'label', key: 'team', value: 'a' },
  { kind: 'label', key: 'team', value: 'b' },
  { kind: 'label', key: 'groups', value: 'a' },
);
const subjects = fc.oneof(
  { weight: 4, arbitrary: fc.array(subject, { minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.array(subject, { minLength: 2, maxLength: 6 }) },
);
const when = fc.constantFrom<Conditions[]>(
  {},
  {},
  {},
  { services: ['other'] },
  { cidrs: ['10.0.0.0/8'] },
  { notAfter: '2026-01-01T00:00:00Z' },
);
const binding = fc
  .record(
    {
      role: fc.constantFrom('reader', 'writer', 'small', 'large'),
      subjects,
      names: fc.oneof(
        { weight: 5, arbitrary: fc.array(pattern, { minLength: 1, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.array(pattern, { minLength: 17, maxLength: 20 }) },
      ),
    },
    { requiredKeys: ['role', 'subjects'] },
  )
  .chain((rule) => when.map((conditions) => Object.assign({}, rule, conditions)));
const denial = fc
  .record({ subjects, permissions: permissionList(1, 4) })
  .chain((rule) => when.map((conditions) => Object.assign({}, rule, conditions)));

// An id for each rule, in another order than that of the document.
function named<T>(prefix: string, rules: readonly T[]): (T & { id: string })[] {
  return rules.map((rule, index) => Object.assign({}, rule, { id: `${prefix}${(index * 37) % 101}` }));
}

const policyDocument: fc.Arbitrary<PolicyDocument> = fc
  .record({
    small: permissionList(1, 3),
    large: permissionList(17, 20),
    bindings: fc.array(binding, { minLength: 5, maxLength: 60 }),
    denials: fc.array(denial, { maxLength: 30 }),
  })
  .map(({ small, large, bindings, denials }) => ({
    schema: 1,
    defaults: false,
    roles: { small: { permissions: small }, large: { permissions: large } },
    bindings: named<Omit<Binding, 'id'>>('b', bindings),
    denials: named<Omit<Denial, 'id'>>('d', denials),
  }));

const request: fc.Arbitrary<PlainRequest> = fc.record({
  account: fc.constantFrom(null, 'a', 'b', 'c'),
  labels: fc.dictionary(fc.constantFrom('team', 'groups', 'none'), fc.subarray(['a', 'b', 'c'])),
  address: fc.constantFrom(null, '10.0.0.7', '192.0.2.1'),
  service: fc.constantFrom('registry', 'other'),
  type: fc.constant('repository'),
  name: fc
    .array(fc.oneof(word, fc.constantFrom('c', 'bp', 'a-x')), { minLength: 1, maxLength: 4 })
    .map((words) => words.join('/')),
  now: fc.constant('2026-06-01T00:00:00Z'),
});

const ACTIONS = ['delete', 'pull', 'push'];

function decideAll(document: PolicyDocument, requests: readonly PlainRequest[]): Grant[] {
  const policy = compiled(document);
  return requests.map((one) =>
    decideGrant(
      policy,
      { caller: readCaller(one), scope: { type: one.type, name: one.name, actions: ACTIONS }, restrictions: null },
      new Date(one.now),
      createStepBudget(Infinity),
    ),
  );
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

/** The rule that decides one action alone, found by trying documents of a single rule. */
function naiveRule(document: PolicyDocument, one: PlainRequest, action: string): string | null {
  const open: Binding = { id: 'open', role: 'maintainer', subjects: [{ kind: 'everyone' }] };
  const decides = (change: Partial<PolicyDocument>): boolean =>
    naiveDecision({ ...document, bindings: [], denials: [], ...change }, one, action);
  const denied = document.denials.toSorted(byId).find((rule) => !decides({ bindings: [open], denials: [rule] }));
  return (denied ?? document.bindings.toSorted(byId).find((rule) => decides({ bindings: [rule] })))?.id ?? null;
}

test('among many rules the decision is what reading the document rule by rule says, and so is the rule that is named', () => {
  fc.assert(
    fc.property(policyDocument, fc.array(request, { minLength: 1, maxLength: 8 }), (document, requests) => {
      const grants = decideAll(document, requests);
      for (const [index, one] of requests.entries()) {
        const granted = ACTIONS.filter((each) => naiveDecision(document, one, each));
        const rules = ACTIONS.map((each) => naiveRule(document, one, each)).filter((id) => id !== null);
        // `b…` are bindings and `d…` denials, which come first.
        const [rule = null] = rules.toSorted((a, b) => (a[0] === b[0] ? Number(a > b) - 0.5 : Number(a < b) - 0.5));
        expect(grants[index]).toMatchObject({ granted, rule });
      }
    }),
    { numRuns: 300 },
  );
});

test('bindings that are for somebody else, or for other names, change neither the grant nor the rule nor the reason', () => {
  const elsewhere = fc.oneof(
    fc.record({
      role: fc.constant('maintainer'),
      subjects: fc.constant<PolicySubject[]>([{ kind: 'account', account: 'nobody' }]),
      names: fc.constant<string[]>(['**']),
    }),
    fc.record({ role: fc.constant('maintainer'), subjects, names: pattern.map((source) => [`elsewhere/${source}`]) }),
    fc.record({
      role: fc.constant('administrator'),
      subjects: fc.constant<PolicySubject[]>([{ kind: 'label', key: 'none', value: 'd' }]),
    }),
  );
  fc.assert(
    fc.property(
      policyDocument,
      fc.array(request, { minLength: 1, maxLength: 8 }),
      fc.array(elsewhere, { minLength: 1, maxLength: 60 }),
      (document, requests, added) => {
        // Ids before, between and behind the others.
        const more = added.map((rule, index) => ({ ...rule, id: `${['a', 'b', 'c'][index % 3]}x${index}` }));
        expect(decideAll({ ...document, bindings: [...more, ...document.bindings] }, requests)).toEqual(
          decideAll(document, requests),
        );
      },
    ),
    { numRuns: 300 },
  );
});
