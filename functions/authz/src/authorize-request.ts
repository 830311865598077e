import { parseAccount, type Scope } from '@wharfinger/token';
import * as z from 'zod';

import { parseAddress } from './ip-network.ts';
import type { Caller } from './match-rule.ts';

/** What one caller asks for. */
export type AuthorizeRequest = { caller: Caller; scopes: readonly Scope[] };

/** Most scopes in one request. */
export const MAX_SCOPES = 100;

// A host of 253 characters, a port of 5 and a repository of 255, joined by `:` and `/`.
const NAME_MAX_LENGTH = 515;
const MAX_LABELS = 64;
const MAX_VALUES = 1024;
const text = (maxLength: number) => z.string().min(1).max(maxLength);

/** An account; both `null` and the empty text are the anonymous caller. */
const account = z
  .string()
  .refine((name) => name === '' || parseAccount(name).kind === 'ok', 'is not an account name')
  .transform((name) => (name === '' ? null : name))
  .nullable();

/** The client's address; `null` when it isn't known. */
const address = z
  .string()
  .transform((name, context) => {
    const parsed = parseAddress(name);
    if (parsed.kind === 'ok') {
      return parsed.value;
    }
    context.addIssue(parsed.reason);
    return z.NEVER;
  })
  .nullable();

const labels = z
  .record(text(256), z.array(z.string().max(1024)).max(MAX_VALUES))
  .refine((record) => Object.keys(record).length <= MAX_LABELS, `has more than ${MAX_LABELS} labels`)
  .transform((record) => new Map(Object.entries(record).map(([key, values]) => [key, new Set(values)])));

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

/** Body of `POST /v1/authorize`. Whether a scope's type, name and actions exist is for the decision to say. */
export const authorizeRequestSchema: z.ZodType<AuthorizeRequest> = z
  .strictObject({
    account,
    labels: labels.optional(),
    address,
    service: text(256),
    scopes: z.array(scope).max(MAX_SCOPES),
  })
  .transform(({ scopes, labels = new Map(), ...rest }) => ({ caller: { ...rest, labels }, scopes }));
