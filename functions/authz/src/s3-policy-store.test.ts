import { compiled, createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { DEFAULT_POLICY } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { createS3PolicyStore, POLICY_KEY, POLICY_MAX_BYTES } from './s3-policy-store.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function start() {
  const bucket = createMemoryBucket();
  const clock = createFixedClock();
  return { bucket, clock, loadPolicy: createS3PolicyStore({ bucket, maxAgeMs: 5000, now: clock.now }) };
}

test('no document is the default policy', async () => {
  const { loadPolicy } = start();
  expect((await loadPolicy()).policy).toEqual(compiled(DEFAULT_POLICY));
});

test('a policy is fresh for what is left of its age, one that is the default too', async () => {
  const { bucket, clock, loadPolicy } = start();
  expect((await loadPolicy()).freshForMs).toBe(5000);
  clock.advance(4999);
  expect((await loadPolicy()).freshForMs).toBe(1);
  await bucket.put(POLICY_KEY, encode(DEFAULT_POLICY));
  clock.advance(1);
  expect((await loadPolicy()).freshForMs).toBe(5000);
});

test('a document is compiled once for each version', async () => {
  const { bucket, clock, loadPolicy } = start();
  await bucket.put(POLICY_KEY, encode({ ...DEFAULT_POLICY, defaults: false }));
  const { policy: first } = await loadPolicy();
  clock.advance(5000);
  expect((await loadPolicy()).policy).toBe(first);
  expect(bucket.calls.filter(({ operation }) => operation === 'get')).toHaveLength(2);

  await bucket.put(POLICY_KEY, encode(DEFAULT_POLICY));
  clock.advance(5000);
  const { policy: second } = await loadPolicy();
  expect(first.bindings).toEqual([]);
  expect(second.bindings).toHaveLength(4);
});

test('a document that means nothing is a fault that names every place', async () => {
  const { bucket, loadPolicy } = start();
  const binding = { id: 'b', role: 'owner', subjects: [{ kind: 'everyone' }], names: ['A'] };
  await bucket.put(POLICY_KEY, encode({ ...DEFAULT_POLICY, bindings: [binding] }));
  await expect(loadPolicy()).rejects.toMatchObject({
    code: 'ERR_STORE_DOCUMENT_INVALID',
    key: POLICY_KEY,
    problems: [{ path: '$.bindings[0].role' }, { path: '$.bindings[0].names[0]' }],
  });
});

test.each([
  ['a good document', encode(DEFAULT_POLICY)],
  ['a broken document', new TextEncoder().encode('{')],
])('%s that was seen and is gone is a fault, not the default policy, until there is one', async (_title, body) => {
  const { bucket, clock, loadPolicy } = start();
  await bucket.put(POLICY_KEY, body);
  await loadPolicy().catch(() => undefined);
  await bucket.delete(POLICY_KEY);
  clock.advance(5000);
  const gone = { code: 'ERR_STORE_DOCUMENT_INVALID', message: expect.stringContaining('is gone') };
  await expect(loadPolicy()).rejects.toMatchObject(gone);
  clock.advance(5000);
  await expect(loadPolicy()).rejects.toMatchObject(gone);
  await bucket.put(POLICY_KEY, encode(DEFAULT_POLICY));
  clock.advance(5000);
  expect((await loadPolicy()).policy).toEqual(compiled(DEFAULT_POLICY));
});

test('a document may be so large and no larger', async () => {
  const { bucket, clock, loadPolicy } = start();
  const text = JSON.stringify(DEFAULT_POLICY).padEnd(POLICY_MAX_BYTES);
  await bucket.put(POLICY_KEY, new TextEncoder().encode(text));
  expect((await loadPolicy()).policy).toEqual(compiled(DEFAULT_POLICY));
  await bucket.put(POLICY_KEY, new TextEncoder().encode(`${text} `));
  clock.advance(5000);
  await expect(loadPolicy()).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID', key: POLICY_KEY });
});

test('a document that means nothing names a few of its many places', async () => {
  const { bucket, loadPolicy } = start();
  const bindings = Array.from({ length: 100 }, (_, index) => ({
    id: `b${index}`,
    role: 'owner',
    subjects: [{ kind: 'everyone' }],
  }));
  await bucket.put(POLICY_KEY, encode({ ...DEFAULT_POLICY, bindings }));
  const fault: unknown = await loadPolicy().catch((error: unknown) => error);
  expect(fault).toHaveProperty('problems.length', 20);
});
