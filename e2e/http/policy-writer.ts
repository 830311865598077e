import { SignJWT } from 'jose';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { readGenuine } from './forge-token.ts';
import { ADMIN_SERVICE, fetchToken } from './token-request.ts';

/** Makes tokens of any account for the policy, with the system's own key: fifty sign-ins would be about passwords. */
export async function createWriterTokens(
  stack: Stack,
  stateDirectory: string,
): Promise<(account: string) => Promise<string>> {
  const scopes = ['policy:default:read,write'];
  const token = await fetchToken(stack, { service: ADMIN_SERVICE, scopes, credentials: stack.admin });
  const jwksUrl = new URL('/.well-known/jwks.json', siteOf(stack).token);
  const { header, payload, privateKey } = await readGenuine(token, { jwksUrl, service: ADMIN_SERVICE, stateDirectory });
  return async (sub) =>
    await new SignJWT({ ...payload, sub, jti: `of-${sub}` }).setProtectedHeader(header).sign(privateKey);
}

/** One request to a policy API. */
export async function sendAsWriter(
  url: URL,
  request: { method: string; token: string; body?: unknown; headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const { method, token, body, headers } = request;
  return await fetch(url, {
    method,
    headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
}
