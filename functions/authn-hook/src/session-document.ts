import * as z from 'zod';

import { hourlyPrefix } from './hourly-keys.ts';

/** How far the refresh tokens of one sign-in have come. */
export type SessionDocument = {
  schema: 1;
  session: string;
  account: string;
  /** The one token that may be used. */
  current: string;
  /** The one that it came from: to ask that again, for the same successor, is a repeated call. */
  previous: string;
  /** When `current` took its place. */
  rotatedAt: string;
  /** A used-up token came again: somebody else has it, and no token of this session is good any more. */
  revokedAt: string | null;
  /** When its last token has expired. */
  notAfter: string;
};

export const sessionDocumentSchema: z.ZodType<SessionDocument> = z.strictObject({
  schema: z.literal(1),
  session: z.uuid(),
  account: z.string(),
  current: z.uuid(),
  previous: z.uuid(),
  rotatedAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  notAfter: z.iso.datetime(),
});

/** All sessions are below it, and nothing else is. */
export const SESSIONS_PREFIX = 'identities/sessions/';

/** The key of a session, below the hour of its end: every call of a session says the same end. */
export function sessionKey({ session, notAfter }: { session: string; notAfter: string }): string {
  return `${hourlyPrefix(SESSIONS_PREFIX, new Date(notAfter))}${session.toLowerCase()}.json`;
}
