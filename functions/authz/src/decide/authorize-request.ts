import { authorizeQuestion } from '@wharfinger/native-api';
import { type Caller, parseAddress, parseRestrictions, readCaller, type Restrictions } from '@wharfinger/policy';
import { parseAccount, type Scope } from '@wharfinger/token';
import * as z from 'zod';

/** What one caller asks for, and what the credential allows at most. */
export type AuthorizeRequest = { caller: Caller; scopes: readonly Scope[]; restrictions: Restrictions | null };

/** An account; both `null` and the empty text are the anonymous caller. */
const account = z
  .string()
  .refine((name) => name === '' || parseAccount(name).kind === 'ok', 'is not an account name')
  .transform((name) => (name === '' ? null : name))
  .nullable();

/** The client's address; `null` when it isn't known. */
const address = z
  .string()
  .refine((text) => parseAddress(text).kind === 'ok', 'is not an IP address')
  .nullable();

/** What the question's own schema leaves open. */
const caller = z.object({ account, address, service: z.string() });

/** Body of `POST /v1/authorize`. Whether a scope's type, name and actions exist is for the decision to say. */
export const authorizeRequestSchema: z.ZodType<AuthorizeRequest> = authorizeQuestion.transform(
  ({ scopes, restrictions, labels = {}, ...rest }, context) => {
    const read = caller.safeParse(rest);
    if (!read.success) {
      for (const { path, message } of read.error.issues) {
        context.addIssue({ code: 'custom', path, message });
      }
      return z.NEVER;
    }
    return {
      caller: readCaller({ ...read.data, labels }),
      scopes,
      restrictions: parseRestrictions(restrictions ?? null),
    };
  },
);
