import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { toolPath } from '@wharfinger/local';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createSandbox, type Sandbox } from './clients/sandbox.ts';
import { siteOf } from './system/stack-schema.ts';
import { isInstalled } from './tour/is-installed.ts';
import { readTour, runTour, type StepRun } from './tour/tour.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');

/** Programs that the set-up doesn't install. */
const OPTIONAL = ['docker'];

const steps = readTour('docs/sign-in.md');
const missing = new Set(OPTIONAL.filter((program) => !isInstalled(program)));
const isMissing = (heading: string): boolean => missing.has(heading);

let sandbox: Sandbox;
let runs: StepRun[] = [];
beforeAll(async () => {
  sandbox = await createSandbox('sign-in');
  const tools = (['crane', 'oras', 'regctl'] as const).map(async (tool) => {
    await symlink(toolPath(tool), path.join(sandbox.directory, tool));
  });
  await Promise.all(tools);
  const portBase = Number(new URL(siteOf(stack).registry).port);
  const here = steps.filter(({ heading }) => !isMissing(heading));
  const env = { ...sandbox.env, PATH: `${sandbox.directory}:${process.env['PATH'] ?? ''}` };
  runs = await runTour(here, { portBase, stateDirectory }, env);
});
afterAll(async () => {
  await sandbox.remove();
});

// Skipped where the program is not installed: it is none of the system's.
for (const { heading } of steps) {
  test.skipIf(isMissing(heading))(`“${heading}” works when pasted and prints what is shown`, () => {
    const { printed, expected, complaints } = runs.find((run) => run.heading === heading) ?? {};
    // What was written to stderr is in the failure.
    expect({ printed, complaints }).toEqual({ printed: expect.stringMatching(expected ?? /^never$/), complaints });
  });
}
