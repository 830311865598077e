import { labelKeySchema, MAX_LABEL_VALUES, MAX_LABELS } from '@wharfinger/identities';
import type { JWK } from 'jose';
import * as z from 'zod';

import { findUnboundTrust } from './trust-binding.ts';
import { accountTemplateProblem, labelTemplateProblem } from './trust-fields.ts';
import { trustKeysSchema } from './trust-keys.ts';

/** What a token may be signed with. Nothing that is verified with a shared secret is among it, and not `none`. */
export const TRUST_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

export type TrustAlgorithm = (typeof TRUST_ALGORITHMS)[number];

/** What an administrator writes of a trust, with everything that was left out in its place. */
export type TrustInput = {
  /** Keeps everything and lets nobody in. */
  disabled: boolean;
  /** The `iss` of its tokens, character by character. */
  issuer: string;
  /** Whether everybody who gets a token of the issuer is meant. */
  dedicated: boolean;
  /** Every `aud` of a token has to be one of them. */
  audiences: readonly string[];
  /** The issuer's keys; `null`: those that it publishes. */
  jwks: { keys: JWK[] } | null;
  algorithms: readonly TrustAlgorithm[];
  /** Values of claims, with `*` for any characters. All claims must hold, each by one of its values. */
  conditions: Readonly<Record<string, readonly string[]>>;
  /** An account, or the beginning of one that a claim completes. */
  account: string;
  labels: Readonly<Record<string, readonly string[]>>;
  /** How far the issuer's clock may be off. */
  leewaySeconds: number;
  /** Longest time since `iat`; `null`: until `exp`. */
  maxAgeSeconds: number | null;
  /** Whether a token is good for one sign-in. */
  refuseReplay: boolean;
  /** For how long a refresh token may stand for the sign-in; 0: none is given. */
  sessionSeconds: number;
};

export type TrustDocument = TrustInput & {
  schema: 1;
  name: string;
  /** Random, another one at every write: a refresh token of an earlier one ends with it. */
  version: string;
  createdAt: string;
  updatedAt: string;
};

/** What is left of a trust that was deleted: it reads as missing, and can be created again. */
export type DeletedTrust = { schema: 1; name: string; deletedAt: string };

const DAY_SECONDS = 86_400;
const TRUST_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

// No control characters, so that what is stored reads as it is.
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}+$/u, 'must not hold control characters');

const issuer = text(512).refine(isIssuer, 'must be an https URL without user, query and fragment, as in the token');

const claim = text(256).refine(
  (reference) => !reference.startsWith('/') || /^(?:\/(?:[^~/]|~[01])+)+$/.test(reference),
  'must be the name of a claim, or a JSON Pointer to a member of one',
);

const pattern = text(512).refine((value) => /[^*]/.test(value), 'must hold more than *');

const labelTemplate = text(128).check((context) => {
  const message = labelTemplateProblem(context.value);
  if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
});

const labels = z
  .record(labelKeySchema, z.array(labelTemplate).min(1).max(MAX_LABEL_VALUES))
  .refine((record) => Object.keys(record).length <= MAX_LABELS, `must be at most ${MAX_LABELS} labels`);

const account = text(256).check((context) => {
  const message = accountTemplateProblem(context.value);
  if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
});

const fields = {
  disabled: z.boolean(),
  issuer,
  dedicated: z.boolean(),
  audiences: z.array(text(512)).min(1).max(16),
  jwks: trustKeysSchema.nullable(),
  algorithms: z.array(z.enum(TRUST_ALGORITHMS)).min(1),
  conditions: z
    .record(claim, z.array(pattern).min(1).max(64))
    .refine((record) => Object.keys(record).length <= 32, 'must be at most 32 claims'),
  account,
  labels,
  leewaySeconds: z.number().int().min(0).max(300),
  maxAgeSeconds: z.number().int().min(1).max(DAY_SECONDS).nullable(),
  refuseReplay: z.boolean(),
  sessionSeconds: z.number().int().min(0).max(DAY_SECONDS),
};

/** Body of a write. What it leaves out has its default, not what an earlier version said. */
export const trustInputSchema: z.ZodType<TrustInput> = z
  .strictObject({
    ...fields,
    disabled: fields.disabled.default(false),
    dedicated: fields.dedicated.default(false),
    jwks: fields.jwks.default(null),
    algorithms: fields.algorithms.default(['RS256', 'ES256', 'EdDSA']),
    conditions: fields.conditions.default({}),
    labels: fields.labels.default({}),
    leewaySeconds: fields.leewaySeconds.default(60),
    maxAgeSeconds: fields.maxAgeSeconds.default(null),
    refuseReplay: fields.refuseReplay.default(false),
    sessionSeconds: fields.sessionSeconds.default(0),
  })
  .check((context) => {
    const message = findUnboundTrust(context.value);
    if (message !== undefined) {
      context.issues.push({ code: 'custom', message, path: ['conditions'], input: context.value.conditions });
    }
  });

export const trustNameSchema: z.ZodString = z
  .string()
  .regex(TRUST_NAME, 'must be lower-case letters, digits and - between them, at most 63');

const live = {
  name: trustNameSchema,
  version: z.string().min(1).max(128),
  ...fields,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

/** A trust as an administrator sees it. */
export const publicTrustSchema: z.ZodType<Omit<TrustDocument, 'schema'>> = z.strictObject(live);

/** A trust as it is stored. Whether it is bound well enough was asked when it was written. */
export const storedTrustSchema: z.ZodType<TrustDocument | DeletedTrust> = z.union([
  z.strictObject({ schema: z.literal(1), ...live }),
  z.strictObject({ schema: z.literal(1), name: trustNameSchema, deletedAt: z.iso.datetime() }),
]);

/** All trusts are below it, and nothing else is. */
export const TRUSTS_PREFIX = 'identities/trusts/';

/** Key of a trust's document. */
export function trustKey(name: string): string {
  return `${TRUSTS_PREFIX}${name}.json`;
}

function isIssuer(value: string): boolean {
  if (!URL.canParse(value) || /[\s?#]/.test(value)) return false;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
