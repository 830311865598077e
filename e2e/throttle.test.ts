import { randomBytes } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Credentials } from './clients/registry-tool.ts';
import { eventually } from './eventually.ts';
import { createAccessKey } from './http/access-key.ts';
import { createAccount } from './http/admin-api.ts';
import { requestTokenFrom } from './http/request-token-from.ts';
import type { TokenAnswer } from './http/request-token-from.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { readPartPid } from './system/processes.ts';
import { siteOf } from './system/stack-schema.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const HOME = '127.0.0.1';
const ATTACKER = '127.0.0.2';
const ATTEMPTS = 1000;
const AT_ONCE = 16;
const FREE_TRIES = 5;
const CAP_SECONDS = 30;

const throttleDocument = z.looseObject({ pairs: z.record(z.string(), z.string()) });

function wrongOf({ username }: Pick<Credentials, 'username'>): Credentials {
  return { username, password: `wrong ${randomBytes(6).toString('hex')}` };
}

/** How many tries there can be in so long: the free ones, then one after each delay. */
function mostTriesWithin(seconds: number): number {
  let [tries, at] = [FREE_TRIES, 1];
  for (let wait = 2; at <= seconds; wait *= 2) {
    tries += 1;
    at += Math.min(wait, CAP_SECONDS);
  }
  return tries;
}

/** How many refusals of one account from one address the control bucket knows at most. */
async function storedRefusals(stack: Stack): Promise<number> {
  const { endpoint, region, accessKeyId, secretAccessKey, controlBucket: Bucket } = siteOf(stack).s3;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  try {
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'identities/throttle/' }));
    const counts = await Promise.all(
      (listed.Contents ?? []).map(async ({ Key }) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        const { pairs } = throttleDocument.parse(JSON.parse((await Body?.transformToString()) ?? ''));
        return Object.values(pairs).map((times) => times.split('.').length);
      }),
    );
    return Math.max(0, ...counts.flat());
  } finally {
    client.destroy();
  }
}

