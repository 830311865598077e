import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { actions, scope } from '../test/arbitraries.ts';
import { grantSubset } from './grant-subset.ts';
import { ALL_ACTIONS, type Scope, SCOPE_ACTIONS } from './scope.ts';

const requested: fc.Arbitrary<Scope> = fc
  .tuple(scope, actions)
  .map(([scope, actions]) => Object.assign(structuredClone(scope), { actions }));

function covers(actions: readonly string[], action: string): boolean {
  return actions.includes(action) || actions.includes(ALL_ACTIONS);
}

test('what is granted was asked for, is allowed, and is an action of the type', () => {
  fc.assert(
    fc.property(requested, actions, (scope, allowed) => {
      for (const action of grantSubset(scope, allowed)) {
        expect(covers(scope.actions, action) && covers(allowed, action)).toBe(true);
        expect(SCOPE_ACTIONS[scope.type]).toContain(action);
      }
    }),
  );
});

test('what was asked for and is allowed is granted', () => {
  fc.assert(
    fc.property(requested, actions, (scope, allowed) => {
      const due = (SCOPE_ACTIONS[scope.type] ?? []).filter(
        (action) => covers(scope.actions, action) && covers(allowed, action),
      );
      expect(grantSubset(scope, allowed)).toEqual(due);
    }),
  );
});

test('monotone: who is allowed more, or asks for more, is granted no less', () => {
  fc.assert(
    fc.property(requested, actions, actions, (scope, allowed, more) => {
      const granted = grantSubset(scope, allowed);
      expect(grantSubset(scope, [...allowed, ...more])).toEqual(expect.arrayContaining(granted));
      expect(grantSubset({ ...scope, actions: [...scope.actions, ...more] }, allowed)).toEqual(
        expect.arrayContaining(granted),
      );
    }),
  );
});

test('neither order nor repetition makes a difference', () => {
  fc.assert(
    fc.property(requested, actions, (scope, allowed) => {
      const turned = { ...scope, actions: [...scope.actions, ...scope.actions].toReversed() };
      expect(grantSubset(turned, [...allowed, ...allowed].toReversed())).toEqual(grantSubset(scope, allowed));
    }),
  );
});

test('idempotent: asking for, or being allowed, just what was granted grants the same', () => {
  fc.assert(
    fc.property(requested, actions, (scope, allowed) => {
      const granted = grantSubset(scope, allowed);
      expect(grantSubset({ ...scope, actions: granted }, allowed)).toEqual(granted);
      expect(grantSubset(scope, granted)).toEqual(granted);
    }),
  );
});

test('a repository\'s grant names actions and never holds "*"', () => {
  fc.assert(
    fc.property(actions, actions, (asked, allowed) => {
      expect(grantSubset({ type: 'repository', name: 'a', actions: asked }, allowed)).not.toContain(ALL_ACTIONS);
    }),
  );
});
