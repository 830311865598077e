import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockState } from '../../local/src/state/lock.ts';
import { forgetStack, stateDirectory } from './forget-stack.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'forget-'));
  writeFileSync(join(root, 'stack.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test('the stack.json of a killed system is removed, that of a running one stays', async () => {
  const lock = await lockState(root, { pid: 1, registry: 'http://localhost:20000', since: '2026-01-01T00:00:00Z' });
  if (lock.kind !== 'locked') throw new Error('not locked');

  expect([await forgetStack(root), existsSync(join(root, 'stack.json'))]).toStrictEqual([false, true]);
  await lock.release();
  expect([await forgetStack(root), existsSync(join(root, 'stack.json'))]).toStrictEqual([true, false]);
});

test.each([
  [[], '.local'],
  [['--port-base', '21000', '--state', 'other'], 'other'],
  [['--state=other'], 'other'],
  [['--state'], '.local'],
])('arguments %j ask for the state %s', (args, expected) => {
  expect(stateDirectory(args)).toBe(resolve(expected));
});
