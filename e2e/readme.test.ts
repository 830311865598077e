import { startSystem } from '@wharfinger/local';
import { expect, test } from 'vitest';
import { findFreePortBase } from './system/free-port-base.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';
import { readTour, runTour } from './tour/tour.ts';

test('every line of the tour of the README works when pasted and prints what is shown', async () => {
  const steps = readTour('README.md');
  const stateDirectory = await createStateDirectory();
  const portBase = await findFreePortBase();
  const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
  try {
    const runs = await runTour(steps, { portBase, stateDirectory });
    expect(runs.map(({ printed }) => printed)).toEqual(
      runs.map(({ expected }): unknown => expect.stringMatching(expected)),
    );
  } finally {
    await system.stop();
  }
  await removeStateDirectory(stateDirectory);
});
