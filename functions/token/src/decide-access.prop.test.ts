import { SCOPE_ACTIONS } from '@wharfinger/token';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decideAccess } from './decide-access.ts';

const ACTIONS = [...(SCOPE_ACTIONS['repository'] ?? []), '*', 'frob'];
const resource = fc.record({ type: fc.constant('repository'), name: fc.constantFrom('a/a', 'b/b', 'c/c') });
const scopes = fc.array(fc.tuple(resource, fc.subarray(['delete', 'pull', 'push', '*'], { minLength: 1 })));
const grants = fc.array(fc.subarray(ACTIONS), { minLength: 10, maxLength: 10 });

test('whatever the policy answers, nothing is signed that was not asked for and granted', () => {
  fc.assert(
    fc.property(scopes, grants, (asked, granted) => {
      const requested = asked.map(([of, actions]) => ({ ...of, actions }));
      const decisions = asked.map(([of], index) => ({ ...of, granted: granted[index] ?? [] }));
      const decided = decideAccess(requested, decisions);
      for (const entry of decided.kind === 'ok' ? decided.access : []) {
        const about = requested.flatMap((scope, index) =>
          scope.name === entry.name ? [{ scope, granted: decisions[index]?.granted ?? [] }] : [],
        );
        for (const action of entry.actions) {
          const isCovered = about.some(
            (one) =>
              (one.scope.actions.includes('*') || one.scope.actions.includes(action)) && one.granted.includes(action),
          );
          expect(isCovered).toBe(true);
        }
      }
    }),
  );
});

test('what is granted of what was asked for is signed, all of it', () => {
  const grantedScope = fc
    .tuple(resource, fc.subarray(['delete', 'pull', 'push'], { minLength: 1 }))
    .chain(([of, actions]) => fc.record({ of: fc.constant({ ...of, actions }), granted: fc.subarray(actions) }));
  fc.assert(
    fc.property(fc.array(grantedScope), (all) => {
      const requested = all.map(({ of }) => of);
      const decisions = all.map(({ of, granted }) => ({ type: of.type, name: of.name, granted }));
      expect(decideAccess(requested, decisions)).toEqual({
        kind: 'ok',
        access: decisions
          .filter(({ granted }) => granted.length > 0)
          .map(({ type, name, granted }) => ({ type, name, actions: granted.toSorted() })),
      });
    }),
  );
});
