import { createStepBudget, type StepBudget } from '../decide/step-budget.ts';

/** What a judgement may take, and when others should have their turn. */
export type JudgingWork = StepBudget & {
  /** Whether so much was done since the last turn that it is over; then the next one begins. */
  isTurnOver: () => boolean;
};

/** Steps between two pauses, a few milliseconds. */
const STEPS_OF_TURN = 100_000;

/** The work of one judgement, of so many steps at most. */
export function createJudgingWork(limit: number): JudgingWork {
  const budget = createStepBudget(limit);
  let ofTurn = 0;
  return {
    spend: (steps) => {
      ofTurn += steps;
      budget.spend(steps);
    },
    isExhausted: () => budget.isExhausted(),
    isTurnOver: () => {
      if (ofTurn < STEPS_OF_TURN) return false;
      ofTurn = 0;
      return true;
    },
  };
}

/** A part of the work that may take no more than so many steps, so that no pause is needed in it. */
export function createPartOfWork(work: StepBudget, limit: number): StepBudget {
  const part = createStepBudget(limit);
  return {
    spend: (steps) => {
      part.spend(steps);
      work.spend(steps);
    },
    isExhausted: () => part.isExhausted() || work.isExhausted(),
  };
}

/** Does all that a generator does at once. */
export function finishAtOnce<T>(steps: Generator<undefined, T>): T {
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next();
  }
  return step.value;
}
