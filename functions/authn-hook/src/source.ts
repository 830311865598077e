import type { AuthenticateAnswer, Resumption, SignIn } from '@wharfinger/native-api';

/** A sign-in as sources are asked about it. */
export type SignInQuestion = SignIn & {
  /** The same for a question that is put once more since its answer got lost; no client has a word in it. */
  attempt?: string | undefined;
  /** Whoever it is must have typed the account itself: no name that stands for it will do. */
  isTypedAccount?: boolean;
};

/** What one source of identities says of a sign-in. */
export type SourceAnswer =
  | Extract<AuthenticateAnswer, { kind: 'authenticated' | 'refused' }>
  /** Another source may know. */
  | { kind: 'not-mine' }
  | { kind: 'throttled'; retryAfterSeconds: number }
  /** Nobody can say at the moment: a fault, never a refusal. */
  | { kind: 'busy' };

/** Every source, in the order in which they are asked when nothing is configured. */
export const SOURCE_NAMES = ['access-key', 'workload', 'password'] as const;

export type SourceName = (typeof SOURCE_NAMES)[number];

/** A place where identities are: users with passwords, access keys, issuers of workload tokens. Asked in a configured order. */
export type Source = {
  /** As the configuration names it. */
  readonly name: SourceName;
  /** @throws {StoreError} when nobody can say */
  signIn(question: SignInQuestion): Promise<SourceAnswer>;
  /** Whether a credential that this source took earlier is still good. `not-mine` for another source's. */
  resume(question: Resumption): Promise<SourceAnswer>;
};
