import { randomBytes } from 'node:crypto';
import { cpuTimeMs } from '../startup/cpu-time.ts';
import hashes from './bcrypt-hashes.json' with { type: 'json' };
import { type Account, basic, createUser, signInAsAdmin } from './create-account.ts';
import type { OpenStack } from './open-stack.ts';

export type HashCost = { title: string; medianMs: number; cpuMs: number };

// Those whom a hash was taken over for are hashed again behind the answer: that counts too.
const AFTERMATH_MS = 100;

/** What the first sign-in of a user costs, for which the password has to be hashed. */
export async function measureHashes(stack: OpenStack, authnHookPid: number): Promise<HashCost[]> {
  const admin = await signInAsAdmin(stack);
  const create = async (secret: object, password: string): Promise<Account> => {
    const account = `hash-${randomBytes(4).toString('hex')}`;
    await createUser(admin, account, secret);
    return { account, password };
  };
  const own: Account[] = [];
  const takenOver: Account[] = [];
  for (const passwordHash of hashes.cost10) {
    const password = randomBytes(18).toString('base64url');
    own.push(await create({ password }, password));
    takenOver.push(await create({ passwordHash }, hashes.password));
  }
  return [
    await measureSignIns('argon2id', own, stack, authnHookPid),
    await measureSignIns('bcrypt, cost 10, and its rehash', takenOver, stack, authnHookPid),
    await measureSignIns('a password that is known', own, stack, authnHookPid),
  ];
}

async function measureSignIns(
  title: string,
  users: readonly Account[],
  stack: OpenStack,
  pid: number,
): Promise<HashCost> {
  const durationsMs: number[] = [];
  const beforeMs = await cpuTimeMs(pid);
  for (const { account, password } of users) {
    const startedMs = performance.now();
    const url = new URL('/auth/token?service=registry.local', stack.site.token);
    const answer = await fetch(url, { headers: { authorization: basic(account, password) } });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${title}: signing in answered ${answer.status}.`);
    durationsMs.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, AFTERMATH_MS));
  }
  const cpuMs = ((await cpuTimeMs(pid)) - beforeMs) / users.length;
  const medianMs = durationsMs.toSorted((left, right) => left - right)[Math.floor(users.length / 2)] ?? Number.NaN;
  return { title, medianMs, cpuMs };
}
