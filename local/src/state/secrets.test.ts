import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateSecrets } from './secrets.ts';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'secrets-')), 'secrets.json');
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

test('are made once, for their owner alone, and kept', () => {
  const first = loadOrCreateSecrets(path);
  const second = loadOrCreateSecrets(path);

  expect(second).toStrictEqual(first);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('no two of them, and no two states, are alike', () => {
  const secrets = loadOrCreateSecrets(path);
  rmSync(path);
  const others = loadOrCreateSecrets(path);
  const texts = [secrets, others].flatMap((all) => Object.values(all)).filter((value) => typeof value === 'string');

  expect(new Set(texts).size).toBe(texts.length);
});

test('a state from before there were refresh tokens keeps its secrets and gets one for them', () => {
  const { refreshSecret: _, ...earlier } = loadOrCreateSecrets(path);
  writeFileSync(path, JSON.stringify(earlier));
  const secrets = loadOrCreateSecrets(path);

  expect(secrets).toStrictEqual({ ...earlier, refreshSecret: expect.stringMatching(/^[\w-]{43}$/) });
  expect(loadOrCreateSecrets(path)).toStrictEqual(secrets);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ['no JSON', '{'],
  ['another version', '{"schema":2}'],
  ['one missing', JSON.stringify({ schema: 1, adminPassword: 'x'.repeat(16) })],
])('a file with %s is refused without its contents being told', (_case, contents) => {
  writeFileSync(path, contents);

  expect(() => loadOrCreateSecrets(path)).toThrow(expect.objectContaining({ code: 'ERR_SECRETS_INVALID' }));
  expect(() => loadOrCreateSecrets(path)).not.toThrow(/xxxx/);
  expect(readFileSync(path, 'utf8')).toBe(contents);
});
