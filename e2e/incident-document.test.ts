import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { siteOf } from './system/stack-schema.ts';
import { readTour, runTour, type StepRun } from './tour/tour.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const steps = readTour('docs/incident.md');

let home = '';
let runs: StepRun[] = [];
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wharfinger-incident-'));
  const portBase = Number(new URL(siteOf(stack).registry).port);
  runs = await runTour(steps, { portBase, stateDirectory }, { ...process.env, HOME: home });
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

test.each(steps.map(({ heading }, position) => ({ heading, position })))(
  '“$heading” works when pasted and prints what is shown',
  ({ position }) => {
    const { printed, expected, complaints } = runs[position] ?? {};
    // What was written to stderr is in the failure.
    expect({ printed, complaints }).toEqual({ printed: expect.stringMatching(expected ?? /^never$/), complaints });
  },
);
