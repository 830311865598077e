import { createHash } from 'node:crypto';

import { type Labels, labelsSchema, passwordHashSchema } from '@wharfinger/identities';
import { parseAccount } from '@wharfinger/token';
import * as z from 'zod';

import { type AccessKey, accessKeySchema, MAX_ACCESS_KEYS } from './access-key.ts';

export type UserDocument = {
  schema: 2;
  account: string;
  /** A PHC string of argon2id, or a hash of bcrypt that was taken over; `null`: the user signs in by access keys alone. */
  passwordHash: string | null;
  /** Another one with every password that is set. A password that is hashed anew keeps it. */
  passwordVersion: string;
  labels: Labels;
  /** Keeps everything and lets nobody in. */
  disabled: boolean;
  /** How often the user was disabled; absent: never. What was signed in with before goes on no more. */
  generation?: number | undefined;
  accessKeys: readonly AccessKey[];
  createdAt: string;
  updatedAt: string;
};

/** What stays of a user that was deleted: it reads as missing and can be made anew. */
export type DeletedUser = { schema: 2; account: string; deletedAt: string };

export type StoredUser = UserDocument | DeletedUser;

const account = z.string().refine((text) => parseAccount(text).kind === 'ok', 'must be an account');
const time = z.iso.datetime();

const inSchema1 = z.strictObject({
  schema: z.literal(1),
  account,
  passwordHash: passwordHashSchema,
  labels: labelsSchema,
  disabled: z.boolean(),
  createdAt: time,
  updatedAt: time,
});

export const userDocumentSchema: z.ZodType<UserDocument, UserDocument> = z.strictObject({
  schema: z.literal(2),
  account,
  passwordHash: passwordHashSchema.nullable(),
  passwordVersion: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'must be a random id'),
  labels: labelsSchema,
  disabled: z.boolean(),
  generation: z.int().positive().optional(),
  accessKeys: z.array(accessKeySchema).max(MAX_ACCESS_KEYS),
  createdAt: time,
  updatedAt: time,
});

const deletedUser: z.ZodType<DeletedUser, DeletedUser> = z.strictObject({
  schema: z.literal(2),
  account,
  deletedAt: time,
});
const inSchema2 = z.union([userDocumentSchema, deletedUser]);

/** A user as it is stored: schema 1 is read still, and 2 written. */
export const storedUserSchema: z.ZodType<StoredUser> = z.codec(z.union([inSchema2, inSchema1]), inSchema2, {
  decode: (stored): StoredUser => (stored.schema === 1 ? upgraded(stored) : stored),
  encode: (user) => user,
});

/** The version follows from the hash, so that it is the same until, and after, the document is written as schema 2. */
function upgraded({ passwordHash, ...rest }: z.output<typeof inSchema1>): UserDocument {
  const digest = createHash('sha256').update(`password version\n${passwordHash}`).digest('base64url');
  return { ...rest, schema: 2, passwordHash, passwordVersion: digest.slice(0, 22), accessKeys: [] };
}

/** All users are below it, and nothing else is. */
export const USERS_PREFIX = 'identities/users/';

const SUFFIX = '.json';

/** Key of an account's document. An account has no `/`, and no two share a key. */
export function userKey(account: string): string {
  return `${USERS_PREFIX}${account}${SUFFIX}`;
}

/** The account that a key is of; `undefined` for a key of nobody's. */
export function accountOfKey(key: string): string | undefined {
  const name =
    key.startsWith(USERS_PREFIX) && key.endsWith(SUFFIX) ? key.slice(USERS_PREFIX.length, -SUFFIX.length) : '';
  return parseAccount(name).kind === 'ok' ? name : undefined;
}
