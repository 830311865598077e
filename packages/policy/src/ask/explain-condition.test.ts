import { compiled } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { describeCondition } from './explain-condition.ts';
import type { ConditionName } from './near-conditions.ts';

const CALLER = { account: 'alice', labels: new Map(), address: null, service: 'registry.example' };

test.each<[ConditionName, string]>([
  ['subjects', 'is for everyone'],
  ['services', 'is for the service , not registry.example'],
  ['cidrs', 'is for , the address is not known'],
])('a rule without %s is described too', (condition, expected) => {
  const policy = compiled({
    schema: 1,
    defaults: false,
    roles: {},
    bindings: [{ id: 'all', role: 'reader', subjects: [{ kind: 'everyone' }] }],
    denials: [],
  });
  const context = { caller: CALLER, name: 'team/app', type: 'repository' };
  const descriptions = policy.bindings.map((rule) =>
    describeCondition(condition, { rule, failed: [condition], values: [] }, context),
  );
  expect(descriptions).toEqual([expected]);
});
