import {
  type AdminHandler,
  formatCursor,
  parseEtag,
  parseIfMatch,
  parsePage,
  parseWriteCondition,
} from '@wharfinger/admin-access';
import { type Handler, json, readJson, type Route } from '@wharfinger/function-kit';
import { parseAccount, type TokenVerifier } from '@wharfinger/token';

import { createAdministratorHandlers } from './administrator-handler.ts';
import { deleteUser } from './delete-user.ts';
import { parseUsersQuery } from './parse-users-query.ts';
import type { Preparation } from './preparation.ts';
import { toPublicUser } from './public-user.ts';
import {
  badRequest,
  NO_SUCH_USER,
  NOT_WRITABLE,
  ownAccount,
  PRECONDITION_MISSING,
  toDeleteResponse,
  toWriteResponse,
  userAnswer,
} from './to-response.ts';
import { userInput } from './user-input.ts';
import type { Users } from './users.ts';
import { writeUser, type WriteUserDeps } from './write-user.ts';

export type UserRoutesDeps = Omit<WriteUserDeps, 'users'> & {
  readonly users: Users;
  readonly verifyToken: TokenVerifier;
  readonly preparation: Pick<Preparation, 'isWritable'>;
};

const USER_MAX_BYTES = 65_536;

/** The administration of users. */
export function createUserRoutes(deps: UserRoutesDeps): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps.verifyToken);
  return [
    { method: 'GET', path: '/v1/users', handler: reading(createListUsers(deps)) },
    { method: 'GET', path: '/v1/users/:account', handler: reading(createReadUser(deps)) },
    {
      method: 'PUT',
      path: '/v1/users/:account',
      handler: writing(createWriteUser(deps)),
      maxBodyBytes: USER_MAX_BYTES,
    },
    { method: 'DELETE', path: '/v1/users/:account', handler: writing(createDeleteUser(deps)) },
  ];
}

function createListUsers({ users }: { users: Pick<Users, 'list'> }): Handler {
  return async (request) => {
    const query = parseUsersQuery(request.query, parsePage(request.query, ['label']));
    if (query.kind === 'invalid') return badRequest(query.reason);
    const { page, isWanted } = query.value;
    const listed = await users.list(page);
    const { broken } = listed;
    if (broken.length > 0) request.log.error({ broken }, 'the documents of users cannot be read');
    const found = listed.users.filter(isWanted).map(toPublicUser);
    return json(200, { users: found, broken, next: formatCursor(listed.nextAfter) }, { 'cache-control': 'no-store' });
  };
}

/** Never shows a hash. */
function createReadUser({ users }: { users: Pick<Users, 'read'> }): Handler {
  return async (request) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const known = parseEtag(request.headers['if-none-match']);
    const found = await users.read(account.value, known === undefined ? {} : { ifNoneMatch: known });
    if (found.kind === 'unchanged') return { status: 304, headers: { etag: `"${known}"` } };
    return found.kind === 'missing' ? NO_SUCH_USER : userAnswer(200, found.value, found.etag);
  };
}

/** Creates a user, or with `If-Match` replaces the version named there. */
function createWriteUser(deps: UserRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readJson(request, userInput);
    if (body.kind === 'problem') return body.response;
    if (!deps.preparation.isWritable()) return NOT_WRITABLE;
    const outcome = await writeUser(account.value, body.value, condition.value, deps, claims.sub);
    request.log.info({ account: account.value, by: claims.sub, outcome: outcome.kind }, 'user written');
    return toWriteResponse(outcome);
  };
}

/** Deletes the version that `If-Match` names. */
function createDeleteUser(deps: UserRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const header = request.headers['if-match'];
    if (header === undefined) return PRECONDITION_MISSING;
    const ifMatch = parseIfMatch(header);
    if (ifMatch.kind === 'invalid') return badRequest(ifMatch.reason);
    if (account.value === claims.sub) return ownAccount('deleted');
    if (!deps.preparation.isWritable()) return NOT_WRITABLE;
    const outcome = await deleteUser(account.value, ifMatch.value, deps);
    request.log.info({ account: account.value, by: claims.sub, outcome: outcome.kind }, 'user deleted');
    return toDeleteResponse(outcome);
  };
}
