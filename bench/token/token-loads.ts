import { basic, CLIENT_ID, type Credentials } from './create-account.ts';
import type { Load } from './measure-load.ts';

export type CredentialKind = 'access key' | 'password' | 'refresh token' | 'anonymous';

export const CREDENTIAL_KINDS: readonly CredentialKind[] = ['access key', 'password', 'refresh token', 'anonymous'];

const SERVICE = 'registry.local';

/** A token for one scope at the given address; varied, each request is for a repository of its own. */
export function tokenLoad(kind: CredentialKind, who: Credentials, origin: string, isVaried = false): Load {
  const repository = `${kind === 'anonymous' ? 'public' : who.account}/app${isVaried ? '{n}' : ''}`;
  const scope = `repository:${repository}:${kind === 'anonymous' ? 'pull' : 'pull,push'}`;
  const url = new URL('/auth/token', origin);
  const form = new URLSearchParams({ service: SERVICE, scope });
  if (kind === 'refresh token') {
    const refresh = { grant_type: 'refresh_token', refresh_token: who.refreshToken, client_id: CLIENT_ID };
    for (const [name, value] of Object.entries(refresh)) form.set(name, value);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { title: kind, url, method: 'POST', headers, body: form.toString(), isVaried };
  }
  url.search = form.toString();
  const password = kind === 'access key' ? who.accessKey : who.password;
  const headers: Record<string, string> = kind === 'anonymous' ? {} : { authorization: basic(who.account, password) };
  return { title: kind, url, headers, isVaried };
}
