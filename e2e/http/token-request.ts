import { z } from 'zod';
import type { Credentials } from '../clients/registry-tool.ts';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';

/** docker_auth says of a token neither when it was made nor how long it is good. */
const hasLifetime = (process.env['WHARFINGER_DOCKER_AUTH'] ?? '') === '';
const tokenSchema = z.object({ token: z.string() });
const completeSchema = tokenSchema.extend({ expires_in: z.number(), issued_at: z.string() });
const answerSchema: z.ZodType<{ token: string }> = hasLifetime ? completeSchema : tokenSchema;
const loginSchema = completeSchema.extend({ refresh_token: z.string() });

export const REGISTRY_SERVICE = 'registry.local';
export const ADMIN_SERVICE = 'wharfinger';

function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Asks the token endpoint at the edge, as a client does after a challenge. */
export async function requestToken(
  stack: Stack,
  request: {
    service: string;
    scopes: readonly string[];
    credentials?: Credentials | undefined;
    userAgent?: string | undefined;
  },
): Promise<Response> {
  const url = new URL('/auth/token', siteOf(stack).registry);
  url.searchParams.set('service', request.service);
  for (const scope of request.scopes) {
    url.searchParams.append('scope', scope);
  }
  const headers: Record<string, string> =
    request.credentials === undefined ? {} : { authorization: basicAuthorization(request.credentials) };
  if (request.userAgent !== undefined) headers['user-agent'] = request.userAgent;
  return await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
}

/** A token for the scopes, or as much of them as the policy grants. */
export async function fetchToken(
  stack: Stack,
  request: { service: string; scopes: readonly string[]; credentials?: Credentials | undefined },
): Promise<string> {
  const answer = await requestToken(stack, request);
  const text = await answer.text();
  if (answer.status !== 200) {
    throw new Error(`The token endpoint answered ${answer.status}: ${text}`);
  }
  return answerSchema.parse(JSON.parse(text)).token;
}

/** Logs in as `docker login` does, and gives the refresh token that Docker stores in place of the password. */
export async function fetchRefreshToken(
  stack: Stack,
  request: { credentials: Credentials; service?: string; clientId?: string },
): Promise<string> {
  const url = new URL('/auth/token', siteOf(stack).registry);
  url.search = new URLSearchParams({
    service: request.service ?? REGISTRY_SERVICE,
    account: request.credentials.username,
    client_id: request.clientId ?? 'docker',
    offline_token: 'true',
  }).toString();
  const headers = { authorization: basicAuthorization(request.credentials) };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  return loginSchema.parse(await answer.json()).refresh_token;
}

/** Asks for a token with a refresh token, as clients do whose stored login is one. */
export async function refreshToken(
  stack: Stack,
  request: { refreshToken: string; scopes: readonly string[]; service?: string; clientId?: string },
): Promise<Response> {
  return await fetch(new URL('/auth/token', siteOf(stack).registry), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: request.refreshToken,
      service: request.service ?? REGISTRY_SERVICE,
      client_id: request.clientId ?? 'docker',
      scope: request.scopes.join(' '),
    }),
    signal: AbortSignal.timeout(30_000),
  });
}
