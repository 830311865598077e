import { type FunctionResponse, json, noContent, problem, unavailable } from '@wharfinger/function-kit';

import type { ChangeOutcome } from './change-user.ts';
import type { OwnLoss } from './decide-own-loss.ts';
import type { DeleteUserOutcome } from './delete-user.ts';
import { toPublicTrust } from './public-trust.ts';
import { toPublicUser } from './public-user.ts';
import { RETRY_AFTER_SECONDS } from './retry-after.ts';
import type { TrustDocument } from './trust-document.ts';
import type { TrustWriteOutcome } from './trust-write.ts';
import type { UserDocument } from './user-document.ts';
import type { WriteUserOutcome } from './write-user.ts';

export const NO_SUCH_USER: FunctionResponse = problem(404, { title: 'Not found', detail: 'There is no such user.' });

export const NO_SUCH_TRUST: FunctionResponse = problem(404, { title: 'Not found', detail: 'There is no such trust.' });

export const NOT_WRITABLE: FunctionResponse = unavailable(
  'The control store is not known to honour conditional writes.',
  RETRY_AFTER_SECONDS,
);

/** Whichever source can't say it: places for hashing are taken, or a trust can't be read. */
export const BUSY: FunctionResponse = unavailable('Nobody can say at the moment who it is.', RETRY_AFTER_SECONDS);

/** @see RFC 6585 section 3 */
export const PRECONDITION_MISSING: FunctionResponse = problem(428, {
  title: 'Precondition required',
  detail: 'Send the ETag of the version that you read as If-Match.',
});

const CHANGED = preconditionFailed('The user is not the version that If-Match names: read it again.');

const WRITE_REFUSALS: Readonly<
  Record<Exclude<WriteUserOutcome['kind'], 'created' | 'replaced' | 'own-loss'>, FunctionResponse>
> = {
  exists: preconditionFailed('The user exists. To replace it, send the ETag of the version that you read as If-Match.'),
  changed: CHANGED,
  'password-missing': invalidBody('/password', 'A new user needs a password, a passwordHash, or null for keys alone.'),
  'hash-unusable': invalidBody('/passwordHash', 'No password can be checked against it.'),
  busy: unavailable('Too many passwords are being hashed.', RETRY_AFTER_SECONDS),
};

export function toWriteResponse(outcome: WriteUserOutcome): FunctionResponse {
  if ('user' in outcome) return userAnswer(outcome.kind === 'created' ? 201 : 200, outcome.user, outcome.etag);
  return outcome.kind === 'own-loss' ? ownAccount(outcome.loss) : WRITE_REFUSALS[outcome.kind];
}

const OWN_ACCOUNT: Readonly<Record<OwnLoss | 'deleted', string>> = {
  disabled: 'Nobody can disable the account that asks: let another one do it.',
  deleted: 'Nobody can delete the account that asks: let another one do it.',
  labels: 'Nobody can take a label from the account that asks: its access may come from it. Let another one do it.',
  credentials:
    'Nobody can take the last way to sign in from the account that asks: make an access key for everything (scopes null) first, or let another one do it.',
};

/** Whoever did it would be locked out by the next request, and might have been the last who could undo it. */
export function ownAccount(loss: OwnLoss | 'deleted'): FunctionResponse {
  return conflict(OWN_ACCOUNT[loss]);
}

export function toDeleteResponse({ kind }: DeleteUserOutcome): FunctionResponse {
  const answers = { deleted: noContent(), missing: NO_SUCH_USER, changed: CHANGED };
  return answers[kind];
}

/** What a change of a user came to that wasn't made. */
export function toChangeResponse({ kind }: Exclude<ChangeOutcome<unknown>, { kind: 'done' }>): FunctionResponse {
  const answers = {
    missing: NO_SUCH_USER,
    changed: CHANGED,
    contended: unavailable('The user is being changed by others.', RETRY_AFTER_SECONDS),
  };
  return answers[kind];
}

export function userAnswer(status: number, user: UserDocument, etag: string): FunctionResponse {
  return json(status, toPublicUser(user), { etag: `"${etag}"`, 'cache-control': 'no-store' });
}

const TRUST_ANSWERS: Readonly<
  Record<Exclude<TrustWriteOutcome['kind'], 'created' | 'replaced' | 'unusable-key' | 'overlap'>, FunctionResponse>
> = {
  'too-many': conflict('There are as many trusts as there may be, those that were deleted in the last day among them.'),
  deleted: noContent(),
  missing: NO_SUCH_TRUST,
  exists: preconditionFailed(
    'The trust exists. To replace it, send the ETag of the version that you read as If-Match.',
  ),
  changed: preconditionFailed('The trust is not the version that If-Match names: read it again.'),
};

export function toTrustResponse(outcome: TrustWriteOutcome): FunctionResponse {
  if ('trust' in outcome) return trustAnswer(outcome.kind === 'created' ? 201 : 200, outcome.trust, outcome.etag);
  if (outcome.kind === 'unusable-key') {
    const { index, kid, why } = outcome.key;
    return invalidBody(`/jwks/keys/${index}`, `The key${kid === undefined ? '' : ` ${kid}`} ${why}.`);
  }
  if (outcome.kind === 'overlap') {
    return conflict(`The trust ${outcome.other}, of another issuer, could give the same account to somebody else.`);
  }
  return TRUST_ANSWERS[outcome.kind];
}

export function trustAnswer(status: number, trust: TrustDocument, etag: string): FunctionResponse {
  return json(status, toPublicTrust(trust), { etag: `"${etag}"`, 'cache-control': 'no-store' });
}

export function badRequest(detail: string): FunctionResponse {
  return problem(400, { title: 'Bad request', detail });
}

/** In the form of what the schema of a body finds. */
export function invalidBody(pointer: string, detail: string): FunctionResponse {
  const errors = [{ pointer, detail }];
  return problem(400, { title: 'Invalid body', detail: 'The body is not what this route takes.', errors });
}

function conflict(detail: string): FunctionResponse {
  return problem(409, { title: 'Conflict', detail });
}

function preconditionFailed(detail: string): FunctionResponse {
  return problem(412, { title: 'Precondition failed', detail });
}
