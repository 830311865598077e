import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** `npm run bench -- …`; nothing is built in that time. */
function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const parameters = ['tools/run.mjs', 'bench', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

test.each([
  ['token', ['--seconds', '--stack FILE', 'DOCKER_AUTH', 'minutes']],
  ['startup', ['--runs', '--function NAME', 'minute']],
])('%s --help says what is measured, how and how long, and does nothing', (name, words) => {
  const { status, stdout, stderr } = bench(name, '--help');

  expect([status, stderr]).toStrictEqual([0, '']);
  expect(stdout.startsWith(`npm run bench -- ${name} [`)).toBe(true);
  for (const word of words) expect(stdout).toContain(word);
});

test.each([
  [['token', '--what'], "Unknown option '--what'"],
  [['token', '--seconds', '0'], '--seconds must be a number from 1 to 60'],
  [['token', '--runs', '1.5'], '--runs must be a whole number'],
  [['token', '--port-base', ''], '--port-base must be'],
  [['token', 'x'], "Unexpected argument 'x'"],
  [['startup', '--runs', 'many'], '--runs must be'],
])('%j is wrong, and nothing is built for it', (args, reason) => {
  const { status, stdout, stderr } = bench(...args);

  expect([status, stdout]).toStrictEqual([2, '']);
  expect(stderr.startsWith(reason)).toBe(true);
  expect(stderr).toContain(`npm run bench -- ${args[0]} [`);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('without a name the benchmarks are listed', () => {
  expect(bench('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('token') });
  expect(bench()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('token') });
  expect(bench('other')).toMatchObject({ status: 2, stdout: '' });
});
