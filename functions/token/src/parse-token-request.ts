import { type Parsed, quoteText } from '@wharfinger/oci';
import { parseScopes, type Scope } from '@wharfinger/token';

import { type BasicCredentials, parseBasicCredentials } from './parse-basic-credentials.ts';
import { formCredentials, queryCredentials, type RequestCredentials, type Turndown } from './request-credentials.ts';

/** What of an HTTP request the token endpoint looks at. */
export type TokenCall = {
  method: string;
  query: URLSearchParams;
  authorization: string | undefined;
  contentType: string | undefined;
  body: Uint8Array;
};

export type TokenRequest = {
  /** `null` is anonymous. */
  credentials: BasicCredentials | null;
  service: string;
  scopes: readonly Scope[];
};

export type ParsedTokenRequest = { kind: 'ok'; value: TokenRequest } | Turndown;

export type TokenRequestLimits = { services: readonly string[]; maxScopes: number };

/** Longest `scope` text of one request, all its parameters together. */
export const SCOPES_MAX_LENGTH_BYTES = 16_384;

const FORM = 'application/x-www-form-urlencoded';
const SINGLE_PARAMETERS = ['service', 'account', 'grant_type', 'username', 'password'];

/**
 * Parses a request for a token: `GET` with Basic or without credentials, or the OAuth2 form.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
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
  const credentialsOf = call.method === 'POST' ? formCredentials : queryCredentials;
  return withResource(parameters.value, credentialsOf(parameters.value, signedIn), limits);
}

function withResource(
  parameters: URLSearchParams,
  credentials: RequestCredentials,
  limits: TokenRequestLimits,
): ParsedTokenRequest {
  if (credentials.kind !== 'ok') return credentials;
  const service = parseService(parameters.get('service') ?? '', limits.services);
  if (service.kind === 'invalid') return service;
  const scopeLimits = { maxScopes: limits.maxScopes, maxLengthBytes: SCOPES_MAX_LENGTH_BYTES };
  const scopes = parseScopes(parameters.getAll('scope'), scopeLimits);
  if (scopes.kind === 'invalid') return scopes;
  return { kind: 'ok', value: { credentials: credentials.value, service: service.value, scopes: scopes.value } };
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
