import * as z from 'zod';

import { type Labels, labelsAnswer } from './labels.ts';

/** What somebody signs in with: a name and a password, an access key or a token of an issuer in the password's place. */
export type SignIn = {
  account: string;
  password: string;
  /** The client's IP address; `null` when it can't be known. */
  address: string | null;
};

/** Names the credential that somebody signed in with; nothing in it is secret. */
export type Credential = {
  kind: 'password' | 'access-key' | 'workload';
  /** The access key, or the trust that a workload came by; empty for the password. */
  id: string;
  /** Another one once the password has changed, or the trust. */
  version: string;
  /** Labels of a workload: they came with its token, and nobody else knows them. */
  labels?: Labels | undefined;
};

/** Asks whether a credential that was good earlier still is: what a refresh token stands for. */
export type Resumption = {
  account: string;
  credential: Credential;
  address: string | null;
  /**
   * With rotation: the refresh token that is used up and the one that takes its place. The first token of a session has
   * the session's id for its own: so a session is begun once, and one whose state was lost isn't begun again by a later
   * token. `notAfter` is when the last token of the session expires.
   */
  rotation?: { session: string; used: string; next: string; notAfter: string } | undefined;
};

/** Body of `POST /v1/authenticate`. */
export type AuthenticateQuestion = SignIn | Resumption;

/** Body of its 200. */
export type AuthenticateAnswer =
  | {
      kind: 'authenticated';
      account: string;
      labels: Labels;
      /** Scope patterns beyond which this credential allows nothing; `null`: no restriction of its own. */
      restrictions: readonly string[] | null;
      credential: Credential;
      /** Whether a refresh token may stand for it, and until when at most (RFC 3339; `null`: as long as any may). */
      session: { notAfter: string | null } | null;
      /** How long the answer may be remembered. */
      maxAgeMs: number;
    }
  | {
      kind: 'refused';
      /** For the record alone: a client never learns it. */
      why: string;
      /** The account, if there is one of that name: people type passwords into that field. */
      account: string | null;
    }
  /** Too many of this account or address were wrong, or wait. */
  | { kind: 'throttled'; retryAfterSeconds: number };

const address = z.union([z.ipv4(), z.ipv6()]).nullable();
const time = z.iso.datetime({ offset: true });

export const credentialSchema: z.ZodType<Credential> = z.strictObject({
  kind: z.enum(['password', 'access-key', 'workload']),
  id: z.string().max(256),
  version: z.string().min(1).max(256),
  labels: labelsAnswer.optional(),
});

export const authenticateQuestion: z.ZodType<AuthenticateQuestion> = z.union([
  z.strictObject({ account: z.string(), password: z.string(), address: address.default(null) }),
  z.strictObject({
    account: z.string(),
    credential: credentialSchema,
    address: address.default(null),
    rotation: z.strictObject({ session: z.uuid(), used: z.uuid(), next: z.uuid(), notAfter: time }).optional(),
  }),
]);

// NOTE: not strict: a newer authn-hook may say more, and what it says more grants nothing.
export const authenticateAnswer: z.ZodType<AuthenticateAnswer> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('authenticated'),
    account: z.string().min(1),
    labels: labelsAnswer,
    restrictions: z.array(z.string()).nullable(),
    credential: credentialSchema,
    session: z.object({ notAfter: time.nullable() }).nullable(),
    maxAgeMs: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal('refused'), why: z.string(), account: z.string().nullable() }),
  z.object({ kind: z.literal('throttled'), retryAfterSeconds: z.number().positive() }),
]);
