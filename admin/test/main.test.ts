import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

function main(
  command: 'users' | 'policy',
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  const file = path.resolve(import.meta.dirname, `../src/${command}/main.ts`);
  const parameters = ['--conditions=source', file, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

const USAGE = expect.stringMatching(/^npm run users -- COMMAND …\n\n {2}import FILE/);

test('help goes to stdout', () => {
  expect(main('users', '--help')).toStrictEqual({ status: 0, stdout: USAGE, stderr: '' });
});

test('nothing to do is wrong, and says what there is on stderr', () => {
  expect(main('users')).toStrictEqual({ status: 2, stdout: '', stderr: USAGE });
});

test('what is wrong is one line on stderr', () => {
  expect(main('users', 'add', '')).toStrictEqual({
    status: 2,
    stdout: '',
    stderr: 'The account is empty. See npm run users -- --help.\n',
  });
});

test('each command has its own', () => {
  expect(main('policy', '--help').stdout).toMatch(/^npm run policy -- COMMAND …\n/);
  expect(main('policy', 'diff')).toStrictEqual({
    status: 2,
    stdout: '',
    stderr: 'diff takes the number of a revision. See npm run policy -- --help.\n',
  });
});
