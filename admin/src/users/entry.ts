import type { Labels } from '@wharfinger/identities';

/** One user as a file has it, unjudged. `null`: the file has no password hash for it. */
export type FoundEntry = {
  line: number;
  account: string;
  passwordHash: string | null;
  labels: Labels | undefined;
};

/** One entry of a file that was judged: a user to take over, or why it can't be. */
export type Entry = { line: number; account: string } & (
  | { kind: 'user'; passwordHash: string; labels: Labels | undefined }
  | { kind: 'refused'; reason: string }
);

/** A line that is no entry at all; what stands there may be a secret, so it is never shown. */
export type BrokenLine = { line: number; reason: string };

/** What a file holds. */
export type FoundEntries =
  | { kind: 'ok'; found: readonly FoundEntry[]; broken: readonly BrokenLine[]; notes: readonly string[] }
  | { kind: 'invalid'; reason: string };
