import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { PART_NAMES } from '@wharfinger/local';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { openRepository } from './http/registry-session.ts';
import { makeRoundTrip, verifyPull } from './http/round-trip.ts';
import { fetchToken, REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { buildImage } from './images/image.ts';
import { areAllPortsFree, findFreePortBase } from './system/free-port-base.ts';
import { aliveOf, childrenOf, descendantsOf, readPartPids } from './system/processes.ts';
import { siteOf, stackSchema } from './system/stack-schema.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';
import { startSystemProcess } from './system/system-process.ts';
import type { SystemProcess } from './system/system-process.ts';

const shared = inject('stack');

async function startOwnSystem(portBase: number, store: 'memstore' | 'bluestore' = 'memstore'): Promise<SystemProcess> {
  const stateDirectory = await createStateDirectory();
  const system = startSystemProcess({ stateDirectory, portBase, store });
  onTestFinished(async () => {
    await system.stop();
    await removeStateDirectory(stateDirectory);
  });
  return system;
}

/** With an account of its own. */
async function expectRoundTrip(stack: Stack): Promise<void> {
  const account = await createAccount(stack);
  await makeRoundTrip(stack, `${account.username}/app`, account);
}

async function listen(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
  });
}

describe('stack.json', () => {
  const file = path.join(inject('stateDirectory'), 'stack.json');

  test('has exactly the members that the design fixes', async () => {
    const stack = stackSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(stack).toEqual(shared);
    expect(stack.sites).toHaveLength(1);
  });

  test('names addresses that all answer', async () => {
    const { registry, registryDirect, token, authz, authnHook, events, gc, audit } = siteOf(shared);
    const functions = [token, authz, authnHook, events, gc, audit].map((base) => new URL('/readyz', base));
    const registries = [registry, registryDirect].map((base) => new URL('/v2/', base));
    const statuses = await Promise.all(
      [...functions, ...registries].map(async (url) => `${url.pathname} ${(await fetch(url)).status}`),
    );
    expect(statuses).toEqual([...functions.map(() => '/readyz 200'), ...registries.map(() => '/v2/ 401')]);
  });

  test('names buckets that its keys open: the registry bucket with versions, the control bucket without', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey, registryBucket, controlBucket } = siteOf(shared).s3;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const versioningOf = async (Bucket: string): Promise<string | undefined> =>
      (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await versioningOf(registryBucket)).toBe('Enabled');
    expect(await versioningOf(controlBucket)).toBeUndefined();
    client.destroy();
  });

  test('is for its owner alone, since it holds the password and the keys', async () => {
    expect((await stat(file)).mode & 0o077).toBe(0);
  });
});

describe('a system', () => {
  test('is ready when stack.json says so, refuses a second start, and ends on SIGTERM with all its processes', async () => {
    const portBase = await findFreePortBase();
    const system = await startOwnSystem(portBase);
    const stack = await system.whenReady();
    await expectRoundTrip(stack);
    const parts = await readPartPids(system.stateDirectory);
    expect([...parts.keys()].toSorted()).toEqual(PART_NAMES.toSorted());

    const { stateDirectory } = system;
    const second = startSystemProcess({ stateDirectory, portBase: await findFreePortBase() });
    expect(await second.ended).toBeGreaterThan(0);
    expect(second.output()).toContain(stateDirectory);
    expect(second.output()).toMatch(/already runs|is running|in use/);
    expect(existsSync(system.stackFile)).toBe(true);
    await expectRoundTrip(stack);

    const processes = new Set([...parts.values(), ...(await descendantsOf(system.pid))]);
    expect(processes.size).toBeGreaterThanOrEqual(PART_NAMES.length);
    await system.stop('SIGTERM');
    expect(await aliveOf(processes)).toEqual([]);
    expect(await areAllPortsFree(portBase)).toBe(true);
    expect(existsSync(system.stackFile)).toBe(false);
  }, 240_000);

  test('whose supervisor is killed leaves no process, and starts again with what it had stored', async () => {
    const portBase = await findFreePortBase();
    const killed = await startOwnSystem(portBase, 'bluestore');
    const stack = await killed.whenReady();
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/kept`, account);
    const image = buildImage({ seed: 'kept' });
    await session.push(image, 'v1');
    const parts = await readPartPids(killed.stateDirectory);
    const supervisors = await childrenOf(killed.pid);
    expect(supervisors).toHaveLength(1);
    for (const pid of supervisors) {
      process.kill(pid, 'SIGKILL');
    }
    await eventually('no part is left', async () => {
      const alive = await aliveOf(parts.values());
      if (alive.length > 0) {
        throw new Error(`Of ${JSON.stringify([...parts])} there are still ${alive.join(', ')}.`);
      }
      return true;
    });

    const { stateDirectory } = killed;
    const successor = startSystemProcess({ stateDirectory, portBase, store: 'bluestore' });
    try {
      expect(await successor.whenReady()).toEqual(stack);
      await verifyPull(session, image, 'v1');
      await expectRoundTrip(stack);
    } finally {
      await successor.stop();
    }
  }, 240_000);

  test('ends on SIGTERM while it starts, and leaves no process and no stack.json', async () => {
    const portBase = await findFreePortBase();
    const system = await startOwnSystem(portBase);
    const processes = await eventually('the system has started its first parts', async () => {
      const parts = await readPartPids(system.stateDirectory);
      return parts.size >= 3 ? new Set([...parts.values(), ...(await descendantsOf(system.pid))]) : undefined;
    });
    expect(existsSync(system.stackFile)).toBe(false);
    await system.stop('SIGTERM');
    expect(await aliveOf(processes)).toEqual([]);
    expect(await areAllPortsFree(portBase)).toBe(true);
    expect(existsSync(system.stackFile)).toBe(false);
  });

  test.each([
    { part: 'edge', offset: 0 },
    { part: 'broker', offset: 3 },
    { part: 'audit', offset: 15 },
    { part: 'rgw', offset: 20 },
  ])('says which port of its own is in use: that of $part', async ({ offset }) => {
    const portBase = await findFreePortBase();
    await listen(portBase + offset);
    const system = await startOwnSystem(portBase);
    expect(await system.ended).toBeGreaterThan(0);
    expect(system.output()).toContain(String(portBase + offset));
    expect(system.output()).toContain('--port-base');
    expect(existsSync(system.stackFile)).toBe(false);
  });

  test('runs beside another, ends on Ctrl-C, and neither knows the accounts and tokens of the other', async () => {
    const portBase = await findFreePortBase();
    const system = await startOwnSystem(portBase);
    const stack = await system.whenReady();
    await Promise.all([expectRoundTrip(stack), expectRoundTrip(shared)]);

    const account = await createAccount(stack);
    const repository = `${account.username}/app`;
    const request = { service: REGISTRY_SERVICE, scopes: [`repository:${repository}:pull`], credentials: account };
    expect((await requestToken(shared, request)).status).toBe(401);
    const token = await fetchToken(stack, request);
    const read = async (there: Stack): Promise<number> => {
      const url = new URL(`/v2/${repository}/tags/list`, siteOf(there).registry);
      return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect([await read(stack), await read(shared)]).toEqual([200, 401]);

    const processes = new Set((await readPartPids(system.stateDirectory)).values());
    await system.stop('SIGINT');
    expect(await aliveOf(processes)).toEqual([]);
    expect(await areAllPortsFree(portBase)).toBe(true);
    await expectRoundTrip(shared);
  }, 240_000);
});
