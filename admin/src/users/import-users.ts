import type { Entry } from './entry.ts';
import type { Identities, UserToWrite } from './identities.ts';
import { RequestError } from '../system/request-error.ts';

export type ImportOptions = {
  /** Asks only, and says what a real run would do. */
  isDryRun: boolean;
  /** Writes over users that exist. */
  isReplacing: boolean;
  /** Who runs this: to write over it could lock its owner out. */
  ownAccount: string;
};

export type ImportResult = { line: number; account: string } & (
  | { kind: 'created' | 'replaced' | 'kept' }
  | { kind: 'refused' | 'failed'; reason: string }
);

type Outcome = { kind: 'created' | 'replaced' | 'kept' } | { kind: 'refused' | 'failed'; reason: string };

const REPLACE_ATTEMPTS = 3;
const OWN: Outcome = { kind: 'refused', reason: 'it is the account that runs this' };

/**
 * Takes entries over, one after another in their order; one that fails doesn't stop the rest.
 *
 * @throws {RequestError} `ERR_ACCESS`: no further entry could fare better
 */
export async function* importUsers(
  entries: readonly Entry[],
  options: ImportOptions,
  identities: Identities,
): AsyncGenerator<ImportResult> {
  for (const entry of entries) {
    const { line, account } = entry;
    const outcome: Outcome = entry.kind === 'refused' ? entry : await take(account, entry, options, identities);
    yield 'reason' in outcome
      ? { line, account, kind: outcome.kind, reason: outcome.reason }
      : { line, account, kind: outcome.kind };
  }
}

async function take(
  account: string,
  user: UserToWrite,
  { isDryRun, isReplacing, ownAccount }: ImportOptions,
  identities: Identities,
): Promise<Outcome> {
  if (isReplacing && account === ownAccount) return OWN;
  try {
    if (isDryRun) {
      const found = await identities.find(account);
      if (found.kind === 'missing') return { kind: 'created' };
      return { kind: isReplacing ? 'replaced' : 'kept' };
    }
    return isReplacing ? await put(account, user, identities) : await create(account, user, identities);
  } catch (error) {
    if (error instanceof RequestError && error.code !== 'ERR_ACCESS') return { kind: 'failed', reason: error.message };
    throw error;
  }
}

async function create(account: string, user: UserToWrite, identities: Identities): Promise<Outcome> {
  const written = await identities.create(account, user);
  if (written.kind === 'refused') return written;
  return { kind: written.kind === 'written' ? 'created' : 'kept' };
}

async function put(account: string, user: UserToWrite, identities: Identities): Promise<Outcome> {
  for (let attempt = 0; attempt < REPLACE_ATTEMPTS; attempt += 1) {
    const found = await identities.find(account);
    const written =
      found.kind === 'missing'
        ? await identities.create(account, user)
        : await identities.replace(account, user, found.etag);
    if (written.kind === 'refused') return written;
    if (written.kind === 'written') return { kind: found.kind === 'missing' ? 'created' : 'replaced' };
  }
  return { kind: 'failed', reason: 'somebody else is changing it' };
}
