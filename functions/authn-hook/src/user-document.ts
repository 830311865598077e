import { parseAccount } from '@wharfinger/token';
import * as z from 'zod';

import { ARGON2_PARAMETERS } from './argon2-password-hasher.ts';

/** What is known of an account besides its name: `groups`, for one. */
export type Labels = Record<string, string[]>;

export type UserDocument = {
  schema: 1;
  account: string;
  /** A PHC string of argon2id. */
  passwordHash: string;
  labels: Labels;
  /** Keeps everything and lets nobody in. */
  disabled: boolean;
  createdAt: string;
  updatedAt: string;
};

export const ADMINISTRATOR_LABELS: Readonly<Labels> = { groups: ['administrators'] };

const LABEL_KEY = /^[a-z](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
// No white space, no quotes and none of the characters that patterns give a meaning: * ? [ ] \ ( ) | ^ $ { }
const LABEL_VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9._@:+/-]{0,126}[A-Za-z0-9])?$/;
const MAX_LABELS = 32;
const MAX_LABEL_VALUES = 64;

const PASSWORD_HASH =
  /^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=(?<p>\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,172}$/;
/** How much more than ours the parameters of a stored hash may cost, each: a document must not be able to stop sign-in. */
const MAX_COST_FACTOR = 4;

function isAffordable(passwordHash: string): boolean {
  const cost = PASSWORD_HASH.exec(passwordHash)?.groups ?? {};
  return (
    Number(cost['m']) <= MAX_COST_FACTOR * ARGON2_PARAMETERS.memoryCost &&
    Number(cost['t']) <= MAX_COST_FACTOR * ARGON2_PARAMETERS.timeCost &&
    Number(cost['p']) <= MAX_COST_FACTOR * ARGON2_PARAMETERS.parallelism
  );
}

const labelKey = z.string().regex(LABEL_KEY, 'must be lower-case letters, digits, _ and -, at most 63');
const labelValue = z.string().regex(LABEL_VALUE, 'must be letters, digits and . _ @ : + / - between them, at most 128');

export const labelsSchema: z.ZodType<Labels> = z
  .record(labelKey, z.array(labelValue).max(MAX_LABEL_VALUES))
  .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `must be at most ${MAX_LABELS} labels`);

export const userDocumentSchema: z.ZodType<UserDocument> = z.strictObject({
  schema: z.literal(1),
  account: z.string().refine((text) => parseAccount(text).kind === 'ok', 'must be an account'),
  passwordHash: z
    .string()
    .regex(PASSWORD_HASH, { error: 'must be a PHC string of argon2id', abort: true })
    .refine(isAffordable, `must cost at most ${MAX_COST_FACTOR} times as much as a new hash`),
  labels: labelsSchema,
  disabled: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** All users are below it, and nothing else is. */
export const USERS_PREFIX = 'identities/users/';

/** Key of an account's document. An account has no `/`, and no two share a key. */
export function userKey(account: string): string {
  return `${USERS_PREFIX}${account}.json`;
}
