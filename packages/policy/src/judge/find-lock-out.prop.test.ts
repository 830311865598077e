import { binding, denial, naiveDecision, type PlainRequest, plainRequest, policyDocument } from '@wharfinger/fakes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { findLockOut } from './find-lock-out.ts';
import type { Binding, PolicyDocument } from '../policy-document.ts';

const NOW = '2026-06-01T00:00:00Z';
const who = { account: 'alice', service: 'wharfinger', now: new Date(NOW) };

/** Bindings that give the policy more often than chance would have it. */
const administrators: fc.Arbitrary<Binding[]> = fc
  .uniqueArray(binding, { selector: ({ id }) => id, maxLength: 4 })
  .map((list) =>
    list.map(({ id, subjects, notBefore, notAfter, cidrs }) => ({
      id: `a${id}`,
      role: 'administrator',
      subjects,
      notBefore,
      notAfter,
      cidrs,
    })),
  );
const before = fc
  .tuple(policyDocument, administrators)
  .map(([document, more]): PolicyDocument =>
    Object.assign({}, document, { bindings: [...document.bindings, ...more] }),
  );

/** What became of it: rules gone, others come, one replaced. */
const change = fc
  .tuple(before, fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }), administrators, fc.option(denial), fc.boolean())
  .map(([document, fates, more, loss, defaults]) => {
    const isKept = (_: unknown, index: number) => fates[index] !== 0;
    const bindings = [
      ...document.bindings.filter(isKept),
      ...more.map((one) => Object.assign({}, one, { id: `n${one.id}` })),
    ];
    const added = loss === null ? [] : [Object.assign({}, loss, { id: `n${loss.id}` })];
    const after: PolicyDocument = {
      ...document,
      defaults: defaults && document.defaults,
      bindings,
      denials: [...document.denials.toReversed().filter(isKept), ...added],
    };
    return { before: document, after };
  });

function canWrite(document: PolicyDocument, request: PlainRequest, now: string): boolean {
  const asked = { ...request, account: 'alice', service: 'wharfinger', type: 'policy', name: 'default', now };
  return ['read', 'write'].every((action) => naiveDecision(document, asked, action));
}

test('where nothing is found, whoever could read and write still can, now and as long as the policy before let him', () => {
  let cases = 0;
  fc.assert(
    fc.property(change, fc.array(plainRequest, { minLength: 6, maxLength: 6 }), ({ before, after }, callers) => {
      fc.pre(findLockOut(before, after, who).kind === 'none');
      for (const caller of callers) {
        if (!canWrite(before, caller, NOW)) continue;
        cases += 1;
        expect(canWrite(after, caller, NOW)).toBe(true);
        for (const later of ['2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z']) {
          expect(canWrite(before, caller, later) && !canWrite(after, caller, later)).toBe(false);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(cases).toBeGreaterThan(30);
});

test('who is bound by his own account, without conditions and denials, is never locked out', () => {
  fc.assert(
    fc.property(change, ({ before, after }) => {
      const own: Binding = { id: 'own', role: 'administrator', subjects: [{ kind: 'account', account: 'alice' }] };
      const bound = { ...before, bindings: [...before.bindings, own], denials: [] };
      const safe = { ...after, bindings: [...after.bindings, own], denials: [] };
      expect(findLockOut(bound, safe, who)).toEqual({ kind: 'none' });
    }),
  );
});

test('a policy that stays as it is, in another order, locks nobody out who could write', () => {
  fc.assert(
    fc.property(before, plainRequest, (document, caller) => {
      fc.pre(canWrite(document, caller, NOW));
      const { bindings, denials } = document;
      const turned = { ...document, bindings: bindings.toReversed(), denials: denials.toReversed() };
      expect(findLockOut(document, turned, who)).toEqual({ kind: 'none' });
    }),
  );
});
