import type { Bucket } from '@wharfinger/control-store';
import type { FunctionDefinition, Logger, Secret } from '@wharfinger/function-kit';
import type { TokenVerifier } from '@wharfinger/token';

import { assembleWorkload } from './assemble-workload.ts';
import { createAuthenticate } from './authenticate.ts';
import { createPasswordCheck, type PasswordHasher, type VerifiedPasswords } from './check-password.ts';
import { createControlStoreKeyUsage } from './control-store-key-usage.ts';
import { createControlStoreSessions } from './control-store-sessions.ts';
import { createSources } from './create-sources.ts';
import { createAuthnFunction } from './handler.ts';
import type { ConcurrencyLimit } from './limit-concurrency.ts';
import { createNoteKeyUse } from './note-key-use.ts';
import type { Preparation } from './preparation.ts';
import { createPasswordRehash } from './rehash-password.ts';
import type { RunInBackground } from './run-in-background.ts';
import type { Source, SourceName } from './source.ts';
import { createSweepNowAndThen } from './sweep-now-and-then.ts';
import type { Users } from './users.ts';
import type { IssuerNetwork } from './workload-issuer-address.ts';
import type { LoadIssuerKeys } from './workload-issuer-keys.ts';

const SESSION_SWEEP_PAUSE_MS = 600_000;

/** What the function is made of that has to do with the world outside; a test gives its own. */
export type AuthnParts = {
  readonly callerSecrets: readonly Secret[];
  readonly sources: readonly SourceName[];
  readonly bucket: Bucket;
  readonly users: Users;
  readonly hasher: PasswordHasher;
  readonly limit: ConcurrencyLimit;
  readonly verified: VerifiedPasswords;
  /** Stands in front of what can be guessed. */
  readonly guard: (source: Source) => Source;
  readonly verifyToken: TokenVerifier;
  readonly preparation: Pick<Preparation, 'readiness' | 'isWritable'>;
  /** How old a trust may be that is answered by. */
  readonly identityMaxAgeMs: number;
  readonly loadIssuerKeys: LoadIssuerKeys;
  readonly issuers: { readonly privateNetworks: readonly IssuerNetwork[] };
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly runInBackground: RunInBackground;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
};

/** Puts the function together. */
export function assembleAuthn(parts: AuthnParts): FunctionDefinition {
  const { isWritable } = parts.preparation;
  const { trusts, workload } = assembleWorkload(parts);
  const shared = { ...parts, isWritable, trusts, workload, usage: createControlStoreKeyUsage(parts) };
  const sessions = createControlStoreSessions(shared);
  const sources = createSources({
    ...shared,
    checkPassword: createPasswordCheck(parts),
    noteUse: createNoteKeyUse(shared),
    rehash: createPasswordRehash(shared),
  });
  const sweep = createSweepNowAndThen({
    ...parts,
    what: 'remove expired sessions',
    sweep: () => sessions.sweep(),
    pauseMs: SESSION_SWEEP_PAUSE_MS,
    begin: 'after-pause',
  });
  const authenticate = createAuthenticate({ sources, rotate: sessions.rotate, onRotated: sweep });
  return createAuthnFunction({ ...shared, authenticate });
}
