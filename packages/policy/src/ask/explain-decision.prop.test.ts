import { compiled, decide, naiveDecision, plainRequest, policyDocument } from '@wharfinger/fakes';
import { SCOPE_ACTIONS } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { grantRequest } from '../../test/grant-request.ts';
import { explainDecision, type Explanation } from './explain-decision.ts';
import { NEAR_MAX_RULES } from './near-rules.ts';
import { createStepBudget } from '../decide/step-budget.ts';

type Document = Parameters<typeof compiled>[0];
type Request = Parameters<typeof decide>[1];
type Explained = Extract<Explanation, { kind: 'explained' }>;

const restrictions = fc.option(
  fc.subarray(['repository:**:pull', 'repository:alice/*:*', 'policy:default:read', 'registry:catalog:*']),
);
const request = plainRequest.chain((plain) =>
  fc.record({
    plain: fc.oneof(
      { weight: 9, arbitrary: fc.constant(plain) },
      { weight: 1, arbitrary: fc.constantFrom({ ...plain, name: 'a//b' }, { ...plain, type: 'nothing' }) },
    ),
    actions: fc.subarray([...(SCOPE_ACTIONS[plain.type] ?? []), '*', 'unheard-of']),
  }),
);

function explain(document: Document, plain: Request, actions: string[], allowed: string[] | null = null): Explained {
  const asked = grantRequest(plain, actions, allowed);
  const explanation = explainDecision(compiled(document), asked, new Date(plain.now), createStepBudget(1_000_000));
  if (explanation.kind !== 'explained') throw new Error(explanation.kind);
  return explanation;
}

test('the explanation is of the decision: the same grant, rule and reason, and for each action the same as alone', () => {
  fc.assert(
    fc.property(policyDocument, request, restrictions, (document, { plain, actions }, allowed) => {
      const explanation = explain(document, plain, actions, allowed);
      const { granted, rule, reason } = explanation;
      expect({ granted, rule, reason }).toEqual(decide(document, plain, actions, allowed));
      expect(explanation.actions.flatMap(({ action, isGranted }) => (isGranted ? [action] : []))).toEqual(granted);
      for (const { action, isGranted, rule: decisive, outcome } of explanation.actions) {
        const alone = decide(document, plain, [action], allowed);
        expect({ isGranted, decisive }).toEqual({ isGranted: alone.granted.length > 0, decisive: alone.rule });
        expect(isGranted).toBe(outcome === 'granted');
      }
    }),
    { numRuns: 1500 },
  );
});

test('an action is restricted exactly when it would be granted without the restriction', () => {
  fc.assert(
    fc.property(policyDocument, request, restrictions, (document, { plain, actions }, allowed) => {
      for (const { action, isGranted, outcome } of explain(document, plain, actions, allowed).actions) {
        const isGivenElse = decide(document, plain, [action]).granted.length > 0;
        expect(outcome === 'restricted').toBe(isGivenElse && !isGranted);
      }
    }),
    { numRuns: 500 },
  );
});

test('the other rules are those that would decide if the one that did were not there', () => {
  fc.assert(
    fc.property(policyDocument, request, (document, { plain, actions }) => {
      const bare = { ...document, defaults: false };
      for (const { action, rule, others, othersTotal } of explain(bare, plain, actions).actions) {
        const isElse = ({ id }: { id: string }): boolean => id !== rule;
        const without = { ...bare, bindings: bare.bindings.filter(isElse), denials: bare.denials.filter(isElse) };
        const next = decide(without, plain, [action]).rule;
        expect(next).toBe(others[0]?.rule ?? null);
        expect(others).toHaveLength(othersTotal);
      }
    }),
    { numRuns: 500 },
  );
});

test('a near rule fails what it is said to fail: freed of those conditions a binding gives the action', () => {
  let nearCount = 0;
  fc.assert(
    fc.property(policyDocument, request, (document, { plain, actions }) => {
      for (const { action, near } of explain(document, plain, actions).actions) {
        for (const { rule: id, kind, failed } of near) {
          const binding = document.bindings.find((one) => one.id === id);
          if (kind === 'denial' || binding === undefined) continue;
          nearCount += 1;
          const conditions = new Set(failed.map(({ condition }) => condition));
          const freed = structuredClone(binding);
          if (conditions.has('subjects')) freed.subjects = [{ kind: 'everyone' }];
          if (conditions.has('names') || conditions.has('actions')) {
            freed.role = 'free';
            freed.names = conditions.has('names') ? ['**'] : freed.names;
          }
          for (const name of ['notBefore', 'notAfter', 'services', 'cidrs'] as const) {
            if (conditions.has(name)) Reflect.deleteProperty(freed, name);
          }
          const free = { permissions: [{ type: plain.type, name: '**', actions: [action] }] };
          const roles = { ...document.roles, free };
          const isGiven = (rule: typeof freed): boolean =>
            naiveDecision({ schema: 1, defaults: false, roles, bindings: [rule], denials: [] }, plain, action);
          expect(isGiven(binding)).toBe(false);
          expect(isGiven(freed)).toBe(true);
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(nearCount).toBeGreaterThan(100);
});

test('near rules are in order of the number of conditions that they fail, each once and none that speaks of the request', () => {
  fc.assert(
    fc.property(policyDocument, request, (document, { plain, actions }) => {
      for (const { rule, others, near, nearTotal } of explain(document, plain, actions).actions) {
        const counts = near.map(({ failed }) => failed.length);
        expect(counts).toEqual(counts.toSorted((a, b) => a - b));
        expect(counts).not.toContain(0);
        const ids = [rule, ...others.map((one) => one.rule), ...near.map((one) => one.rule)];
        expect(new Set(ids).size).toBe(ids.length);
        expect(near).toHaveLength(Math.min(NEAR_MAX_RULES, nearTotal));
      }
    }),
    { numRuns: 500 },
  );
});
