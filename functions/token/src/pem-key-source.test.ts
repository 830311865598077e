import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createFixedClock, TEST_KEY_PEMS } from '@wharfinger/fakes';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createPemKeySource } from './pem-key-source.ts';

let root: string;
let directory: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'signing-keys-'));
  directory = join(root, 'keys');
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

function open() {
  const clock = createFixedClock();
  const lines: { level: string; fields: object }[] = [];
  const log = {
    info: (fields: object) => lines.push({ level: 'info', fields }),
    warn: (fields: object) => lines.push({ level: 'warn', fields }),
    error: (fields: object, message: string) => lines.push({ level: 'error', fields: { ...fields, message } }),
  };
  return {
    clock,
    lines,
    keys: createPemKeySource({ directory, now: clock.now, log, maxAgeMs: 10_000, retryMs: 1000 }),
  };
}

const put = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);

test('a directory that is not there yet is found when it comes', async () => {
  const { clock, keys, lines } = open();
  expect(await keys()).toEqual({ kind: 'missing', reason: expect.stringContaining(directory) });
  clock.advance(1000);
  expect(await keys()).toMatchObject({ kind: 'missing' });
  await mkdir(directory);
  await put('first.pem', TEST_KEY_PEMS.ES256);
  clock.advance(999);
  expect(await keys()).toMatchObject({ kind: 'missing' });
  clock.advance(1);
  expect(await keys()).toMatchObject({ kind: 'ready', active: { kid: 'first', alg: 'ES256' } });
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
});

test('a rotation is seen without a restart, and a change while waiting is read once', async () => {
  await mkdir(directory);
  await put('old.pem', TEST_KEY_PEMS.ES256);
  const { clock, keys, lines } = open();
  await keys();
  await put('new.pem', TEST_KEY_PEMS.EdDSA);
  await put('active', 'new\n');
  clock.advance(9999);
  expect(await keys()).toMatchObject({ active: { kid: 'old' } });
  clock.advance(1);
  const [one, other] = await Promise.all([keys(), keys()]);
  expect(one).toMatchObject({ kind: 'ready', active: { kid: 'new' }, all: [{ kid: 'new' }, { kid: 'old' }] });
  expect(other).toBe(one);
  expect(lines).toEqual([
    { level: 'info', fields: { active: 'old', kids: ['old'] } },
    { level: 'info', fields: { active: 'new', kids: ['new', 'old'] } },
  ]);
});

test('good keys are kept while the directory holds bad ones, which are named once and looked at again soon', async () => {
  await mkdir(directory);
  await put('good.pem', TEST_KEY_PEMS.ES256);
  const { clock, keys, lines } = open();
  await keys();
  await put('bad.pem', 'half a ke');
  clock.advance(10_000);
  expect(await keys()).toMatchObject({ kind: 'ready', active: { kid: 'good' } });
  clock.advance(1000);
  await keys();
  await rm(directory, { recursive: true });
  clock.advance(1000);
  expect(await keys()).toMatchObject({ kind: 'ready', active: { kid: 'good' } });
  expect(lines.map(({ level }) => level)).toEqual(['info', 'error', 'error']);
  expect(JSON.stringify(lines)).not.toContain('half a ke');
  await mkdir(directory);
  await put('good.pem', TEST_KEY_PEMS.ES256);
  clock.advance(1000);
  await keys();
  expect(lines.at(-1)).toMatchObject({ level: 'info' });
});

test('good keys beside a bad one carry a notice, and every minute an error says that the next start will fail', async () => {
  await mkdir(directory);
  await put('good.pem', TEST_KEY_PEMS.ES256);
  const { clock, keys, lines } = open();
  expect(await keys()).not.toHaveProperty('notices');
  await put('bad.pem', 'half a key');
  for (let second = 0; second < 130; second += 1) {
    clock.advance(1000);
    await keys();
  }
  expect(await keys()).toMatchObject({
    kind: 'ready',
    notices: [expect.stringMatching(/"bad".*next start will fail/)],
  });
  const errors = lines.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(3);
  expect(errors[2]).toMatchObject({ fields: { message: expect.stringContaining('the next start will fail') } });
  await rm(directory, { recursive: true });
  clock.advance(1000);
  expect(await keys()).toMatchObject({ notices: [expect.stringContaining('the next start will have no key')] });
  await mkdir(directory);
  await put('good.pem', TEST_KEY_PEMS.ES256);
  clock.advance(1000);
  expect(await keys()).not.toHaveProperty('notices');
});

test('a bad key at the start is a reason, and goes away when it is mended', async () => {
  await mkdir(directory);
  await put('bad.pem', 'half a key');
  const { clock, keys } = open();
  expect(await keys()).toEqual({ kind: 'missing', reason: expect.stringContaining('"bad"') });
  clock.advance(1000);
  expect(await keys()).toEqual({ kind: 'missing', reason: expect.stringContaining('"bad"') });
  await put('bad.pem', TEST_KEY_PEMS.RS256);
  clock.advance(1000);
  expect(await keys()).toMatchObject({ kind: 'ready', active: { alg: 'RS256' } });
});

test('a Secret mounted by Kubernetes is read through its links', async () => {
  await mkdir(join(directory, '..2026_11_22'), { recursive: true });
  await put('..2026_11_22/k1.pem', TEST_KEY_PEMS.ES256);
  await symlink('..2026_11_22', join(directory, '..data'));
  await symlink('..data/k1.pem', join(directory, 'k1.pem'));
  await put('README', 'no key');
  expect(await open().keys()).toMatchObject({ kind: 'ready', all: [{ kid: 'k1' }] });
});

test('a clock that was set back does not stop the reading', async () => {
  await mkdir(directory);
  const { clock, keys } = open();
  await keys();
  await put('k1.pem', TEST_KEY_PEMS.ES256);
  clock.set('2020-01-01T00:00:00Z');
  expect(await keys()).toMatchObject({ kind: 'ready' });
});