describe('a thousand wrong passwords', () => {
  const started: { system: System; stateDirectory: string }[] = [];
  let stack: Stack;

  beforeAll(async () => {
    const stateDirectory = await createStateDirectory();
    const portBase = await findFreePortBase();
    const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
    started.push({ system, stateDirectory });
    stack = system.stack;
  });

  afterAll(async () => {
    for (const { system, stateDirectory } of started) {
      await system.stop();
      await removeStateDirectory(stateDirectory);
    }
  });

  /** Ends authn-hook, and resolves when its successor answers. */
  async function restartAuthnHook(signal: 'SIGKILL' | 'SIGTERM', account: Credentials): Promise<void> {
    for (const { stateDirectory } of started) {
      const pid = await readPartPid(stateDirectory, 'authn-hook');
      process.kill(pid, signal);
      await eventually('authn-hook is started again', async () =>
        (await readPartPid(stateDirectory, 'authn-hook')) === pid ? undefined : true,
      );
    }
    await eventually('somebody signs in again', async () =>
      (await requestTokenFrom(stack, HOME, account)).status === 200 ? true : undefined,
    );
  }

  /** One wrong password that is looked at: the delay after the last may still run. */
  async function failOnce(account: Credentials, address: string): Promise<void> {
    await eventually('the delay is over', async () =>
      (await requestTokenFrom(stack, address, wrongOf(account))).status === 401 ? true : undefined,
    );
  }

  test('against one account are a handful of tries, and its owner signs in all the while', async () => {
    const owner = await createAccount(stack, 'owner');
    const bystander = await createAccount(stack, 'bystander');
    const key = await createAccessKey(stack, owner);
    expect(await requestTokenFrom(stack, HOME, owner)).toMatchObject({ status: 200 });

    const ending = new AbortController();
    const ownersAnswers: number[] = [];
    const signingIn = (async () => {
      while (!ending.signal.aborted) {
        ownersAnswers.push((await requestTokenFrom(stack, HOME, owner)).status);
      }
    })();
    const startedAtMs = performance.now();
    const answers: TokenAnswer[] = [];
    const attack = async (): Promise<void> => {
      while (answers.length < ATTEMPTS) {
        answers.push(await requestTokenFrom(stack, ATTACKER, wrongOf(owner)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, attack));
    const seconds = (performance.now() - startedAtMs) / 1000;
    const delayed = await requestTokenFrom(stack, ATTACKER, owner);
    const delayedAtMs = performance.now();
    const withKey = await requestTokenFrom(stack, ATTACKER, key.credentials);
    const ofAnother = await requestTokenFrom(stack, ATTACKER, bystander);
    ending.abort();
    await signingIn;

    const refused = answers.filter(({ status }) => status === 401).length;
    const throttled = answers.filter(({ status }) => status === 429);
    expect(refused + throttled.length).toBe(answers.length);
    expect(refused).toBeGreaterThanOrEqual(FREE_TRIES);
    expect(refused).toBeLessThanOrEqual(mostTriesWithin(seconds));
    for (const { retryAfterSeconds } of throttled) {
      expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(retryAfterSeconds).toBeLessThanOrEqual(CAP_SECONDS);
    }
    expect(ownersAnswers.length).toBeGreaterThan(10);
    expect(new Set(ownersAnswers)).toStrictEqual(new Set([200]));
    // The right password is no better there until the delay is over; a key, and whoever else is there, is let in.
    expect(delayed.status).toBe(429);
    expect(withKey.status).toBe(200);
    expect(ofAnother.status).toBe(200);

    await eventually(
      'the owner is let in at the address of the attacker',
      async () => ((await requestTokenFrom(stack, ATTACKER, owner)).status === 200 ? true : undefined),
      { timeoutMs: (CAP_SECONDS + 5) * 1000 },
    );
    const waitedSeconds = (performance.now() - delayedAtMs) / 1000;
    expect(waitedSeconds).toBeLessThanOrEqual((delayed.retryAfterSeconds ?? 0) + 5);
    // Signing in there has forgotten what was wrong before.
    for (let tries = 0; tries < FREE_TRIES; tries += 1) {
      expect(await requestTokenFrom(stack, ATTACKER, wrongOf(owner))).toMatchObject({ status: 401 });
    }
  });

  test('for an account that does not exist are answered as for one that does', async () => {
    const known = await createAccount(stack, 'known');
    const unknown = { username: `unknown-${randomBytes(4).toString('hex')}`, password: '' };
    const answersOf = async (account: Credentials, address: string): Promise<TokenAnswer[]> => {
      const answers: TokenAnswer[] = [];
      for (let tries = 0; tries < FREE_TRIES; tries += 1) {
        answers.push(await requestTokenFrom(stack, address, wrongOf(account)));
      }
      await failOnce(account, address);
      await failOnce(account, address);
      answers.push(await requestTokenFrom(stack, address, wrongOf(account)));
      return answers;
    };
    const [ofKnown, ofUnknown] = await Promise.all([answersOf(known, '127.0.0.3'), answersOf(unknown, '127.0.0.4')]);
    expect(ofKnown.map(({ status }) => status)).toStrictEqual([401, 401, 401, 401, 401, 429]);
    expect(ofUnknown.map(({ status }) => status)).toStrictEqual([401, 401, 401, 401, 401, 429]);
  });

  test('that were written down are known after authn-hook was killed', async () => {
    const account = await createAccount(stack, 'killed');
    for (let tries = 0; tries < FREE_TRIES + 1; tries += 1) {
      await failOnce(account, '127.0.0.5');
    }
    const failedAtMs = performance.now();
    await eventually('they are written down', async () =>
      (await storedRefusals(stack)) > FREE_TRIES ? true : undefined,
    );
    expect(performance.now() - failedAtMs).toBeLessThan(5000);
    await restartAuthnHook('SIGKILL', account);
    await failOnce(account, '127.0.0.5');
    const { status, retryAfterSeconds } = await requestTokenFrom(stack, '127.0.0.5', wrongOf(account));
    // The seventh delays by four seconds; for an instance that knew nothing it would have been the second.
    expect(status).toBe(429);
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(2);
  });

  test('a moment ago are known after authn-hook was told to end', async () => {
    const account = await createAccount(stack, 'ended');
    // At once: within the second after which they would be written down anyway.
    const free = Array.from({ length: FREE_TRIES }, () => requestTokenFrom(stack, '127.0.0.6', wrongOf(account)));
    expect((await Promise.all(free)).map(({ status }) => status)).toStrictEqual([401, 401, 401, 401, 401]);
    await restartAuthnHook('SIGTERM', account);
    await failOnce(account, '127.0.0.6');
    expect((await requestTokenFrom(stack, '127.0.0.6', wrongOf(account))).status).toBe(429);
  });
});
