import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Credentials } from '../clients/registry-tool.ts';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { sendAsAdmin } from './admin-api.ts';
import { fetchToken, REGISTRY_SERVICE } from './token-request.ts';

export type PolicyAnswer = { status: number; etag: string; body: Record<string, unknown> };

export type PolicyRequest = {
  body?: unknown;
  /** An ETag as an answer gave it, with its quotes. */
  ifMatch?: string;
  credentials?: Credentials;
};

const answerSchema = z.record(z.string(), z.unknown());

/** One request to authz's admin API, by the first administrator or by somebody else. */
export async function sendPolicy(
  stack: Stack,
  method: string,
  path: string,
  { body, ifMatch, credentials }: PolicyRequest = {},
): Promise<PolicyAnswer> {
  const answer = await sendAsAdmin(stack, {
    method,
    url: new URL(path, siteOf(stack).authz),
    // A simulation on the record reads that too.
    scope: 'policy:default:read,write audit:default:read',
    ...(body === undefined ? {} : { body }),
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    ...(credentials === undefined ? {} : { credentials }),
  });
  return {
    status: answer.status,
    etag: answer.headers.get('etag') ?? '',
    body: answerSchema.parse(await answer.json()),
  };
}

const claimsSchema = z.object({ access: z.array(z.object({ actions: z.array(z.string()) })) });

/** What of the actions a token for the registry grants. */
export async function grantedActions(stack: Stack, scope: string, credentials: Credentials): Promise<string[]> {
  const token = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes: [scope], credentials });
  return claimsSchema.parse(decodeJwt(token)).access.flatMap(({ actions }) => actions);
}
