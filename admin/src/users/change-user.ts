import type { AdminAnswer, AdminClient, AdminRequest } from '../system/http-admin-client.ts';

/** Somebody else may be faster; a command doesn't mean a version, so it tries again. */
const ATTEMPTS = 5;

/** Sends a request about the version of a user that there is; its body may be made of that version. */
export async function changeUser(
  send: AdminClient,
  account: string,
  { method, bodyOf }: { method: AdminRequest['method']; bodyOf?: (current: unknown) => unknown },
): Promise<AdminAnswer> {
  const path = pathOfUser(account);
  for (let attempt = 1; ; attempt += 1) {
    const found = await send({ method: 'GET', path });
    // One that can't be read has an ETag, too, to be deleted by.
    if (found.etag === null || (found.status !== 200 && method !== 'DELETE')) return found;
    const body = bodyOf?.(found.body);
    const headers = { 'if-match': found.etag };
    const answer = await send(body === undefined ? { method, path, headers } : { method, path, headers, body });
    if (answer.status !== 412 || attempt === ATTEMPTS) return answer;
  }
}

export function pathOfUser(account: string): string {
  return `/v1/users/${encodeURIComponent(account)}`;
}
