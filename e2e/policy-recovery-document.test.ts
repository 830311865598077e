import { beforeAll, expect, test } from 'vitest';
import { readTour, type StepRun } from './tour/tour.ts';
import { runTourAlone } from './tour/tour-alone.ts';

const steps = readTour('docs/policy-recovery.md');

let runs: StepRun[] = [];

beforeAll(async () => {
  runs = await runTourAlone(steps);
});

test.each(steps.map(({ heading }, position) => ({ heading, position })))(
  '“$heading” works when pasted and prints what is shown',
  ({ position }) => {
    const { printed, expected, complaints } = runs[position] ?? {};
    // What was written to stderr is in the failure.
    expect({ printed, complaints }).toEqual({ printed: expect.stringMatching(expected ?? /^never$/), complaints });
  },
);
