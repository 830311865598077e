import { PART_NAMES, type PartName } from '@wharfinger/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Credentials } from './clients/registry-tool.ts';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { summaryOf, waitForRecords } from './http/records.ts';
import { openRepository } from './http/registry-session.ts';
import { makeRoundTrip, verifyPull } from './http/round-trip.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { readPartPid } from './system/processes.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';
import { startSystemProcess } from './system/system-process.ts';
import type { SystemProcess } from './system/system-process.ts';
import { startTraffic } from './system/traffic.ts';
import type { Acknowledged, Traffic } from './system/traffic.ts';

const RECOVERY_TIMEOUT_MS = 90_000;
/** What the registry does once a client has the last byte takes less. */
const AFTERWORK_MS = 1000;

async function waitForImages(traffic: Traffic, count: number): Promise<void> {
  await eventually(
    `${count} images are pushed`,
    async () => await Promise.resolve(traffic.images.length >= count ? true : undefined),
    { timeoutMs: 30_000 },
  );
}

/** From when to when a part was away. */
type Outage = { killedAtMs: number; restartedAtMs: number };

/** Resolves when the part runs again, as another process. */
async function killPart(stateDirectory: string, part: string): Promise<Outage> {
  const pid = await readPartPid(stateDirectory, part);
  const killedAtMs = performance.now();
  process.kill(pid, 'SIGKILL');
  await eventually(`${part} is started again`, async () => {
    const successor = await readPartPid(stateDirectory, part);
    return successor === pid ? undefined : successor;
  });
  return { killedAtMs, restartedAtMs: performance.now() };
}

/** Whether the registry must tell of it, whatever was killed. */
function isCertain({ summary, atMs }: Acknowledged, part: PartName, outage: Outage): boolean {
  // The registry holds its queue of notifications in memory: what it had not sent when it was killed is lost.
  if (part === 'registry') return atMs > outage.restartedAtMs;
  // It asks the store for the descriptor once more when a blob is served, and tells nobody of it when there is no answer.
  const isWhileAway = atMs > outage.killedAtMs - AFTERWORK_MS && atMs <= outage.restartedAtMs;
  return !(part === 'rgw' && isWhileAway && summary.startsWith('blob.pulled '));
}

describe('a system with its data on disk, under a push/pull loop', () => {
  const processes: SystemProcess[] = [];
  const started: { system: SystemProcess; stack: Stack; account: Credentials }[] = [];
  const running = (): { system: SystemProcess; stack: Stack; account: Credentials } => {
    const [only] = started;
    if (only === undefined) {
      throw new Error('The system was not started.');
    }
    return only;
  };

  beforeAll(async () => {
    const stateDirectory = await createStateDirectory();
    const system = startSystemProcess({ stateDirectory, portBase: await findFreePortBase(), store: 'bluestore' });
    processes.push(system);
    const stack = await system.whenReady();
    started.push({ system, stack, account: await createAccount(stack) });
  });

  afterAll(async () => {
    for (const system of processes) {
      await system.stop();
      await removeStateDirectory(system.stateDirectory);
    }
  });

  test.each(PART_NAMES.map((part) => ({ part })))(
    'recovers by itself when $part is killed',
    async ({ part }) => {
      const { system, stack, account } = running();
      const repository = `${account.username}/${part}/loop`;
      const traffic = startTraffic(stack, repository, account);
      let outage: Outage;
      try {
        await waitForImages(traffic, 3);
        outage = await killPart(system.stateDirectory, part);
        let attempts = 0;
        await eventually(
          'a new login, push, pull and record work',
          async () => {
            attempts += 1;
            await makeRoundTrip(stack, `${account.username}/${part}/after-${attempts}`, account);
            return true;
          },
          { timeoutMs: RECOVERY_TIMEOUT_MS, intervalMs: 250 },
        );
        await waitForImages(traffic, traffic.images.length + 3);
      } finally {
        await traffic.stop();
      }

      expect(traffic.contradictions).toEqual([]);
      const certain = traffic.acknowledged.filter((done) => isCertain(done, part, outage));
      const expected = certain.map(({ summary }) => summary).toSorted();
      const isExpected = new Set(expected);
      const events = await waitForRecords(stack, repository, expected, 60_000);
      const recorded = events.map((event) => summaryOf(event)).filter((summary) => isExpected.has(summary));
      expect(recorded.toSorted()).toEqual(expected);
      // Only now: these pulls are recorded as well.
      const session = openRepository(stack, repository, account);
      for (const { image, tag } of traffic.images) {
        await verifyPull(session, image, tag);
      }
    },
    240_000,
  );
});
