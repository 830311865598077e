import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NEXT_STEP = '--- next step ---';

/** A block of a document to paste, with the output that the document shows for it. */
export type Step = {
  /** The heading that it stands under. */
  heading: string;
  script: string;
  output: string;
};

/** The blocks of a document that can be pasted. Throws when one of them has no output: nobody would run it. */
export function readTour(document: string): Step[] {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  const steps = text.split(/^## /m).flatMap((section) => {
    const heading = section.split('\n', 1)[0] ?? '';
    const blocks = section.matchAll(/```sh\n(?<script>.*?)```\n\n```output\n(?<output>.*?)```/gs);
    return Array.from(blocks, ({ groups }) => ({
      heading,
      script: groups?.['script'] ?? '',
      output: groups?.['output'] ?? '',
    }));
  });
  if (steps.length === 0 || steps.length !== text.split('```sh\n').length - 1) {
    throw new Error(`${document} has a block to paste without an output.`);
  }
  return steps;
}

export type TourSystem = { portBase: number; stateDirectory: string };

/** Documents speak of a system on the default ports, with the default state directory. */
function moveTo({ portBase, stateDirectory }: TourSystem, text: string): string {
  return text
    .replaceAll(/\b20(?<offset>0\d\d)\b/g, (_, offset: string) => String(portBase + Number(offset)))
    .replaceAll(/(?<!\w)(?:\$PWD\/|\.\/)?\.local\b/g, stateDirectory)
    .replaceAll('npm run -s users -- ', `npm run -s users -- --state ${stateDirectory} `);
}

/** `…` stands for what differs from run to run. */
function toPattern(output: string): RegExp {
  const literals = output.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${literals.join('[^\n]+')}$`);
}

export type StepRun = {
  heading: string;
  printed: string;
  expected: RegExp;
  /** What the whole tour wrote to stderr. */
  complaints: string;
};

/** Pastes the steps into one shell, one after another. */
export async function runTour(
  steps: readonly Step[],
  system: TourSystem,
  env: NodeJS.ProcessEnv = process.env,
): Promise<StepRun[]> {
  const script = steps.map((step) => moveTo(system, step.script)).join(`echo '${NEXT_STEP}'\n`);
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { cwd: ROOT, env, timeout: 90_000 });
  const outputs = stdout.split(`${NEXT_STEP}\n`);
  return steps.map(({ heading, output }, position) => ({
    heading,
    printed: (outputs[position] ?? '').trimEnd(),
    expected: toPattern(moveTo(system, output.trimEnd())),
    complaints: stderr,
  }));
}
