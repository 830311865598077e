import type { PolicyDocument } from '@wharfinger/policy';
import * as z from 'zod';

import type { Revision } from './policies.ts';
import { LARGEST_NUMBER, type RevisionName } from './revision-key.ts';

/** Letters of a document's sum that its ETag shows. */
const HASH_LENGTH = 16;

/** A revision as the API wrote it into the document. */
export type StoredRevision = Revision & {
  /** Of the one write that made it: tells it from an equal one of somebody else. */
  writeId: string;
};

const path = z.string();
const changesSchema = z.strictObject({
  added: z.array(path),
  changed: z.array(path),
  removed: z.array(path),
  areTruncated: z.literal(true).optional(),
});

const revisionMembers = {
  number: z.int().min(1).max(LARGEST_NUMBER),
  etag: z.string().regex(/^[1-9]\d*-[0-9a-f]{16}$/),
  author: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  changes: changesSchema,
  restored: z.int().min(0).optional(),
  isForced: z.literal(true).optional(),
};

/** `revision` of a schema 2 document. */
export const storedRevisionSchema: z.ZodType<StoredRevision> = z.strictObject({
  ...revisionMembers,
  writeId: z.string().min(1),
});

/** What is kept of a revision beside its document. */
export type RevisionRecord = { schema: 1; revision: Revision & { writeId?: string | undefined }; sha256: string };

export const revisionRecordSchema: z.ZodType<RevisionRecord> = z.strictObject({
  schema: z.literal(1),
  revision: z.strictObject({ ...revisionMembers, writeId: z.string().min(1).optional() }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A policy document as it was read; `revision` only where the API wrote it and nobody touched it since. */
export type StoredPolicy = { document: PolicyDocument; sha256: string; revision: StoredRevision | undefined };

/** The part of a document's sum that names it. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, HASH_LENGTH);
}

/** `7-0123456789abcdef` */
export function revisionEtag({ number, hash }: RevisionName): string {
  return `${number}-${hash}`;
}

export function revisionName(revision: Revision): RevisionName {
  return { number: revision.number, hash: revision.etag.slice(revision.etag.indexOf('-') + 1) };
}

/** What stands in the store, told without its mark. */
export function toRevision(stored: RevisionRecord['revision']): Revision {
  const { writeId, ...revision } = stored;
  return writeId === undefined ? stored : revision;
}
