import { setTimeout as sleep } from 'node:timers/promises';

import { createMemoryBucket } from '@wharfinger/fakes';
import { beforeAll, describe, expect, test } from 'vitest';

import { createArgon2PasswordHasher } from '../src/argon2-password-hasher.ts';
import { createBcryptPasswordHasher } from '../src/bcrypt-password-hasher.ts';
import { createPasswordCheck, type PasswordHasher } from '../src/check-password.ts';
import { createControlStoreUsers } from '../src/control-store-users.ts';
import { createHmacVerifiedPasswords } from '../src/hmac-verified-passwords.ts';
import { limitConcurrency } from '../src/limit-concurrency.ts';
import { createPasswordGuard } from '../src/password-guard.ts';
import { createPasswordHasher } from '../src/password-hasher.ts';
import { createPasswordSource } from '../src/password-source.ts';
import type { Source } from '../src/source.ts';
import { distanceBound, distributionDistance } from './distribution-distance.ts';
import { userOf } from './user-of.ts';

const SAMPLES = 500;
const FEW_SAMPLES = 60;
const ACCOUNTS = 20;
const FLOOR_MS = 200;
const RIGHT = 'correct horse battery';
/** Less than one false alarm in a hundred thousand runs for each comparison. */
const CHANCE = 1e-5;

const argon2 = createArgon2PasswordHasher();
const hasher = createPasswordHasher({ argon2, bcrypt: createBcryptPasswordHasher() });
const now = (): Date => new Date();

const OF_BCRYPT = 'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';

type Kind = 'known' | 'unknown' | 'disabled' | 'bcrypt';
type Samples = Record<Kind, number[]>;
type Question = { kind: Kind; account: string; password: string };

async function openSource(
  verifier: Pick<PasswordHasher, 'verify'>,
  bcryptCost = '08',
): Promise<{ source: Source; guarded: Source }> {
  const bucket = createMemoryBucket();
  const users = createControlStoreUsers({ bucket, maxAgeMs: 5000, now });
  const hash = await argon2.hash(RIGHT);
  for (let one = 0; one < ACCOUNTS; one += 1) {
    await users.create(userOf(`known-${one}`, { passwordHash: hash }));
    await users.create(userOf(`disabled-${one}`, { passwordHash: hash, disabled: true }));
    await users.create(userOf(`bcrypt-${one}`, { passwordHash: `$2b$${bcryptCost}$${OF_BCRYPT}` }));
  }
  const checkPassword = createPasswordCheck({
    hasher: verifier,
    limit: limitConcurrency({ running: 2, waiting: 64, waitingPerKey: 8 }),
    verified: createHmacVerifiedPasswords({ now, maxAgeMs: 300_000, maxEntries: 1000 }),
  });
  const source = createPasswordSource({ users, checkPassword, rehash: () => undefined, now });
  const { guard } = createPasswordGuard({
    bucket,
    callerSecrets: [{ reveal: () => 'secret-of-the-test' }],
    refusalFloorMs: FLOOR_MS,
    isWritable: () => true,
    now,
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
    log: { warn: () => undefined },
  });
  return { source, guarded: guard(source) };
}

/** So many questions of each kind, in an order drawn by lot. A disabled user's password is the right one. */
function drawQuestions(counts: Partial<Record<Kind, number>>): Question[] {
  const kinds: Kind[] = ['known', 'unknown', 'disabled', 'bcrypt'];
  return kinds
    .flatMap((kind) => Array.from({ length: counts[kind] ?? 0 }, (_, index) => ({ kind, index, lot: Math.random() })))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ kind, index }) => ({
      kind,
      account: `${kind}-${index % ACCOUNTS}`,
      password: kind === 'disabled' ? RIGHT : `wrong horse ${index}`,
    }));
}

/**
 * How long each refusal takes, from an address of its own, `atOnce` of them at once and fewer when the machine is busy.
 * With `latestMs`, those that were asked together are all asked again when one took longer: that shows how busy the
 * machine is, and nothing else.
 */
