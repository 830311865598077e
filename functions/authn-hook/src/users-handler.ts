import type { AdminHandler } from '@wharfinger/admin-access';
import { type FunctionResponse, type Handler, json, problem, readJson, unavailable } from '@wharfinger/function-kit';
import { parseAccount } from '@wharfinger/token';
import * as z from 'zod';

import { parseEtag, parseWriteCondition, type UserInput } from './decide-user-write.ts';
import { parsePassword } from './parse-password.ts';
import { labelsSchema, type UserDocument } from './user-document.ts';
import type { Users } from './users.ts';
import { writeUser, type WriteUserDeps, type WriteUserOutcome } from './write-user.ts';

const RETRY_AFTER_SECONDS = 2;

const password = z.string().check((context) => {
  const parsed = parsePassword(context.value);
  // No input: an issue would carry the password with it.
  if (parsed.kind === 'invalid') context.issues.push({ code: 'custom', message: parsed.reason, input: undefined });
});

const userInput: z.ZodType<UserInput> = z.strictObject({
  password: password.optional(),
  labels: labelsSchema.optional(),
  disabled: z.boolean().optional(),
});

/** `GET` of one user; never its hash. */
export function createReadUser({ users }: { users: Pick<Users, 'read'> }): Handler {
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
export function createWriteUser(deps: WriteUserDeps & { readonly isWritable: () => boolean }): AdminHandler {
  return async (request, claims) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readJson(request, userInput);
    if (body.kind === 'problem') return body.response;
    if (!deps.isWritable()) {
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
    errors: [{ pointer: '/password', detail: 'A new user needs a password.' }],
  }),
  busy: unavailable('Too many passwords are being hashed.', RETRY_AFTER_SECONDS),
};

function userAnswer(status: number, user: UserDocument, etag: string): FunctionResponse {
  const { account, labels, disabled, createdAt, updatedAt } = user;
  const headers = { etag: `"${etag}"`, 'cache-control': 'no-store' };
  return json(status, { account, labels, disabled, createdAt, updatedAt }, headers);
}

function badRequest(detail: string): FunctionResponse {
  return problem(400, { title: 'Bad request', detail });
}

function preconditionFailed(detail: string): FunctionResponse {
  return problem(412, { title: 'Precondition failed', detail });
}
