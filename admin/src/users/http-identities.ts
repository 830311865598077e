import { type AdminAnswer, type AdminClient, describeProblem } from '../system/http-admin-client.ts';
import type { Identities, UserToWrite, Written } from './identities.ts';
import { RequestError } from '../system/request-error.ts';

/** The users of authn-hook, through its admin API. */
export function createHttpIdentities(send: AdminClient): Identities {
  const write = async (account: string, user: UserToWrite, precondition: Record<string, string>): Promise<Written> => {
    const { passwordHash, labels } = user;
    const answer = await send({
      method: 'PUT',
      path: pathOf(account),
      headers: precondition,
      body: labels === undefined ? { passwordHash } : { passwordHash, labels },
    });
    if (answer.status === 200 || answer.status === 201) return { kind: 'written' };
    if (answer.status === 412) return { kind: 'conflict' };
    if (answer.status === 400 || answer.status === 409) {
      return { kind: 'refused', reason: describeProblem(answer.status, answer.body) };
    }
    throw unexpected(answer);
  };
  return {
    find: async (account) => {
      const answer = await send({ method: 'GET', path: pathOf(account) });
      if (answer.status === 404) return { kind: 'missing' };
      if (answer.status === 200 && answer.etag !== null) return { kind: 'found', etag: answer.etag };
      throw unexpected(answer);
    },
    create: async (account, user) => await write(account, user, { 'if-none-match': '*' }),
    replace: async (account, user, etag) => await write(account, user, { 'if-match': etag }),
  };
}

function pathOf(account: string): string {
  return `/v1/users/${encodeURIComponent(account)}`;
}

function unexpected({ status, body }: AdminAnswer): RequestError {
  return new RequestError('ERR_UNEXPECTED', `authn-hook answers ${status}: ${describeProblem(status, body)}`);
}
