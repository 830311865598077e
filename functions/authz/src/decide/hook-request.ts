import { type AuthorizeQuestion, labelMap, RESTRICTIONS_LABEL } from '@wharfinger/native-api';
import * as z from 'zod';

import { type AuthorizeRequest, authorizeRequestSchema } from './authorize-request.ts';
import { parseAddress } from '@wharfinger/policy';

/**
 * docker_auth's `AuthRequestInfo`, which it writes itself. Its texts are whatever the client sent; the address and the
 * labels are not.
 */
export type HookRequest = {
  Account: string;
  Type: string;
  Name: string;
  Service: string;
  IP: string;
  Actions: readonly string[];
  Labels: Readonly<Record<string, readonly string[] | null>> | null;
};

export const hookRequestSchema: z.ZodType<HookRequest> = z.strictObject({
  Account: z.string(),
  Type: z.string(),
  Name: z.string(),
  Service: z.string(),
  IP: z.string().refine((text) => text === '' || parseAddress(text).kind === 'ok', 'is not an address'),
  Actions: z.array(z.string()),
  Labels: labelMap(z.string(), z.array(z.string()).nullable()).nullable(),
});

/** The request that the native API makes of the same question, or why nothing can be granted. */
export type HookQuestion = { kind: 'asked'; request: AuthorizeRequest } | { kind: 'refused'; reason: string };

const encodedRestrictions = z
  .tuple([z.base64url()])
  .transform(([value]): unknown => JSON.parse(Buffer.from(value, 'base64url').toString()))
  .pipe(z.array(z.string()));

/** What can't be read covers nothing. */
function readRestrictions(values: readonly string[] | null): readonly string[] {
  try {
    return encodedRestrictions.parse(values);
  } catch {
    return [];
  }
}

/** Labels and restrictions apart: docker_auth knows labels alone. */
export function separateRestrictions(
  labels: HookRequest['Labels'],
): Pick<AuthorizeQuestion, 'labels' | 'restrictions'> {
  const { [RESTRICTIONS_LABEL]: restrictions, ...others } = labels ?? {};
  return {
    labels: Object.fromEntries(Object.entries(others).map(([key, values]) => [key, values ?? []])),
    restrictions: restrictions === undefined ? null : readRestrictions(restrictions),
  };
}

/**
 * Asks the native API's question in docker_auth's place. What that API would call malformed is refused here: a client
 * wrote it, and docker_auth passes it on unchecked.
 * @param services those that there are; `null`: any
 */
export function readHookQuestion(hook: HookRequest, services: ReadonlySet<string> | null): HookQuestion {
  if (services?.has(hook.Service) === false) {
    return { kind: 'refused', reason: 'there is no such service' };
  }
  const read = authorizeRequestSchema.safeParse({
    account: hook.Account,
    address: hook.IP === '' ? null : hook.IP,
    service: hook.Service,
    scopes: [{ type: hook.Type, name: hook.Name, actions: hook.Actions }],
    ...separateRestrictions(hook.Labels),
  });
  if (read.success) {
    return { kind: 'asked', request: read.data };
  }
  const places = read.error.issues.map(({ path }) => path.join('.'));
  return { kind: 'refused', reason: `malformed: ${places.join(', ')}` };
}
