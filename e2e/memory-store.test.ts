import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
import { startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { makeRoundTrip } from './http/round-trip.ts';
import { fetchToken, REGISTRY_SERVICE } from './http/token-request.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { siteOf, type Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const RENEWED = /the store is there again, empty/;

/** A policy that gives nobody anything. */
async function putPolicy(stack: Stack): Promise<void> {
  const site = siteOf(stack);
  const { endpoint, region, accessKeyId, secretAccessKey, controlBucket } = site.s3;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const Body = JSON.stringify({ schema: 1, defaults: false, roles: {}, bindings: [], denials: [] });
  await client.send(new PutObjectCommand({ Bucket: controlBucket, Key: 'policy/policy.json', Body }));
  client.destroy();
}

describe('the memory store', () => {
  const started: { system: System; stateDirectory: string }[] = [];
  const lines: string[] = [];

  beforeAll(async () => {
    const stateDirectory = await createStateDirectory();
    const portBase = await findFreePortBase();
    started.push({
      stateDirectory,
      system: await startSystem({ stateDirectory, portBase, store: 'memstore', log: (line) => lines.push(line) }),
    });
  });

  afterAll(async () => {
    for (const { system, stateDirectory } of started) {
      await system.stop();
      await removeStateDirectory(stateDirectory);
    }
  });

  test('that is killed is made anew, empty, and everything works without a step by hand', async () => {
    expect(started).toHaveLength(1);
    for (const { system } of started) {
      const before = await createAccount(system.stack);
      await makeRoundTrip(system.stack, `${before.username}/before`, before);
      await putPolicy(system.stack);
      await eventually('authz has seen the policy', async () => {
        const scopes = [`repository:${before.username}/before:pull`];
        const token = await fetchToken(system.stack, { service: REGISTRY_SERVICE, scopes, credentials: before });
        const { access } = decodeJwt<{ access: { actions: unknown[] }[] }>(token);
        return access.every(({ actions }) => actions.length === 0) ? true : undefined;
      });

      system.parts.osd.kill('SIGKILL');
      await eventually('the store is made anew', async () => lines.find((line) => RENEWED.test(line)), {
        timeoutMs: 60_000,
        describe: () => lines.join('\n'),
      });
      await system.whenReady(60_000);

      await expect(makeRoundTrip(system.stack, `${before.username}/lost`, before)).rejects.toThrow(/./);
      const after = await createAccount(system.stack);
      await expect(makeRoundTrip(system.stack, `${after.username}/after`, after)).resolves.toBeUndefined();
    }
  });
});
