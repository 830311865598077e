import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { expect, test } from 'vitest';

import { createControlStoreKeyUsage } from './control-store-key-usage.ts';
import { createNoteKeyUse } from './note-key-use.ts';
import { createBackground } from './run-in-background.ts';

const KEY = '0000000001';

function open() {
  const bucket = createMemoryBucket();
  const clock = createFixedClock();
  const warnings: unknown[] = [];
  const state = { isWritable: true };
  const background = createBackground({ log: { warn: (fields: unknown) => warnings.push(fields) } });
  const usage = createControlStoreKeyUsage({ bucket });
  const noteUse = createNoteKeyUse({
    usage,
    now: clock.now,
    isWritable: () => state.isWritable,
    runInBackground: background.run,
  });
  const puts = () => bucket.calls.filter(({ operation }) => operation === 'put').length;
  return { bucket, clock, noteUse, puts, settled: () => background.settled(), state, usage, warnings };
}

test('a use is noted beside the user, and another a minute later', async () => {
  const { bucket, clock, noteUse, settled, usage } = open();
  expect(await usage.read('alice')).toEqual({});
  noteUse('alice', KEY);
  await settled();
  expect(Object.keys(bucket.contents())).toEqual(['identities/usage/alice.json']);
  clock.advance(60_000);
  noteUse('alice', KEY);
  await settled();
  expect(await usage.read('alice')).toEqual({ [KEY]: '2026-01-01T00:01:00.000Z' });
});

test('within a minute a key is written once, however often it is used; another key is another', async () => {
  const { clock, noteUse, puts, settled } = open();
  for (let count = 0; count < 100; count += 1) noteUse('alice', KEY);
  clock.advance(59_999);
  noteUse('alice', KEY);
  await settled();
  expect(puts()).toBe(1);
  noteUse('alice', '0000000002');
  await settled();
  expect(puts()).toBe(2);
});

test('a store that fails is logged, and harms nothing else', async () => {
  const { bucket, clock, noteUse, settled, usage, warnings } = open();
  bucket.failNext(1, { operation: 'get' });
  noteUse('alice', KEY);
  await settled();
  expect(warnings).toMatchObject([{ what: 'note the use of an access key' }]);
  clock.advance(60_000);
  noteUse('alice', KEY);
  await settled();
  expect(await usage.read('alice')).toEqual({ [KEY]: '2026-01-01T00:01:00.000Z' });
});

test('where conditions may not be kept nothing is written', async () => {
  const { bucket, noteUse, settled, state } = open();
  state.isWritable = false;
  noteUse('alice', KEY);
  await settled();
  expect(bucket.calls).toEqual([]);
});
