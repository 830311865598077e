import { expect, test } from 'vitest';

import { createStepBudget } from './step-budget.ts';

test.each([
  [[], false],
  [[2], false],
  [[1, 1, 1], false],
  [[3], false],
  [[4], true],
  [[2, 1, 1], true],
])('a budget of three steps is exhausted after %j: %s', (spent, expected) => {
  const budget = createStepBudget(3);
  for (const steps of spent) budget.spend(steps);
  expect(budget.isExhausted()).toBe(expected);
});
