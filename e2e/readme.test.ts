import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startSystem } from '@wharfinger/local';
import { describe, expect, test } from 'vitest';
import { findFreePortBase } from './system/free-port-base.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const root = path.resolve(import.meta.dirname, '..');
const NEXT_STEP = '--- next step ---';

type Step = { script: string; output: string };

/** The blocks to paste, each with the output that the README shows for it. */
function readTour(readme: string): Step[] {
  const blocks = readme.matchAll(/```sh\n(?<script>.*?)```\n\n```output\n(?<output>.*?)```/gs);
  return Array.from(blocks, ({ groups }) => ({ script: groups?.['script'] ?? '', output: groups?.['output'] ?? '' }));
}

/** The README speaks of a system on the default ports, with the default state directory. */
function moveTo(system: { portBase: number; stateDirectory: string }, text: string): string {
  return text
    .replaceAll(/\b20(?<offset>0\d\d)\b/g, (_, offset: string) => String(system.portBase + Number(offset)))
    .replaceAll(/(?<!\w)(?:\$PWD\/|\.\/)?\.local\b/g, system.stateDirectory);
}

/** `…` stands for what differs from run to run. */
function toPattern(output: string): RegExp {
  const literals = output.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${literals.join('[^\n]+')}$`);
}

describe('the tour of the README', () => {
  test('every line works when pasted and prints what is shown', async () => {
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const steps = readTour(readme);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBe(readme.split('```sh\n').length - 1);

    const stateDirectory = await createStateDirectory();
    const portBase = await findFreePortBase();
    const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
    try {
      const moved = steps.map(({ script, output }) => ({
        script: moveTo({ portBase, stateDirectory }, script),
        output: moveTo({ portBase, stateDirectory }, output),
      }));
      const script = moved.map((step) => step.script).join(`echo '${NEXT_STEP}'\n`);
      const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: root, timeout: 90_000 });
      const outputs = stdout.split(`${NEXT_STEP}\n`);
      expect(outputs.map((output) => output.trimEnd())).toEqual(
        moved.map((step): unknown => expect.stringMatching(toPattern(step.output.trimEnd()))),
      );
    } finally {
      await system.stop();
    }
    await removeStateDirectory(stateDirectory);
  });
});
