import * as z from 'zod';

import { adminToken, type AuthnServer, CALLER_SECRET } from './authn-server.ts';

type Headers = Record<string, string>;

/** Requests of a function in front, and of an administrator. */
export type AuthnClient = {
  send(method: string, path: string, body?: unknown, headers?: Headers): Promise<Response>;
  authenticate(body: unknown, secret?: string): Promise<Response>;
  /** As an administrator who may read, or write. */
  read(path: string, headers?: Headers): Promise<Response>;
  write(method: string, path: string, body?: unknown, headers?: Headers): Promise<Response>;
  putUser(account: string, body: unknown, headers?: Headers): Promise<Response>;
  getUser(account: string, headers?: Headers): Promise<Response>;
};

export function createAuthnClient(server: Pick<AuthnServer, 'origin'>): AuthnClient {
  const send: AuthnClient['send'] = (method, path, body, headers = {}) =>
    fetch(`${server.origin}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const read: AuthnClient['read'] = async (path, headers = {}) =>
    send('GET', path, undefined, { authorization: await adminToken('read'), ...headers });
  const write: AuthnClient['write'] = async (method, path, body, headers = {}) =>
    send(method, path, body, { authorization: await adminToken('write'), ...headers });
  return {
    send,
    read,
    write,
    authenticate: (body, secret = CALLER_SECRET) =>
      send('POST', '/v1/authenticate', body, { authorization: `Bearer ${secret}` }),
    putUser: (account, body, headers) => write('PUT', `/v1/users/${account}`, body, headers),
    getUser: (account, headers) => read(`/v1/users/${account}`, headers),
  };
}

export const etagOf = (response: Response): string => response.headers.get('etag') ?? '';

export const answerOf = async (response: Response): Promise<{ status: number; body: Record<string, unknown> }> => ({
  status: response.status,
  body: z.record(z.string(), z.unknown()).parse(await response.json()),
});
