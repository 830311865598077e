import { createMemoryBucket, type MemoryBucket } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import { createDocuments, type Documents } from './documents.ts';
import { StoreError } from './store-error.ts';

const KEY = 'policy/policy.json';
const schema = z.strictObject({ schema: z.literal(1), rules: z.array(z.strictObject({ role: z.string().max(6) })) });
type Policy = z.output<typeof schema>;
const EMPTY: Policy = { schema: 1, rules: [] };
const READER: Policy = { schema: 1, rules: [{ role: 'reader' }] };

function setUp(
  stored?: string,
  rivals: readonly Policy[] = [],
): { bucket: MemoryBucket; documents: Documents<Policy>; pauses: number[] } {
  const bucket = createMemoryBucket(stored === undefined ? {} : { objects: { [KEY]: stored } });
  const pauses: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    pauses.push(ms);
  };
  const documents = createDocuments({ bucket: rivalled(bucket, rivals), schema, sleep, random: () => 1 });
  return { bucket, documents, pauses };
}

async function faultOf(promise: Promise<unknown>): Promise<StoreError> {
  const result = await promise.catch((error: unknown) => error);
  if (result instanceof StoreError) return result;
  throw new TypeError(`not a StoreError: ${String(result)}`);
}

describe('reading', () => {
  test('a missing document is missing', async () => {
    expect(await setUp().documents.read(KEY)).toEqual({ kind: 'missing' });
  });

  test('a document is found, and unchanged for whoever knows its etag', async () => {
    const { documents } = setUp(JSON.stringify(READER));
    const found = await documents.read(KEY);
    expect(found).toMatchObject({ kind: 'found', value: READER });
    const etag = found.kind === 'found' ? found.etag : '';
    expect(await documents.read(KEY, { ifNoneMatch: etag })).toEqual({ kind: 'unchanged' });
  });

  test.each([
    ['a wrong type', '{"schema":1,"rules":[{"role":"a"},{"role":5}]}', ['$.rules[1].role']],
    ['every problem', '{"schema":2,"rules":[{"role":"too long"}]}', ['$.schema', '$.rules[0].role']],
    ['an unknown key', '{"schema":1,"rules":[],"rool":[]}', ['$']],
    ['no object', 'null', ['$']],
    ['no JSON', '{"schema":1,', ['$']],
    ['an empty object', '', ['$']],
  ])('%s is a fault that names key and paths', async (_, stored, paths) => {
    const fault = await faultOf(setUp(stored).documents.read(KEY));
    expect(fault).toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID', key: KEY });
    expect(fault.problems.map(({ path }) => path)).toEqual(paths);
    for (const text of [KEY, ...paths]) expect(fault.message).toContain(text);
  });

  test.each([
    ['no JSON', '{"schema":1,'],
    ['a wrong type', '{"schema":1,"rules":5}'],
  ])('%s has an ETag, with which it is replaced', async (_, stored) => {
    const { documents } = setUp(stored);
    const { etag = '' } = await faultOf(documents.read(KEY));
    expect(await documents.replace(KEY, READER, 'another')).toEqual({ kind: 'conflict' });
    expect(await documents.replace(KEY, READER, etag)).toMatchObject({ kind: 'stored' });
    expect(await documents.read(KEY)).toMatchObject({ kind: 'found', value: READER });
  });

  test('of forms that a document may have, the one it misses by the least is what it is held to', async () => {
    const gone = z.strictObject({ schema: z.literal(2), deletedAt: z.string() });
    const bucket = createMemoryBucket({ objects: { [KEY]: '{"schema":1,"rules":[{"role":5}]}' } });
    const documents = createDocuments<unknown>({ bucket, schema: z.union([z.union([gone, schema]), gone]) });
    const fault = await faultOf(documents.read(KEY));
    expect(fault.problems.map(({ path }) => path)).toEqual(['$.rules[0].role']);
  });

  test.each(['{"__proto__":["x"],"sub":["y"]}', String.raw`{"sub":["y"],"__pr\u006fto__":["x"]}`])(
    'a member __proto__ is a fault, not left out: %s',
    async (stored) => {
      const bucket = createMemoryBucket({ objects: { [KEY]: stored } });
      const conditions = createDocuments({ bucket, schema: z.record(z.string(), z.array(z.string())) });
      expect((await faultOf(conditions.read(KEY))).problems).toEqual([
        { path: '$', message: 'has a member __proto__' },
      ]);
      await bucket.put(KEY, new TextEncoder().encode(String.raw`{"sub":["\u0079"]}`));
      expect(await conditions.read(KEY)).toMatchObject({ kind: 'found', value: { sub: ['y'] } });
    },
  );

  test('a text that is not UTF-8 is a fault', async () => {
    const { bucket, documents } = setUp();
    await bucket.put(KEY, Buffer.from('{"schema":1,"rules":[{"role":"\xff"}]}', 'latin1'));
    expect(await faultOf(documents.read(KEY))).toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
  });

  test.each(['{"schema":1,"rules":[{"role":"hunter2-hash"}]}', '{"passwordHash":hunter2-hash}'])(
    'the fault never quotes the document: %s',
    async (stored) => {
      const fault = await faultOf(setUp(stored).documents.read(KEY));
      expect(fault.message + JSON.stringify(fault.problems) + String(fault.cause)).not.toContain('hunter2');
    },
  );

  test('a path quotes the names that are no identifiers', async () => {
    const documents = createDocuments({
      bucket: createMemoryBucket({ objects: { [KEY]: '{"a b":{"x-y":1}}' } }),
      schema: z.record(z.string(), z.record(z.string(), z.string())),
    });
    const fault = await faultOf(documents.read(KEY));
    expect(fault.problems.map(({ path }) => path)).toEqual(['$["a b"]["x-y"]']);
  });

  test('a fault of the store comes through', async () => {
    const { bucket, documents } = setUp();
    bucket.failNext(1);
    await expect(documents.read(KEY)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });
});

describe('writing', () => {
  test('create stores a missing document once', async () => {
    const { bucket, documents } = setUp();
    expect(await documents.create(KEY, READER)).toMatchObject({ kind: 'stored' });
    expect(await documents.create(KEY, EMPTY)).toEqual({ kind: 'conflict' });
    expect(bucket.contents()).toEqual({ [KEY]: JSON.stringify(READER) });
  });

  test('replace stores on the etag that was read', async () => {
    const { bucket, documents } = setUp();
    const created = await documents.create(KEY, EMPTY);
    const etag = created.kind === 'stored' ? created.etag : '';
    expect(await documents.replace(KEY, READER, etag)).toMatchObject({ kind: 'stored' });
    expect(await documents.replace(KEY, EMPTY, etag)).toEqual({ kind: 'conflict' });
    expect(bucket.contents()).toEqual({ [KEY]: JSON.stringify(READER) });
  });

  test('what could not be read again is not stored', async () => {
    const { bucket, documents } = setUp();
    const broken: Policy = { schema: 1, rules: [{ role: 'too long' }] };
    const fault = await faultOf(documents.create(KEY, broken));
    expect(fault).toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID', problems: [{ path: '$.rules[0].role' }] });
    expect(bucket.calls).toEqual([]);
  });

  test('a codec is stored in its JSON form', async () => {
    const isoTime = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    });
    const bucket = createMemoryBucket();
    const documents = createDocuments({ bucket, schema: z.strictObject({ at: isoTime }) });
    const value = { at: new Date('2026-01-01T00:00:00.000Z') };
    await documents.create(KEY, value);
    expect(bucket.contents()).toEqual({ [KEY]: '{"at":"2026-01-01T00:00:00.000Z"}' });
    expect(await documents.read(KEY)).toMatchObject({ value });
  });
});

