import {
  createFixedClock,
  createMemoryBucket,
  type FakeIssuer,
  type FixedClock,
  type MemoryBucket,
  startFakeIssuer,
} from '@wharfinger/fakes';

import { assembleWorkload } from '../src/assemble-workload.ts';
import { createControlStoreUsers } from '../src/control-store-users.ts';
import { nextUser } from '../src/decide-user-write.ts';
import type { SignInQuestion, Source, SourceAnswer } from '../src/source.ts';
import { type TrustDocument, trustInputSchema } from '../src/trust-document.ts';
import type { Trusts } from '../src/trusts.ts';
import { createWorkloadSource } from '../src/workload-source.ts';

export type WorkloadUnderTest = {
  bucket: MemoryBucket;
  /** What was logged, a line each. */
  lines: string[];
  source: Source;
  state: { isWritable: boolean };
  trusts: Trusts;
  addUser: (account: string, labels?: Record<string, string[]>, disabled?: boolean) => Promise<unknown>;
  signIn: (token: string, account?: string, more?: Partial<SignInQuestion>) => Promise<SourceAnswer>;
};

const NO_PASSWORD = { passwordHash: null, passwordVersion: 'version-of-the-test' };

export const clock: FixedClock = createFixedClock('2026-11-22T12:00:00.000Z');

/** To be closed when the tests of a file are done. */
export const issuer: FakeIssuer = await startFakeIssuer({ now: clock.now });

/** A trust in tokens of the issuer for repositories below `acme/`. */
export function trustWith(change: Record<string, unknown> = {}, name = 'ci'): TrustDocument {
  const { version = 'v1', ...given } = change;
  const input = trustInputSchema.parse({
    issuer: issuer.issuer,
    audiences: ['https://registry.example'],
    conditions: { repository: ['acme/*'] },
    account: 'ci.${claims.repository_id}',
    jwks: issuer.jwks,
    ...given,
  });
  const time = clock.now().toISOString();
  return { schema: 1, name, version: String(version), createdAt: time, updatedAt: time, ...input };
}

/** The source over a bucket that holds these trusts. */
export async function open(...trusts: TrustDocument[]): Promise<WorkloadUnderTest> {
  const bucket = createMemoryBucket({ now: clock.now });
  const state = { isWritable: true };
  const lines: string[] = [];
  const note = (...line: unknown[]): void => void lines.push(JSON.stringify(line));
  const users = createControlStoreUsers({ bucket, maxAgeMs: 5000, now: clock.now });
  const assembled = assembleWorkload({
    bucket,
    users,
    identityMaxAgeMs: 5000,
    loadIssuerKeys: async () => issuer.jwks,
    preparation: { isWritable: () => state.isWritable },
    runInBackground: () => undefined,
    log: { info: note, warn: note },
    now: clock.now,
  });
  for (const trust of trusts) await assembled.trusts.create(trust);
  const source = createWorkloadSource(assembled.workload);
  const signIn: WorkloadUnderTest['signIn'] = async (token, account = 'oidc', more = {}) =>
    source.signIn({ account, password: token, address: null, ...more });
  const addUser: WorkloadUnderTest['addUser'] = async (account, labels = {}, disabled = false) =>
    users.create(nextUser(account, { labels, disabled }, NO_PASSWORD, undefined, clock.now()));
  return { trusts: assembled.trusts, addUser, bucket, lines, signIn, source, state };
}

/** A token of `acme/app`. */
export async function signed(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return issuer.sign({ repository: 'acme/app', repository_id: '4711', ...claims });
}
