import type { Scope } from '@wharfinger/token';
import * as z from 'zod';

import { labelMap, type Labels } from './labels.ts';

/** Most scopes in one question. */
export const MAX_SCOPES = 100;
/** Most scope patterns that one credential is restricted to, and the most characters of each. */
export const MAX_RESTRICTIONS = 64;
export const RESTRICTION_MAX_LENGTH = 1024;

const MAX_LABELS = 64;
const MAX_VALUES = 1024;
// A host of 253 characters, a port of 5 and a repository of 255, joined by `:` and `/`.
const NAME_MAX_LENGTH = 515;

/** Body of `POST /v1/authorize`: what one caller asks for. */
export type AuthorizeQuestion = {
  /** `null`, or empty: anonymous. */
  account: string | null;
  labels?: Labels | undefined;
  /** The client's IP address; `null` when it can't be known. */
  address: string | null;
  service: string;
  scopes: readonly Scope[];
  /** Scope patterns beyond which the caller's credential allows nothing; absent or `null`: no restriction. */
  restrictions?: readonly string[] | null | undefined;
};

/** Body of its 200: what of each scope is granted, in the order of the question. */
export type AuthorizeAnswer = {
  decisions: readonly {
    type: string;
    class?: string | undefined;
    name: string;
    requested: readonly string[];
    /** The subset that is allowed, sorted. */
    granted: readonly string[];
    /** Id of the rule that decided, `null` when none speaks of the request. */
    rule: string | null;
    reason: string;
  }[];
  /** How long the answer may be remembered. */
  maxAgeMs: number;
};

const text = (maxLength: number) => z.string().min(1).max(maxLength);

const scope = z
  .strictObject({
    type: text(64),
    class: text(64).optional(),
    name: text(NAME_MAX_LENGTH),
    actions: z.array(text(64)).min(1).max(32),
  })
  .transform(({ class: resourceClass, ...rest }): Scope =>
    resourceClass === undefined ? rest : { ...rest, class: resourceClass },
  );

/** Whether a scope's type, name and actions exist is for the decision to say. */
export const authorizeQuestion: z.ZodType<AuthorizeQuestion> = z.strictObject({
  account: z.string().nullable(),
  labels: labelMap(text(256), z.array(z.string().max(1024)).max(MAX_VALUES))
    .refine((record) => Object.keys(record).length <= MAX_LABELS, `has more than ${MAX_LABELS} labels`)
    .optional(),
  address: z.string().nullable(),
  service: text(256),
  scopes: z.array(scope).max(MAX_SCOPES),
  restrictions: z.array(text(RESTRICTION_MAX_LENGTH)).max(MAX_RESTRICTIONS).nullish(),
});

export const authorizeAnswer: z.ZodType<AuthorizeAnswer> = z.object({
  decisions: z.array(
    z.object({
      type: z.string(),
      class: z.string().optional(),
      name: z.string(),
      requested: z.array(z.string()),
      granted: z.array(z.string()),
      rule: z.string().nullable(),
      reason: z.string(),
    }),
  ),
  maxAgeMs: z.number().nonnegative(),
});
