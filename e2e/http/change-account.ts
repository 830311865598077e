import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { ADMIN_SERVICE, fetchToken } from './token-request.ts';

/** Changes a user as the administrator does: what is there now is read, and replaced if nobody else did so meanwhile. */
export async function changeAccount(
  stack: Stack,
  username: string,
  change: { password: string } | { disabled: boolean },
): Promise<void> {
  const scopes = ['identity:default:read,write'];
  const token = await fetchToken(stack, { service: ADMIN_SERVICE, scopes, credentials: stack.admin });
  const url = new URL(`/v1/users/${username}`, siteOf(stack).authnHook);
  const authorization = `Bearer ${token}`;
  const found = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(30_000) });
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json', 'if-match': found.headers.get('etag') ?? '' },
    body: JSON.stringify(change),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) {
    throw new Error(`Changing the account ${username} answered ${answer.status}: ${await answer.text()}`);
  }
}
