import { quoteText } from '@wharfinger/oci';
import { parseAccount } from '@wharfinger/token';

import type { BasicCredentials } from './parse-basic-credentials.ts';

/** Why a request is turned down before anybody is asked; a reason is one sentence, safe to show. */
export type Turndown =
  | { kind: 'invalid'; reason: string }
  | { kind: 'unsupported-grant'; reason: string }
  | { kind: 'unauthenticated'; reason: string };

/** `null` is anonymous. */
export type RequestCredentials = { kind: 'ok'; value: BasicCredentials | null } | Turndown;

/** What a refusal says, whether the account doesn't exist, is disabled, or has another password. */
export const WRONG_CREDENTIALS = 'The account or the password is wrong.';

/**
 * Credentials of a `GET`. An `account` without a password claims what nothing proves: it is asked for the password
 * instead of becoming anonymous.
 */
export function queryCredentials(query: URLSearchParams, basic: BasicCredentials | null): RequestCredentials {
  const account = query.get('account') ?? '';
  if (basic === null) {
    return account === '' ? { kind: 'ok', value: null } : unauthenticated('An account needs its password.');
  }
  if (account !== '' && account !== basic.account) return invalid('account and the user of the credentials differ.');
  return possible(basic);
}

/**
 * Credentials of an OAuth2 form.
 *
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export function formCredentials(form: URLSearchParams, basic: BasicCredentials | null): RequestCredentials {
  if (basic !== null) return invalid('A form carries its credentials itself: leave the Authorization header out.');
  const grantType = form.get('grant_type') ?? '';
  if (grantType === '') return invalid('grant_type is missing; this server takes "password".');
  if (grantType !== 'password') return { kind: 'unsupported-grant', reason: unsupportedGrant(grantType) };
  const account = form.get('username') ?? '';
  if (account === '') return invalid('username is missing.');
  if (![null, '', account].includes(form.get('account'))) return invalid('account and username differ.');
  return possible({ account, password: form.get('password') ?? '' });
}

/** An empty password and a user that can't be an account are refused here, whatever else would be willing to take them. */
function possible(credentials: BasicCredentials): RequestCredentials {
  const isPossible = credentials.password !== '' && parseAccount(credentials.account).kind === 'ok';
  return isPossible ? { kind: 'ok', value: credentials } : unauthenticated(WRONG_CREDENTIALS);
}

function unsupportedGrant(grantType: string): string {
  return grantType === 'refresh_token'
    ? 'The grant_type "refresh_token" is unsupported: this server issues no refresh tokens; sign in with account and password.'
    : `The grant_type ${quoteText(grantType)} is unsupported; this server takes "password".`;
}

function invalid(reason: string): Turndown {
  return { kind: 'invalid', reason };
}

function unauthenticated(reason: string): Turndown {
  return { kind: 'unauthenticated', reason };
}
