import { quoteText } from '@wharfinger/oci';
import { parseAccount } from '@wharfinger/token';

import type { Grant, Turndown } from './grant.ts';
import type { BasicCredentials } from './parse-basic-credentials.ts';

export type RequestCredentials = { kind: 'ok'; value: Grant } | Turndown;

/** What a refusal says, whether the account doesn't exist, is disabled, or has another password. */
export const WRONG_CREDENTIALS = 'The account or the password is wrong.';

const GRANTS = 'this server takes "password" and "refresh_token"';

/**
 * Credentials of a `GET`. An `account` without a password claims what nothing proves: it is asked for the password
 * instead of becoming anonymous.
 */
export function queryCredentials(query: URLSearchParams, basic: BasicCredentials | null): RequestCredentials {
  const account = query.get('account') ?? '';
  if (basic === null) {
    return account === ''
      ? { kind: 'ok', value: { kind: 'anonymous' } }
      : unauthenticated('An account needs its password.');
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
  if (grantType === '') return invalid(`grant_type is missing; ${GRANTS}.`);
  if (grantType === 'password') return passwordGrant(form);
  if (grantType === 'refresh_token') return refreshGrant(form);
  const reason = `The grant_type ${quoteText(grantType)} is unsupported; ${GRANTS}.`;
  return { kind: 'unsupported-grant', reason };
}

function passwordGrant(form: URLSearchParams): RequestCredentials {
  const account = form.get('username') ?? '';
  if (account === '') return invalid('username is missing.');
  if (![null, '', account].includes(form.get('account'))) return invalid('account and username differ.');
  return possible({ account, password: form.get('password') ?? '' });
}

function refreshGrant(form: URLSearchParams): RequestCredentials {
  const refreshToken = form.get('refresh_token') ?? '';
  if (refreshToken === '') return invalid('refresh_token is missing.');
  const account = form.get('account') ?? '';
  return { kind: 'ok', value: { kind: 'refresh', refreshToken, account: account === '' ? null : account } };
}

/** An empty password and a user that can't be an account are refused here, whatever else would be willing to take them. */
function possible({ account, password }: BasicCredentials): RequestCredentials {
  const isPossible = password !== '' && parseAccount(account).kind === 'ok';
  return isPossible
    ? { kind: 'ok', value: { kind: 'sign-in', account, password } }
    : unauthenticated(WRONG_CREDENTIALS);
}

function invalid(reason: string): Turndown {
  return { kind: 'invalid', reason };
}

function unauthenticated(reason: string): Turndown {
  return { kind: 'unauthenticated', reason };
}
