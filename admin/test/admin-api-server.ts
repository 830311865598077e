import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export const ADMIN = { username: 'admin', password: 'the password of the administrator' };

const TOKEN = 'a-token-of-the-administrator';

export const NEW_KEY = 'whf_not-a-real-key';
export const WORKLOAD_TOKEN = 'the.token.of-a-pipeline';
const KEY = {
  id: 'AAAAAAAAAA',
  name: 'a',
  scopes: ['repository:a/**:pull', 'repository:b:pull'],
  expiresAt: null,
  lastUsedAt: '2026-11-22T00:00:00.000Z',
};
const PAGE = 2;
const BROKEN_ETAG = '"broken"';
const FACTS = { labels: { groups: ['a', 'b'] }, disabled: false, hasPassword: true, accessKeys: 0 };

export type AdminApiServer = {
  url: string;
  users: Map<string, { body: unknown; etag: number }>;
  /** Accounts whose documents can't be read. */
  broken: Set<string>;
  /** `METHOD path`, in the order of arrival; those that were interrupted among them. */
  requests: string[];
  /** Statuses that the next requests to `/v1/users` get, whatever they ask. */
  interruptions: number[];
  /** How often a write still finds another version than it names. */
  conflicts: { left: number };
  close: () => Promise<void>;
};

/** A token endpoint and the user routes of authn-hook's admin API, at one address. */
export async function startAdminApi(options: { isAdministrator?: boolean } = {}): Promise<AdminApiServer> {
  const users: AdminApiServer['users'] = new Map();
  const broken = new Set<string>();
  const requests: string[] = [];
  const interruptions: number[] = [];
  const conflicts = { left: 0 };

  const unreadable = (request: IncomingMessage, response: ServerResponse, account: string): void => {
    if (request.method === 'DELETE' && request.headers['if-match'] === BROKEN_ETAG) {
      broken.delete(account);
      response.writeHead(204).end();
    } else {
      const errors = [{ pointer: '/labels', detail: 'is wrong' }];
      answer(response, 409, { detail: 'The document cannot be read.', errors }, { etag: BROKEN_ETAG });
    }
  };
  /** Whether the version that a write names is the one that there is. */
  const isCurrent = (match: string | undefined, etag: number | undefined): boolean => {
    if (match === undefined) return etag === undefined;
    conflicts.left -= 1;
    return match === `"${etag}"` && conflicts.left < 0;
  };
  const user = (request: IncomingMessage, response: ServerResponse, account: string, body: unknown): void => {
    const found = users.get(account);
    if (broken.has(account)) {
      unreadable(request, response, account);
    } else if (request.method === 'GET') {
      if (found === undefined) answer(response, 404, { title: 'Not found' });
      else answer(response, 200, publicUser(account), { etag: `"${found.etag}"` });
    } else if (!isCurrent(request.headers['if-match'], found?.etag)) {
      answer(response, 412, { title: 'Precondition failed' });
    } else if (found !== undefined && isOwnLoss(account, body)) {
      answer(response, 409, { detail: 'Nobody can do that to the account that asks.' });
    } else if (request.method === 'DELETE') {
      users.delete(account);
      response.writeHead(204).end();
    } else {
      users.set(account, { body, etag: (found?.etag ?? 0) + 1 });
      answer(response, found === undefined ? 201 : 200, Object.assign(publicUser(account), body));
    }
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (url.pathname === '/auth/token') {
      answerToken(request, response);
      return;
    }
    const interruption = interruptions.shift();
    if (interruption === 0) {
      response.destroy();
    } else if (interruption !== undefined) {
      answer(response, interruption, { detail: 'not now' }, { 'retry-after': '0' });
    } else if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      answer(response, 401, { detail: 'The signature is wrong.' });
    } else if (options.isAdministrator === false) {
      answer(response, 403, { detail: 'The token does not hold the scope identity:default:write.' });
    } else {
      if (url.pathname.startsWith('/v1/trusts/')) {
        answerCheck(url, JSON.parse(text), response);
        return;
      }
      if (route(request.method, url, { users, broken }, response)) return;
      const account = decodeURIComponent(url.pathname.replace('/v1/users/', ''));
      user(request, response, account, text === '' ? undefined : JSON.parse(text));
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    users,
    broken,
    requests,
    interruptions,
    conflicts,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function publicUser(account: string): object {
  return Object.assign({ account }, FACTS);
}

/** Nobody loses the own account; another password is no loss. */
function isOwnLoss(account: string, body: unknown): boolean {
  const isNewPassword = typeof body === 'object' && body !== null && Object.keys(body).join(',') === 'password';
  return account === ADMIN.username && !isNewPassword;
}

/** Answers whom a trust lets in: the bearer of one token. */
function answerCheck(url: URL, body: unknown, response: ServerResponse): void {
  if (url.pathname !== '/v1/trusts/github/check') answer(response, 404, { detail: 'There is no such trust.' });
  else if (JSON.stringify(body) !== JSON.stringify({ token: WORKLOAD_TOKEN })) {
    answer(response, 200, { kind: 'refused', why: 'github: the claim ref is not one of those allowed' });
  } else answer(response, 200, { kind: 'admitted', account: 'github.42', labels: { groups: ['builders'] } });
}

/** A page of users, or access keys: whether the request was for one of them. */
function route(
  method: string | undefined,
  url: URL,
  { users, broken }: Pick<AdminApiServer, 'users' | 'broken'>,
  response: ServerResponse,
): boolean {
  const [, account] = /^\/v1\/users\/([^/]+)\/access-keys(?:\/|$)/.exec(url.pathname) ?? [];
  if (account !== undefined) {
    if (!users.has(account)) answer(response, 404, { detail: 'There is no such user.' });
    else if (method === 'DELETE') response.writeHead(204).end();
    else if (method === 'GET') answer(response, 200, { accessKeys: [KEY] });
    else answer(response, 201, { id: KEY.id, key: NEW_KEY, expiresAt: null });
    return true;
  }
  if (url.pathname !== '/v1/users') return false;
  const all = [...users.keys()].map(publicUser);
  const first = Number(url.searchParams.get('cursor') ?? 0);
  const next = first + PAGE < all.length ? String(first + PAGE) : null;
  const unreadable = next === null ? [...broken].map((account) => ({ account, etag: 'x' })) : [];
  answer(response, 200, { users: all.slice(first, first + PAGE), broken: unreadable, next });
  return true;
}

function answerToken(request: IncomingMessage, response: ServerResponse): void {
  const basic = Buffer.from(`${ADMIN.username}:${ADMIN.password}`).toString('base64');
  const isRight = request.headers.authorization === `Basic ${basic}`;
  if (isRight) answer(response, 200, { token: TOKEN, expires_in: 300 });
  else answer(response, 401, { errors: [{ code: 'UNAUTHORIZED' }] });
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
