import { MAX_RESTRICTIONS, RESTRICTION_MAX_LENGTH } from '@wharfinger/native-api';
import { parseScopePattern } from '@wharfinger/token';
import * as z from 'zod';

/** An access key as its user's document holds it; the key itself is nowhere. */
export type AccessKey = {
  /** Ten characters of base62, also a part of the key. */
  id: string;
  /** What its owner calls it; unique among the user's keys. */
  name: string;
  /** SHA-256 of the secret, in base64url. */
  secretHash: string;
  /** Scope patterns beyond which the key allows nothing; `null`: what its user may. */
  scopes: readonly string[] | null;
  createdAt: string;
  expiresAt: string | null;
};

export const MAX_ACCESS_KEYS = 50;

export const accessKeyIdSchema: z.ZodString = z.string().regex(/^[0-9A-Za-z]{10}$/, 'must be the id of an access key');

export const accessKeyNameSchema: z.ZodString = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9 ._@:+/-]{0,62}[A-Za-z0-9])?$/,
    'must be letters, digits and . _ @ : + / - or blanks between them, at most 64',
  );

const scopeSchema = z
  .string()
  .max(RESTRICTION_MAX_LENGTH)
  .check((context) => {
    const parsed = parseScopePattern(context.value);
    if (parsed.kind === 'invalid') {
      context.issues.push({ code: 'custom', message: parsed.reason, input: context.value });
    }
  });

/** At least one: a key that allows nothing is a mistake. */
export const accessKeyScopesSchema: z.ZodNullable<z.ZodArray<z.ZodString>> = z
  .array(scopeSchema)
  .min(1)
  .max(MAX_RESTRICTIONS)
  .nullable();

export const accessKeySchema: z.ZodType<AccessKey, AccessKey> = z.strictObject({
  id: accessKeyIdSchema,
  name: accessKeyNameSchema,
  secretHash: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url'),
  scopes: accessKeyScopesSchema,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
});
