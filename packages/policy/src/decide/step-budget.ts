/** Counts the work of one request against what it may take. */
export type StepBudget = {
  spend(steps: number): void;
  /** From then on whatever was decided means nothing: a denial may have been passed over. */
  isExhausted(): boolean;
};

/** A budget of so many steps. */
export function createStepBudget(limit: number): StepBudget {
  let left = limit;
  return {
    spend: (steps) => {
      left -= steps;
    },
    isExhausted: () => left < 0,
  };
}
