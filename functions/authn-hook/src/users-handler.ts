import { type AdminHandler, requireAccess } from '@wharfinger/admin-access';
import {
  type FunctionResponse,
  type Handler,
  json,
  problem,
  readJson,
  type Route,
  unavailable,
} from '@wharfinger/function-kit';
import { parseAccount, type TokenVerifier } from '@wharfinger/token';

import { parseEtag, parseWriteCondition } from './decide-user-write.ts';
import type { Preparation } from './preparation.ts';
import { toPublicUser } from './public-user.ts';
import type { UserDocument } from './user-document.ts';
import { userInput } from './user-input.ts';
import type { Users } from './users.ts';
import { writeUser, type WriteUserDeps, type WriteUserOutcome } from './write-user.ts';

export type UserRoutesDeps = Omit<WriteUserDeps, 'users'> & {
  readonly users: Users;
  readonly verifyToken: TokenVerifier;
  readonly preparation: Pick<Preparation, 'isWritable'>;
};

const RETRY_AFTER_SECONDS = 2;
const USER_MAX_BYTES = 65_536;
const IDENTITY = { type: 'identity', name: 'default' } as const;

/** The administration of users. */
export function createUserRoutes(deps: UserRoutesDeps): Route[] {
  const read = { ...IDENTITY, action: 'read' };
  const write = { ...IDENTITY, action: 'write' };
  return [
    { method: 'GET', path: '/v1/users/:account', handler: requireAccess(deps.verifyToken, read, createReadUser(deps)) },
    {
      method: 'PUT',
      path: '/v1/users/:account',
      handler: requireAccess(deps.verifyToken, write, createWriteUser(deps)),
      maxBodyBytes: USER_MAX_BYTES,
    },
  ];
}

/** `GET` of one user; never its hash. */
function createReadUser({ users }: { users: Pick<Users, 'read'> }): Handler {
  return async (request) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const known = parseEtag(request.headers['if-none-match']);
    const found = await users.read(account.value, known === undefined ? {} : { ifNoneMatch: known });
    if (found.kind === 'unchanged') return { status: 304, headers: { etag: `"${known}"` } };
    if (found.kind === 'missing') return problem(404, { title: 'Not found', detail: 'There is no such user.' });
    return userAnswer(200, found.value, found.etag);
  };
}

/** `PUT` of one user: creates it, or with `If-Match` replaces the version named there. */
function createWriteUser(deps: UserRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readJson(request, userInput);
    if (body.kind === 'problem') return body.response;
    if (!deps.preparation.isWritable()) {
      return unavailable('The control store is not known to honour conditional writes.', RETRY_AFTER_SECONDS);
    }
    const outcome = await writeUser(account.value, body.value, condition.value, deps);
    request.log.info({ account: account.value, by: claims.sub, outcome: outcome.kind }, 'user written');
    return toResponse(outcome);
  };
}

function toResponse(outcome: WriteUserOutcome): FunctionResponse {
  if ('user' in outcome) return userAnswer(outcome.kind === 'created' ? 201 : 200, outcome.user, outcome.etag);
  return REFUSALS[outcome.kind];
}

const REFUSALS: Readonly<Record<Exclude<WriteUserOutcome['kind'], 'created' | 'replaced'>, FunctionResponse>> = {
  exists: preconditionFailed('The user exists. To replace it, send the ETag of the version that you read as If-Match.'),
  changed: preconditionFailed('The user is not the version that If-Match names: read it again.'),
  'password-missing': problem(400, {
    title: 'Invalid body',
    detail: 'The body is not what this route takes.',
    errors: [{ pointer: '/password', detail: 'A new user needs a password, a passwordHash, or null for keys alone.' }],
  }),
  'hash-unusable': problem(400, {
    title: 'Invalid body',
    detail: 'The body is not what this route takes.',
    errors: [{ pointer: '/passwordHash', detail: 'No password can be checked against it.' }],
  }),
  busy: unavailable('Too many passwords are being hashed.', RETRY_AFTER_SECONDS),
};

function userAnswer(status: number, user: UserDocument, etag: string): FunctionResponse {
  return json(status, toPublicUser(user), { etag: `"${etag}"`, 'cache-control': 'no-store' });
}

function badRequest(detail: string): FunctionResponse {
  return problem(400, { title: 'Bad request', detail });
}

function preconditionFailed(detail: string): FunctionResponse {
  return problem(412, { title: 'Precondition failed', detail });
}
