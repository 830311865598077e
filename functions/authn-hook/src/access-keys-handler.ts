import { type AdminHandler, parseIfMatch } from '@wharfinger/admin-access';
import { type FunctionRequest, type Handler, json, problem, readJson, type Route } from '@wharfinger/function-kit';
import { parseAccount, type TokenVerifier } from '@wharfinger/token';

import { accessKeyInput } from './access-key-input.ts';
import { formatAccessKey } from './access-key-text.ts';
import { accessKeyIdSchema, MAX_ACCESS_KEYS } from './access-key.ts';
import { createAdministratorHandlers } from './administrator-handler.ts';
import { type Change, changeUser } from './change-user.ts';
import { addAccessKey, removeAccessKey } from './decide-access-key.ts';
import { decideOwnLoss, type OwnLoss } from './decide-own-loss.ts';
import type { KeyUsage, LastUses } from './key-usage.ts';
import type { Preparation } from './preparation.ts';
import { toPublicAccessKey } from './public-access-key.ts';
import { badRequest, invalidBody, NO_SUCH_USER, NOT_WRITABLE, ownAccount, toChangeResponse } from './to-response.ts';
import type { Users } from './users.ts';

export type AccessKeyRoutesDeps = {
  readonly users: Users;
  readonly usage: Pick<KeyUsage, 'read'>;
  readonly verifyToken: TokenVerifier;
  readonly preparation: Pick<Preparation, 'isWritable'>;
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Uint8Array;
};

const KEYS = '/v1/users/:account/access-keys';
const KEY_MAX_BYTES = 131_072;

/** The administration of a user's access keys. */
export function createAccessKeyRoutes(deps: AccessKeyRoutesDeps): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps.verifyToken);
  return [
    { method: 'GET', path: KEYS, handler: reading(createListKeys(deps)) },
    { method: 'POST', path: KEYS, handler: writing(createAddKey(deps)), maxBodyBytes: KEY_MAX_BYTES },
    { method: 'DELETE', path: `${KEYS}/:id`, handler: writing(createRevokeKey(deps)) },
  ];
}

function createListKeys({ users, usage }: AccessKeyRoutesDeps): Handler {
  return async (request) => {
    const account = parseAccount(request.params['account'] ?? '');
    if (account.kind === 'invalid') return badRequest(account.reason);
    const found = await users.read(account.value);
    if (found.kind !== 'found') return NO_SUCH_USER;
    const lastUses = await usage.read(account.value).catch((error: unknown): LastUses => {
      // Whoever has to revoke a key needs its id, and nothing else.
      request.log.warn({ err: error }, 'the last uses of access keys cannot be read');
      return {};
    });
    const accessKeys = found.value.accessKeys.map((key) => toPublicAccessKey(key, lastUses));
    // One page holds as many as a user may have.
    return json(200, { accessKeys, next: null }, { etag: `"${found.etag}"`, 'cache-control': 'no-store' });
  };
}

/** Makes a key and shows it, once. */
function createAddKey(deps: AccessKeyRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const target = parseTarget(request);
    if (target.kind === 'invalid') return badRequest(target.reason);
    const body = readJson(request, accessKeyInput);
    if (body.kind === 'problem') return body.response;
    const now = deps.now();
    const { name, scopes, expiresAt } = body.value;
    if (expiresAt !== null && Date.parse(expiresAt) <= now.getTime())
      return invalidBody('/expiresAt', 'is over already');
    if (!deps.preparation.isWritable()) return NOT_WRITABLE;
    const { text, id, secretHash } = formatAccessKey(deps.randomBytes);
    const key = { id, name, secretHash, scopes, createdAt: now.toISOString(), expiresAt };
    const outcome = await changeUser(deps.users, target.account, target.etag, (user) => addAccessKey(user, key));
    const kind = outcome.kind === 'done' ? outcome.result.kind : outcome.kind;
    request.log.info({ account: target.account, by: claims.sub, key: id, outcome: kind }, 'access key made');
    if (outcome.kind !== 'done') return toChangeResponse(outcome);
    if (outcome.result.kind === 'name-taken') return conflict('The user has a key of that name.');
    if (outcome.result.kind === 'too-many') return conflict(`A user has at most ${MAX_ACCESS_KEYS} access keys.`);
    const headers = { etag: `"${outcome.etag}"`, 'cache-control': 'no-store' };
    return json(201, { ...toPublicAccessKey(key, {}), key: text }, headers);
  };
}

/** Revokes a key. One that is gone already is gone. */
function createRevokeKey(deps: AccessKeyRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const target = parseTarget(request);
    if (target.kind === 'invalid') return badRequest(target.reason);
    const id = accessKeyIdSchema.safeParse(request.params['id']);
    if (!id.success) return badRequest('That is not the id of an access key.');
    if (!deps.preparation.isWritable()) return NOT_WRITABLE;
    const now = deps.now();
    const isOwn = target.account === claims.sub;
    const outcome = await changeUser(deps.users, target.account, target.etag, (user): Change<OwnLoss | undefined> => {
      const change = removeAccessKey(user, id.data, now);
      if (change.kind === 'leave') return { kind: 'leave', result: undefined };
      const loss = isOwn ? decideOwnLoss(user, change.user, now) : undefined;
      return loss === undefined ? { ...change, result: undefined } : { kind: 'leave', result: loss };
    });
    const loss = outcome.kind === 'done' ? outcome.result : undefined;
    request.log.info(
      { account: target.account, by: claims.sub, key: id.data, outcome: loss ?? outcome.kind },
      'access key revoked',
    );
    if (outcome.kind !== 'done') return toChangeResponse(outcome);
    return loss === undefined ? { status: 204, headers: { etag: `"${outcome.etag}"` } } : ownAccount(loss);
  };
}

type Target = { kind: 'ok'; account: string; etag: string | undefined } | { kind: 'invalid'; reason: string };

/** `If-Match` may be left out: two keys that are made, or revoked, at the same time don't lose each other. */
function parseTarget(request: FunctionRequest): Target {
  const account = parseAccount(request.params['account'] ?? '');
  if (account.kind === 'invalid') return account;
  const header = request.headers['if-match'];
  if (header === undefined) return { kind: 'ok', account: account.value, etag: undefined };
  const ifMatch = parseIfMatch(header);
  return ifMatch.kind === 'ok' ? { kind: 'ok', account: account.value, etag: ifMatch.value } : ifMatch;
}

function conflict(detail: string) {
  return problem(409, { title: 'Conflict', detail });
}
