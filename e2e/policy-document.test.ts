import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem } from '@wharfinger/local';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePortBase } from './system/free-port-base.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';
import { readTour, runTour, type StepRun } from './tour/tour.ts';

const steps = readTour('docs/policy.md');

const cleanUps: (() => Promise<unknown>)[] = [];
let runs: StepRun[] = [];

// A system of its own: the page begins where nobody has written a policy yet.
beforeAll(async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'wharfinger-policy-'));
  cleanUps.push(() => rm(home, { recursive: true, force: true }));
  const stateDirectory = await createStateDirectory();
  const portBase = await findFreePortBase();
  const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
  cleanUps.push(async () => {
    await system.stop();
    await removeStateDirectory(stateDirectory);
  });
  runs = await runTour(steps, { portBase, stateDirectory }, { ...process.env, HOME: home });
});

afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

test.each(steps.map(({ heading }, position) => ({ heading, position })))(
  '“$heading” works when pasted and prints what is shown',
  ({ position }) => {
    const { printed, expected, complaints } = runs[position] ?? {};
    // What was written to stderr is in the failure.
    expect({ printed, complaints }).toEqual({ printed: expect.stringMatching(expected ?? /^never$/), complaints });
  },
);