async function measure(
  source: Source,
  questions: readonly Question[],
  { atOnce, latestMs = Number.POSITIVE_INFINITY }: { atOnce: number; latestMs?: number },
): Promise<Samples> {
  const samples: Samples = { known: [], unknown: [], disabled: [], bcrypt: [] };
  const left = [...questions];
  let width = atOnce;
  for (let batches = 0; left.length > 0; batches += 1) {
    if (batches > questions.length) throw new Error('The machine is too busy, or refusals take longer than the floor.');
    const batch = left.splice(0, Math.ceil(width));
    const taken = await Promise.all(batch.map((question, index) => timeOf(source, question, [batches, index])));
    const longestMs = Math.max(...taken);
    width = longestMs > FLOOR_MS * 1.2 ? Math.max(1, width * 0.75) : Math.min(atOnce, width + 0.5);
    if (longestMs > latestMs) left.push(...batch);
    else for (const [index, { kind }] of batch.entries()) samples[kind].push(taken[index] ?? 0);
  }
  return samples;
}

async function timeOf(
  source: Source,
  { account, password }: Question,
  [batch, index]: readonly [number, number],
): Promise<number> {
  const address = `10.${index}.${Math.floor(batch / 250)}.${batch % 250}`;
  const sinceMs = performance.now();
  const answer = await source.signIn({ account, password, address });
  const takenMs = performance.now() - sinceMs;
  expect(answer.kind).toBe('refused');
  return takenMs;
}

describe(`over ${SAMPLES} refusals each`, () => {
  let samples: Samples;

  beforeAll(async () => {
    const { guarded } = await openSource(hasher);
    // Native code is loaded with the first.
    await measure(guarded, drawQuestions({ known: 4, unknown: 4 }), { atOnce: 4 });
    samples = await measure(guarded, drawQuestions({ known: SAMPLES, unknown: SAMPLES }), { atOnce: 12 });
  }, 300_000);

  test('an account that exists takes as long as one that does not', () => {
    const bound = distanceBound({ one: SAMPLES, other: SAMPLES }, CHANCE);
    expect(distributionDistance(samples.known, samples.unknown)).toBeLessThan(bound);
  });

  test('a difference of five milliseconds would be seen', () => {
    const slower = samples.known.map((ms) => ms + 5);
    const bound = distanceBound({ one: SAMPLES, other: SAMPLES }, CHANCE);
    expect(distributionDistance(slower, samples.unknown)).toBeGreaterThan(bound);
  });

  test('no refusal comes before the floor', () => {
    // A timer counts whole milliseconds.
    expect(Math.min(...samples.known, ...samples.unknown)).toBeGreaterThanOrEqual(FLOOR_MS - 1);
  });
});

test('whether a hash is of bcrypt, or none is computed since the user is disabled, makes no difference', async () => {
  const { guarded } = await openSource(hasher);
  await measure(guarded, drawQuestions({ disabled: ACCOUNTS, bcrypt: 4 }), { atOnce: 4 });
  const questions = drawQuestions({ unknown: FEW_SAMPLES, disabled: FEW_SAMPLES, bcrypt: FEW_SAMPLES });
  const { unknown, disabled, bcrypt } = await measure(guarded, questions, { atOnce: 6, latestMs: FLOOR_MS + 40 });
  const bound = distanceBound({ one: FEW_SAMPLES, other: FEW_SAMPLES }, CHANCE);
  expect(distributionDistance(disabled, unknown)).toBeLessThan(bound);
  expect(distributionDistance(bcrypt, unknown)).toBeLessThan(bound);
}, 300_000);

test('without the floor and the hash of nobody the difference is seen: this measures something', async () => {
  const { source } = await openSource({
    verify: async (hash, password) => hash !== undefined && hasher.verify(hash, password),
  });
  const questions = drawQuestions({ known: FEW_SAMPLES, unknown: FEW_SAMPLES });
  const { known, unknown } = await measure(source, questions, { atOnce: 1 });
  const bound = distanceBound({ one: FEW_SAMPLES, other: FEW_SAMPLES }, CHANCE);
  expect(distributionDistance(known, unknown)).toBeGreaterThan(bound);
}, 120_000);

test('without the floor alone, a hash of another kind is seen', async () => {
  const { source } = await openSource(hasher, '10');
  const questions = drawQuestions({ bcrypt: FEW_SAMPLES, unknown: FEW_SAMPLES });
  const { bcrypt, unknown } = await measure(source, questions, { atOnce: 1 });
  const bound = distanceBound({ one: FEW_SAMPLES, other: FEW_SAMPLES }, CHANCE);
  expect(distributionDistance(bcrypt, unknown)).toBeGreaterThan(bound);
}, 120_000);
