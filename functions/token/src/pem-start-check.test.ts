import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { TEST_KEY_PEMS } from '@wharfinger/fakes';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { checkKeysAtStart } from './pem-start-check.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keys-at-start-'));
});

afterEach(() => rm(directory, { recursive: true }));

async function check(files: Readonly<Record<string, string>>, at = directory) {
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(directory, name), text)));
  const problems: string[] = [];
  const codes: number[] = [];
  const log = { fatal: (fields: object) => problems.push('problem' in fields ? String(fields.problem) : '') };
  await checkKeysAtStart({ directory: at, log, exit: (code) => codes.push(code) });
  return { problems, codes };
}

const shortPem = String(
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);

test('every key that the registry would not trust is named, and the process ends', async () => {
  const { problems, codes } = await check({
    'good.pem': TEST_KEY_PEMS.ES256,
    'short.pem': shortPem,
    'text.pem': 'not a key',
    active: 'good',
  });
  expect(codes).toEqual([1]);
  expect(problems).toEqual([expect.stringContaining('"short"'), expect.stringContaining('"text"')]);
  expect(problems.join('')).not.toContain('not a key');
});

test.each([
  ['an "active" that names none', { 'a.pem': TEST_KEY_PEMS.ES256, active: 'b' }],
  ['several keys and no "active"', { 'a.pem': TEST_KEY_PEMS.ES256, 'b.pem': TEST_KEY_PEMS.EdDSA }],
])('%s ends the process', async (_title, files) => {
  expect(await check(files)).toEqual({ problems: [expect.stringContaining('"active"')], codes: [1] });
});

test.each([
  ['good keys', { 'a.pem': TEST_KEY_PEMS.ES256, 'b.pem': TEST_KEY_PEMS.RS256, active: 'b' }],
  ['no keys yet', {}],
  ['an "active" that is there before its key', { active: 'a' }],
])('%s let it start', async (_title, files) => {
  expect(await check(files)).toEqual({ problems: [], codes: [] });
});

test('a directory that is not there yet lets it start', async () => {
  expect(await check({}, join(directory, 'later'))).toEqual({ problems: [], codes: [] });
});
