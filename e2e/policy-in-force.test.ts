import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { eventually } from './eventually.ts';
import { createWriterTokens, sendAsWriter } from './http/policy-writer.ts';
import { createControlBucket, startAuthzInstance } from './system/authz-instance.ts';
import type { AuthzInstance } from './system/authz-instance.ts';
import { createInterruptible } from './system/interruptible.ts';
import type { Interruptible } from './system/interruptible.ts';
import { siteOf } from './system/stack-schema.ts';

/** How old a policy may get, and what one request may take on a busy machine. */
const STATED_MS = 5000 + 1000;
const PER_SECOND = 50;

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const answerSchema = z.object({
  decisions: z.tuple([z.object({ granted: z.array(z.string()) })]),
  maxAgeMs: z.number(),
});
const readySchema = z.object({ notices: z.array(z.string()).optional() });

let bucket: string;
let tokenOf: (account: string) => Promise<string>;
let running: { stop: () => Promise<void> }[] = [];

beforeEach(async () => {
  running = [];
  bucket = await createControlBucket(stack, `in-force-${randomBytes(4).toString('hex')}`);
  tokenOf = await createWriterTokens(stack, stateDirectory);
});

afterEach(async () => {
  await Promise.all(running.map(async ({ stop }) => await stop()));
});

async function startInstance(environment: Readonly<Record<string, string>> = {}): Promise<AuthzInstance> {
  const instance = await startAuthzInstance(stack, stateDirectory, {
    WHARFINGER_CONTROL_BUCKET: bucket,
    ...environment,
  });
  running.push(instance);
  return instance;
}

async function isGranted(instance: AuthzInstance, account: string): Promise<boolean> {
  const response = await instance.authorize({ account, name: 'team/app', action: 'pull' });
  if (response.status !== 200) throw new Error(`authorize answered ${response.status}: ${await response.text()}`);
  return answerSchema.parse(await response.json()).decisions[0].granted.includes('pull');
}

async function give(instance: AuthzInstance, account: string): Promise<void> {
  const body = { role: 'reader', subjects: [{ kind: 'account', account }], names: ['team/**'] };
  const url = new URL(`/v1/bindings/${account}`, instance.origin);
  const written = await sendAsWriter(url, { method: 'PUT', token: await tokenOf('root'), body });
  expect([written.status, await written.text()]).toEqual([201, expect.any(String)]);
}

/** Asks at a steady rate, whatever is answered; `stop` gives every failure and the slowest answer. */
function startLoad(instance: AuthzInstance): { stop: () => Promise<{ failures: string[]; count: number }> } {
  const failures: string[] = [];
  const asked: Promise<void>[] = [];
  const ask = async (): Promise<void> => {
    try {
      await isGranted(instance, 'somebody');
    } catch (error) {
      failures.push(String(error));
    }
  };
  const timer = setInterval(() => asked.push(ask()), 1000 / PER_SECOND);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(asked);
      return { failures, count: asked.length };
    },
  };
}

describe('a change of the policy', () => {
  test('is in force at once where it was made, and elsewhere within the stated time, and no request fails', async () => {
    const [first, second] = [await startInstance(), await startInstance()];
    expect([await isGranted(first, 'a0'), await isGranted(second, 'a0')]).toEqual([false, false]);
    const loads = [startLoad(first), startLoad(second)];
    const tookMs: number[] = [];
    for (const account of ['a0', 'a1', 'a2']) {
      await give(first, account);
      const writtenAt = performance.now();
      expect(await isGranted(first, account)).toBe(true);
      await eventually(
        `${account} is granted at the second instance`,
        async () => ((await isGranted(second, account)) ? true : undefined),
        { timeoutMs: STATED_MS, intervalMs: 20 },
      );
      tookMs.push(Math.round(performance.now() - writtenAt));
    }
    const ends = await Promise.all(loads.map(async (load) => await load.stop()));
    expect(ends.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...ends.map(({ count }) => count))).toBeGreaterThan(PER_SECOND);
    expect(Math.max(...tookMs)).toBeLessThanOrEqual(STATED_MS);
  });
});

describe('without the store', () => {
  let store: Interruptible;
  let instance: AuthzInstance;

  beforeEach(async () => {
    store = await createInterruptible(new URL(siteOf(stack).s3.endpoint));
    running.push({ stop: store.close });
    instance = await startInstance({
      AWS_ENDPOINT_URL_S3: store.origin,
      WHARFINGER_POLICY_MAX_AGE_SECONDS: '1',
      WHARFINGER_POLICY_MAX_STALE_SECONDS: '6',
    });
    await give(instance, 'alice');
  });

  test.each(['cut', 'silent'] as const)(
    '(%s) the last good policy is in force for a while, then none; when it is back, all is well',
    async (mode) => {
      expect(await isGranted(instance, 'alice')).toBe(true);
      store.set(mode);
      await delay(1100);
      const startedAt = performance.now();
      const stale = await instance.authorize({ account: 'alice', name: 'team/app', action: 'pull' });
      expect(performance.now() - startedAt).toBeLessThan(2000);
      expect(answerSchema.parse(await stale.json())).toEqual({
        decisions: [expect.objectContaining({ granted: ['pull'] })],
        maxAgeMs: 0,
      });
      const ready = await fetch(`${instance.origin}/readyz`);
      expect(ready.status).toBe(200);
      expect(readySchema.parse(await ready.json()).notices).toEqual([
        expect.stringMatching(/^policy revision 1 is \d+ s old: .*ERR_STORE_UNAVAILABLE.*in force until 20/),
      ]);

      const refused = await eventually(
        'there is no policy in force',
        async () => {
          const response = await instance.authorize({ account: 'alice', name: 'team/app', action: 'pull' });
          return response.status === 503 ? response : undefined;
        },
        { timeoutMs: 20_000 },
      );
      expect(refused.headers.get('retry-after')).toBe('1');
      expect((await fetch(`${instance.origin}/readyz`)).status).toBe(503);

      store.set('open');
      await eventually('it decides again', async () => ((await isGranted(instance, 'alice')) ? true : undefined));
      expect(await (await fetch(`${instance.origin}/readyz`)).json()).toEqual({ status: 'ready' });
      const told = instance.lines.join('\n');
      expect(told.match(/no newer policy to be had/g)).toHaveLength(1);
      expect(told.match(/the policy is up to date again/g)).toHaveLength(1);
    },
  );
});
