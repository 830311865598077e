import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createWriterTokens, sendAsWriter } from './http/policy-writer.ts';
import { createControlBucket, startAuthzInstance } from './system/authz-instance.ts';
import type { AuthzInstance } from './system/authz-instance.ts';

const WRITERS = 50;
const INSTANCES = 2;

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const documentSchema = z.looseObject({ bindings: z.array(z.looseObject({ id: z.string() })) });
const revisionsSchema = z.object({
  revisions: z.array(z.looseObject({ number: z.int(), author: z.string().nullable() })),
});

let instances: AuthzInstance[] = [];
let tokenOf: (account: string) => Promise<string>;

beforeEach(async () => {
  const bucket = await createControlBucket(stack, `writers-${randomBytes(4).toString('hex')}`);
  const environment = { WHARFINGER_CONTROL_BUCKET: bucket };
  instances = await Promise.all(
    Array.from({ length: INSTANCES }, async () => await startAuthzInstance(stack, stateDirectory, environment)),
  );
  tokenOf = await createWriterTokens(stack, stateDirectory);
});

afterEach(async () => {
  await Promise.all(instances.map(async (instance) => await instance.stop()));
});

const writers = Array.from({ length: WRITERS }, (_, index) => `writer-${index}`);

function urlOf(writer: number, path: string): URL {
  return new URL(path, instances[writer % INSTANCES]?.origin);
}

function bindingOf(id: string): { id: string; role: string; subjects: object[]; names: string[] } {
  return { id, role: 'reader', subjects: [{ kind: 'account', account: id }], names: [`${id}/**`] };
}

/** Every writer's binding is there, and the history has one revision of each. */
async function expectEverything(): Promise<void> {
  const token = await tokenOf('reader');
  for (const index of instances.keys()) {
    const document = documentSchema.parse(
      await (await sendAsWriter(urlOf(index, '/v1/policy'), { method: 'GET', token })).json(),
    );
    expect(new Set(document.bindings.map(({ id }) => id))).toEqual(new Set(writers));
    expect(document.bindings).toHaveLength(WRITERS);
  }
  const page = await sendAsWriter(urlOf(0, '/v1/revisions?limit=100'), { method: 'GET', token });
  const revisions = revisionsSchema.parse(await page.json()).revisions;
  expect(revisions.map(({ number }) => number)).toEqual(writers.map((_, index) => WRITERS - index));
  expect(new Set(revisions.map(({ author }) => author))).toEqual(new Set(writers));
}

describe(`${WRITERS} writers at the same time, through ${INSTANCES} instances`, () => {
  test('each adds a binding: none is lost, nobody is stuck, and the history has every one', async () => {
    const statuses = await Promise.all(
      writers.map(async (id, index) => {
        const token = await tokenOf(id);
        const { id: _, ...body } = bindingOf(id);
        const response = await sendAsWriter(urlOf(index, `/v1/bindings/${id}`), { method: 'PUT', token, body });
        return [response.status, response.status === 201 ? '' : await response.text()];
      }),
    );
    expect(statuses).toEqual(writers.map(() => [201, '']));
    await expectEverything();
  });

  test('each replaces the whole document until it is the one it has read: none is lost, nobody is stuck', async () => {
    const first = await tokenOf('first');
    const empty = { schema: 1, defaults: true, roles: {}, bindings: [], denials: [] };
    expect((await sendAsWriter(urlOf(0, '/v1/policy'), { method: 'PUT', token: first, body: empty })).status).toBe(201);
    const attempts = await Promise.all(
      writers.map(async (id, index) => {
        const token = await tokenOf(id);
        const url = urlOf(index, '/v1/policy');
        for (let attempt = 1; ; attempt += 1) {
          const read = await sendAsWriter(url, { method: 'GET', token });
          const document = documentSchema.parse(await read.json());
          const body = { ...document, bindings: [...document.bindings, bindingOf(id)] };
          const headers = { 'if-match': read.headers.get('etag') ?? '' };
          const written = await sendAsWriter(url, { method: 'PUT', token, body, headers });
          if (written.status === 200) return attempt;
          expect([written.status, await written.text()]).toEqual([412, expect.stringContaining('writer-')]);
          await delay(Math.random() * Math.min(2000, 100 * 2 ** attempt));
        }
      }),
    );
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    expect(Math.max(...attempts)).toBeLessThanOrEqual(WRITERS * 2);
    const token = await tokenOf('reader');
    const page = await sendAsWriter(urlOf(0, '/v1/revisions?limit=100'), { method: 'GET', token });
    const { revisions } = revisionsSchema.parse(await page.json());
    expect(revisions.map(({ number }) => number)).toEqual(
      Array.from({ length: WRITERS + 1 }, (_, index) => WRITERS + 1 - index),
    );
    expect(new Set(revisions.map(({ author }) => author))).toEqual(new Set([...writers, 'first']));
  });
});
