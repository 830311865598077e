import { binding, denial, naiveDecision, plainRequest, policyDocument } from '@wharfinger/fakes';
import { actionsOf } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { without } from '../../test/without-paths.ts';
import { findWarnings } from './find-warnings.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';
import { soleNameOf } from '../decide/resource-name.ts';

const NOW = '2026-06-01T00:00:00Z';
const context = { now: new Date(NOW), services: new Set(['wharfinger']) };

// Rules that are like others, so that many are covered.
const like = <T extends Binding | Denial>(list: readonly T[], fates: readonly number[], prefix: string): T[] =>
  list.flatMap((rule, index) => {
    const fate = fates[index % fates.length] ?? 0;
    const copy = Object.assign({}, rule, { id: `${prefix}-${rule.id}` });
    if (fate > 2) Object.assign(copy, { cidrs: undefined, notBefore: undefined });
    if (fate > 4) Object.assign(copy, { services: undefined, subjects: [{ kind: 'everyone' }] });
    return fate === 0 ? [] : [copy];
  });
const fates = fc.array(fc.nat(6), { minLength: 5, maxLength: 5 });
const oddNames = fc.constantFrom('-a/**', 'a--', '**', 'team/**', '*/*', 'a_.b');
const odd = fc
  .tuple(binding, oddNames)
  .map(([rule, name]) => Object.assign({}, rule, { id: `o-${rule.id}`, names: [name, 'alice/app'] }));
const oddDenial = fc.tuple(denial, oddNames).map(([rule, name]) =>
  Object.assign({}, rule, {
    id: `o-${rule.id}`,
    permissions: [{ type: 'repository', name, actions: ['*'] }],
    cidrs: undefined,
    notBefore: undefined,
    notAfter: undefined,
  }),
);
const document = fc
  .tuple(policyDocument, fates, fc.option(odd), oddDenial, fates)
  .map(([policy, one, extra, loss, other]): PolicyDocument => {
    const { schema, defaults, roles } = policy;
    return {
      schema,
      defaults,
      roles,
      bindings: [...policy.bindings, ...like(policy.bindings, one, 'l'), ...(extra === null ? [] : [extra])],
      denials: [...policy.denials, ...like(policy.denials, other, 'l'), loss],
    };
  });

const requests = fc.array(plainRequest, { minLength: 8, maxLength: 8 });

test('what decides nothing can be taken away, each by itself and all at once: every decision is the same', () => {
  const found = new Map<string, number>();
  fc.assert(
    fc.property(document, requests, (policy, asked) => {
      const warnings = findWarnings(policy, context).warnings.filter(({ kind }) => kind !== 'wide');
      const sets = [...warnings.map(({ path }) => [path]), warnings.map(({ path }) => path)];
      for (const { kind } of warnings) found.set(kind, (found.get(kind) ?? 0) + 1);
      for (const paths of sets) {
        const less = without(policy, paths);
        for (const request of asked) {
          const name = soleNameOf(request.type) ?? request.name;
          const now = request.now < NOW ? NOW : request.now;
          const meant = { ...request, name, now, service: 'wharfinger' };
          for (const action of actionsOf(request.type)) {
            const decision = naiveDecision(policy, meant, action);
            expect({ paths, decision: naiveDecision(less, meant, action) }).toEqual({ paths, decision });
          }
        }
      }
    }),
    { numRuns: 100 },
  );
  const missing = ['ended', 'impossible', 'shadowed', 'denied', 'unused'].filter((kind) => !found.has(kind));
  expect(missing).toEqual([]);
});

/** What is found, without the places. */
function kinds(policy: PolicyDocument): string[] {
  return findWarnings(policy, context)
    .warnings.map(({ rule, kind }) => `${rule} ${kind}`)
    .toSorted();
}

test('the order of rules changes neither what is found nor how much', () => {
  fc.assert(
    fc.property(document, (policy) => {
      const turned = { ...policy, bindings: policy.bindings.toReversed(), denials: policy.denials.toReversed() };
      expect(kinds(turned)).toEqual(kinds(policy));
    }),
  );
});
