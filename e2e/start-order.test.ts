import { setTimeout as delay } from 'node:timers/promises';
import { PART_NAMES, startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Credentials } from './clients/registry-tool.ts';
import { createAccount } from './http/admin-api.ts';
import { makeRoundTrip } from './http/round-trip.ts';
import { seededRandom, shuffled } from './images/seeded-random.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const LONGEST_DELAY_MS = 300;
const READY_TIMEOUT_MS = 60_000;

/** A new seed for every run; WHARFINGER_SEED gives an old one back. */
const SEED = Number(process.env['WHARFINGER_SEED'] ?? Date.now() % 1_000_000);

const ORDERS = Array.from({ length: 10 }, (_, position) => {
  const random = seededRandom(SEED + position);
  const order = shuffled(PART_NAMES, random).map((part) => ({ part, delayMs: random() * LONGEST_DELAY_MS }));
  return { order, title: order.map(({ part }) => part).join(' ') };
});

describe(`every part stopped, and started again in a random order (WHARFINGER_SEED=${SEED})`, () => {
  const started: { system: System; account: Credentials; stateDirectory: string }[] = [];
  const lines: string[] = [];

  beforeAll(async () => {
    const stateDirectory = await createStateDirectory();
    const system = await startSystem({
      stateDirectory,
      portBase: await findFreePortBase(),
      store: 'bluestore',
      log: (line) => lines.push(line),
    });
    started.push({ system, stateDirectory, account: await createAccount(system.stack) });
  });

  afterAll(async () => {
    for (const { system, stateDirectory } of started) {
      await system.stop();
      await removeStateDirectory(stateDirectory);
    }
  });

  test.each(ORDERS.map(({ order, title }, position) => ({ order, title, position })))(
    '$title',
    async ({ order, position }) => {
      for (const { system, account } of started) {
        // The storage last, and each of its daemons while the one that it reports to is there.
        for (const part of PART_NAMES.toReversed()) {
          await system.parts[part].stop();
        }
        for (const { part, delayMs } of order) {
          system.parts[part].start();
          await delay(delayMs);
        }
        await system.whenReady(READY_TIMEOUT_MS);
        const repository = `${account.username}/order-${position}`;
        await expect(makeRoundTrip(system.stack, repository, account)).resolves.toBeUndefined();
      }
    },
  );
});