function addReader(current: Policy | undefined): Policy {
  return { schema: 1, rules: [...(current?.rules ?? []), { role: 'reader' }] };
}

describe('update', () => {
  test('creates a missing document', async () => {
    const { documents } = setUp();
    const updated = await documents.update(KEY, addReader);
    expect(updated).toMatchObject({ kind: 'stored', value: READER });
    expect(await documents.read(KEY)).toEqual({ ...updated, kind: 'found' });
  });

  test('changes the document that is there', async () => {
    const { documents } = setUp(JSON.stringify(READER));
    await documents.update(KEY, addReader);
    expect(await documents.read(KEY)).toMatchObject({ value: { rules: [{ role: 'reader' }, { role: 'reader' }] } });
  });

  test('writes nothing when the change wants nothing', async () => {
    const { bucket, documents } = setUp(JSON.stringify(READER));
    expect(await documents.update(KEY, () => undefined)).toEqual({ kind: 'unchanged', value: READER });
    expect(await documents.update('other', () => undefined)).toEqual({ kind: 'unchanged', value: undefined });
    expect(bucket.calls.filter(({ operation }) => operation === 'put')).toEqual([]);
  });

  test('starts again from what a faster writer left', async () => {
    const { documents, pauses } = setUp(JSON.stringify(EMPTY), [READER, EMPTY]);
    const seen: number[] = [];
    const updated = await documents.update(KEY, (current) => {
      seen.push(current?.rules.length ?? -1);
      return addReader(current);
    });
    expect(seen).toEqual([0, 1, 0]);
    expect(updated).toMatchObject({ kind: 'stored', value: READER });
    expect(pauses).toEqual([10, 20]);
  });

  test('gives up after its attempts, without a last pause', async () => {
    const { documents, pauses } = setUp(undefined, [READER, EMPTY, READER]);
    await expect(documents.update(KEY, addReader, { attempts: 3 })).rejects.toMatchObject({
      code: 'ERR_STORE_CONFLICT',
      key: KEY,
    });
    expect(pauses).toEqual([10, 20]);
  });

  test('a broken document is left as it is', async () => {
    const { bucket, documents } = setUp('{}');
    await expect(documents.update(KEY, addReader)).rejects.toMatchObject({ code: 'ERR_STORE_DOCUMENT_INVALID' });
    expect(bucket.contents()).toEqual({ [KEY]: '{}' });
  });
});

/** A bucket in which another writer stores each of `rivals` just before a conditional write of ours. */
function rivalled(bucket: MemoryBucket, rivals: readonly Policy[]): MemoryBucket {
  const waiting = [...rivals];
  return {
    ...bucket,
    put: async (key, body, options) => {
      const rival = waiting.shift();
      if (rival !== undefined) await bucket.put(key, new TextEncoder().encode(JSON.stringify(rival)));
      return bucket.put(key, body, options);
    },
  };
}
