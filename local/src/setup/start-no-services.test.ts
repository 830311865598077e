import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startNoServices } from './start-no-services.ts';

let policy = '';
beforeEach(() => {
  policy = join(mkdtempSync(join(tmpdir(), 'policy-')), 'policy-rc.d');
});
afterEach(() => rmSync(join(policy, '..'), { recursive: true }));

test('services may not be started until it is undone', () => {
  const undo = startNoServices(policy);
  expect(spawnSync(policy, ['haproxy', 'start']).status).toBe(101);

  undo();

  expect(existsSync(policy)).toBe(false);
});

test('what a set-up that was killed left behind is taken away by the next', () => {
  startNoServices(policy);

  startNoServices(policy)();

  expect(existsSync(policy)).toBe(false);
});

test("a policy of the machine's own stays", () => {
  writeFileSync(policy, '#!/bin/sh\nexit 0\n');

  startNoServices(policy)();

  expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
});
