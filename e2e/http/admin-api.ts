import { randomBytes } from 'node:crypto';
import type { Credentials } from '../clients/registry-tool.ts';
import { PASSWORD_MARK } from '../system/secret-traces.ts';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { ADMIN_SERVICE, fetchToken } from './token-request.ts';

/** One request to a function's admin API with a fresh token of the first administrator's, or of somebody else's. */
export async function sendAsAdmin(
  stack: Stack,
  request: {
    method: string;
    url: URL;
    scope: string;
    body?: unknown;
    headers?: Readonly<Record<string, string>>;
    credentials?: Credentials;
  },
): Promise<Response> {
  const token = await fetchToken(stack, {
    service: ADMIN_SERVICE,
    scopes: [request.scope],
    credentials: request.credentials ?? stack.admin,
  });
  return await fetch(request.url, {
    method: request.method,
    headers: { ...request.headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal: AbortSignal.timeout(30_000),
  });
}

/** A new account with a name of its own, so that its repositories are nobody else's. */
export async function createAccount(
  stack: Stack,
  prefix = 'alice',
  labels: Readonly<Record<string, readonly string[]>> = {},
): Promise<Credentials> {
  const username = `${prefix}-${randomBytes(4).toString('hex')}`;
  const password = `${PASSWORD_MARK}${randomBytes(18).toString('base64url')}`;
  const answer = await sendAsAdmin(stack, {
    method: 'PUT',
    url: new URL(`/v1/users/${username}`, siteOf(stack).authnHook),
    scope: 'identity:default:write',
    body: { password, labels },
  });
  if (!answer.ok) {
    throw new Error(`Creating the account ${username} answered ${answer.status}: ${await answer.text()}`);
  }
  return { username, password };
}
