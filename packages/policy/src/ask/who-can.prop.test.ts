import { compiled, decide, plainRequest, policyDocument } from '@wharfinger/fakes';
import { SCOPE_ACTIONS } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { address, grantRequest } from '../../test/grant-request.ts';
import { isOneOf } from '../../test/is-one-of.ts';
import { type IpNetwork, isInNetwork } from '../decide/ip-network.ts';
import type { Caller } from '../decide/match-rule.ts';
import { createStepBudget } from '../decide/step-budget.ts';
import { findTakenAway } from './who-can-denials.ts';
import { isForAccounts } from '../decide/resource-name.ts';
import { whoCan, type WhoCanAnswer, type WhoCanEntry } from './who-can.ts';

const question = plainRequest.chain((request) =>
  fc.record({
    request: fc.constant(request),
    action: fc.constantFrom(...(SCOPE_ACTIONS[request.type] ?? [])),
    isServiceGiven: fc.boolean(),
    isAddressGiven: fc.boolean(),
  }),
);
const everything = { id: 'everything', role: 'administrator', subjects: [{ kind: 'everyone' as const }] };
const whole = Object.keys(SCOPE_ACTIONS).map((type) => ({ type, name: '**', actions: ['*'] }));
// Denials are seen where there is something to take away.
const anyDocument = fc.oneof(
  policyDocument,
  fc.tuple(policyDocument, fc.boolean()).map(([document, isWide]) => {
    const denials = document.denials.map((one) => Object.assign({}, one, isWide ? { permissions: whole } : {}));
    return Object.assign({}, document, { bindings: [...document.bindings, everything], denials });
  }),
);

type Asked = typeof question extends fc.Arbitrary<infer T> ? T : never;

type Answered = Extract<WhoCanAnswer, { kind: 'answered' }>;

function ask(document: Parameters<typeof compiled>[0], asked: Asked): Answered {
  const { request, action } = asked;
  const given = {
    service: asked.isServiceGiven ? request.service : undefined,
    address: asked.isAddressGiven && request.address !== null ? address(request.address) : undefined,
  };
  const { type, name } = request;
  const budget = createStepBudget(1_000_000);
  const answer = whoCan(compiled(document), { type, name, action, ...given }, new Date(request.now), budget);
  if (answer.kind !== 'answered') throw new Error(answer.kind);
  return answer;
}

/** Reads an entry as a person would. */
function isFor(entry: WhoCanEntry, kind: 'binding' | 'denial', caller: Caller, now: string): boolean {
  const { notBefore, notAfter, services, networks } = entry.conditions;
  const isNow = (notBefore === undefined || notBefore <= now) && (notAfter === undefined || now <= notAfter);
  const isFrom = (network: IpNetwork): boolean => caller.address !== null && isInNetwork(caller.address, network);
  const isThere = networks === undefined || networks.some(isFrom) || (caller.address === null && kind === 'denial');
  return isNow && isThere && (services?.includes(caller.service) ?? true) && isOneOf(entry.callers, caller);
}

test('who can is who is granted it: covered by a binding’s entry, and by none of a denial', () => {
  let grantedCount = 0;
  let deniedCount = 0;
  fc.assert(
    fc.property(anyDocument, question, (document, asked) => {
      const { bindings, denials, incomplete } = ask(document, asked);
      const { caller } = grantRequest(asked.request, [asked.action]);
      const now = new Date(asked.request.now).toISOString();
      const isGiven = bindings.some((entry) => isFor(entry, 'binding', caller, now));
      const isTaken = denials.some((entry) => isFor(entry, 'denial', caller, now));
      const { granted } = decide(document, asked.request, [asked.action]);
      expect(incomplete).toEqual([]);
      expect(isGiven && !isTaken).toBe(granted.length > 0);
      grantedCount += Number(isGiven && !isTaken);
      deniedCount += Number(isGiven && isTaken);
    }),
    { numRuns: 1500 },
  );
  expect(grantedCount).toBeGreaterThan(50);
  expect(deniedCount).toBeGreaterThan(10);
});

test('what is taken away wholly nobody has, and what is not taken away at all its callers have', () => {
  fc.assert(
    fc.property(anyDocument, question, (document, asked) => {
      const { bindings, denials, isDeniedToAll } = ask(document, asked);
      const { caller } = grantRequest(asked.request, [asked.action]);
      const now = new Date(asked.request.now).toISOString();
      const isDenied = denials.some((entry) => isFor(entry, 'denial', caller, now));
      const isNobody = caller.account === null && isForAccounts(asked.request.type);
      expect(!isDeniedToAll || isDenied || isNobody).toBe(true);
      for (const entry of bindings.filter((one) => isFor(one, 'binding', caller, now))) {
        const { isTakenAway, denials: ids } = findTakenAway(entry, denials, createStepBudget(1_000_000));
        expect(isTakenAway).not.toBe(isDenied ? 'no' : 'wholly');
        expect(ids.length > 0).toBe(isTakenAway !== 'no');
      }
    }),
    { numRuns: 1500 },
  );
});

test('an entry is in force exactly when it has no beginning to wait for', () => {
  fc.assert(
    fc.property(anyDocument, question, (document, asked) => {
      const { bindings, denials } = ask(document, asked);
      for (const { isInForce, conditions } of [...bindings, ...denials]) {
        expect(isInForce).toBe(conditions.notBefore === undefined);
      }
    }),
  );
});

test('the order of the document decides nothing', () => {
  fc.assert(
    fc.property(anyDocument, question, (document, asked) => {
      const bindings = document.bindings.map((rule) => ({ ...rule, subjects: rule.subjects.toReversed() }));
      const turned = { ...document, bindings: bindings.toReversed(), denials: document.denials.toReversed() };
      expect(ask(turned, asked)).toEqual(ask(document, asked));
    }),
  );
});
