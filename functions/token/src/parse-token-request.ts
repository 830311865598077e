import { type Parsed, quoteText } from '@wharfinger/oci';
import { parseScopes, type Scope } from '@wharfinger/token';

import type { Grant, Turndown } from './grant.ts';
import { parseBasicCredentials } from './parse-basic-credentials.ts';
import { formCredentials, queryCredentials, type RequestCredentials } from './request-credentials.ts';

/** What of an HTTP request the token endpoint looks at. */
export type TokenCall = {
  method: string;
  query: URLSearchParams;
  authorization: string | undefined;
  contentType: string | undefined;
  body: Uint8Array;
};

export type TokenRequest = {
  grant: Grant;
  service: string;
  scopes: readonly Scope[];
  /** How the client calls itself; empty when it doesn't. */
  clientId: string;
  /** Whether it asks for a refresh token. */
  isOffline: boolean;
  /** An OAuth2 form, whose answer names what was granted. */
  isForm: boolean;
};

export type ParsedTokenRequest = { kind: 'ok'; value: TokenRequest } | Turndown;

export type TokenRequestLimits = {
  services: readonly string[];
  maxScopes: number;
  /** Of all `scope` parameters together. */
  maxScopesBytes: number;
};

const FORM = 'application/x-www-form-urlencoded';
const SINGLE_PARAMETERS = [
  'service',
  'account',
  'client_id',
  'offline_token',
  'access_type',
  'grant_type',
  'username',
  'password',
  'refresh_token',
];
// RFC 6749, appendix A.1, has visible characters and the space; the length is ours.
const CLIENT_ID = /^[ -~]{0,128}$/;

/**
 * Parses a request for a token: `GET` with Basic or without credentials, or the OAuth2 form.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export function parseTokenRequest(call: TokenCall, limits: TokenRequestLimits): ParsedTokenRequest {
  const basic = parseBasicCredentials(call.authorization);
  if (basic.kind === 'malformed') return { kind: 'unauthenticated', reason: basic.reason };
  const signedIn = basic.kind === 'basic' ? basic.value : null;
  const parameters: Parsed<URLSearchParams> =
    call.method === 'POST' ? parseForm(call) : { kind: 'ok', value: call.query };
  if (parameters.kind === 'invalid') return parameters;
  const repeated = SINGLE_PARAMETERS.find((name) => parameters.value.getAll(name).length > 1);
  if (repeated !== undefined) return { kind: 'invalid', reason: `${repeated} is given more than once.` };
  const isForm = call.method === 'POST';
  const credentials = (isForm ? formCredentials : queryCredentials)(parameters.value, signedIn);
  return withResource(parameters.value, { credentials, isForm }, limits);
}

function withResource(
  parameters: URLSearchParams,
  { credentials, isForm }: { credentials: RequestCredentials; isForm: boolean },
  limits: TokenRequestLimits,
): ParsedTokenRequest {
  if (credentials.kind !== 'ok') return credentials;
  const service = parseService(parameters.get('service') ?? '', limits.services);
  if (service.kind === 'invalid') return service;
  const clientId = parameters.get('client_id') ?? '';
  if (!CLIENT_ID.test(clientId)) {
    return { kind: 'invalid', reason: 'client_id is at most 128 printable ASCII characters.' };
  }
  const scopeLimits = { maxScopes: limits.maxScopes, maxLengthBytes: limits.maxScopesBytes };
  const scopes = parseScopes(parameters.getAll('scope'), scopeLimits);
  if (scopes.kind === 'invalid') return scopes;
  const isOffline = isForm ? parameters.get('access_type') === 'offline' : parameters.get('offline_token') === 'true';
  return {
    kind: 'ok',
    value: { grant: credentials.value, service: service.value, scopes: scopes.value, clientId, isOffline, isForm },
  };
}

function parseForm(call: TokenCall): Parsed<URLSearchParams> {
  const mediaType = call.contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== FORM) return { kind: 'invalid', reason: `A token request by POST is a form: ${FORM}.` };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(call.body);
    return { kind: 'ok', value: new URLSearchParams(text) };
  } catch {
    return { kind: 'invalid', reason: 'The form is not UTF-8.' };
  }
}

function parseService(service: string, services: readonly string[]): Parsed<string> {
  if (services.includes(service)) return { kind: 'ok', value: service };
  const what = service === '' ? 'service is missing.' : `The service ${quoteText(service)} gets no tokens here.`;
  return { kind: 'invalid', reason: `${what} Ask for one of: ${services.join(', ')}.` };
}
