import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../src/users/main.ts');

function main(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const parameters = ['--conditions=source', MAIN, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

const USAGE = expect.stringMatching(/^npm run users -- COMMAND …\n\n {2}import FILE/);

test('help goes to stdout', () => {
  expect(main('--help')).toStrictEqual({ status: 0, stdout: USAGE, stderr: '' });
});

test('nothing to do is wrong, and says what there is on stderr', () => {
  expect(main()).toStrictEqual({ status: 2, stdout: '', stderr: USAGE });
});

test('what is wrong is one line on stderr', () => {
  expect(main('add', '')).toStrictEqual({
    status: 2,
    stdout: '',
    stderr: 'The account is empty. See npm run users -- --help.\n',
  });
});
