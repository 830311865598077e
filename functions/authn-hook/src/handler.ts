import { requireAccess } from '@wharfinger/admin-access';
import { StoreError } from '@wharfinger/control-store';
import {
  type FunctionDefinition,
  type Handler,
  json,
  readJson,
  requireCaller,
  type Secret,
  unavailable,
} from '@wharfinger/function-kit';
import type { TokenVerifier } from '@wharfinger/token';
import * as z from 'zod';

import type { Authenticate } from './authenticate.ts';
import type { Preparation } from './preparation.ts';
import type { Users } from './users.ts';
import { createReadUser, createWriteUser } from './users-handler.ts';
import type { WriteUserDeps } from './write-user.ts';

export type AuthnDeps = {
  readonly callerSecrets: readonly Secret[];
  readonly verifyToken: TokenVerifier;
  readonly authenticate: Authenticate;
  readonly users: Users;
  readonly preparation: Pick<Preparation, 'readiness' | 'isWritable'>;
} & Omit<WriteUserDeps, 'users'>;

const RETRY_AFTER_SECONDS = 2;
/** Room for the longest password with every character escaped; what is too long for a password is refused, not a fault. */
const CREDENTIALS_MAX_BYTES = 262_144;
const USER_MAX_BYTES = 65_536;

const credentials = z.strictObject({
  account: z.string(),
  password: z.string(),
  /** The client's IP address, if the function in front knows it. */
  address: z.union([z.ipv4(), z.ipv6()]).nullable().default(null),
});

/** Who is it, and the administration of users. */
export function createAuthnFunction(deps: AuthnDeps): FunctionDefinition {
  const readUser = createReadUser(deps);
  const writeUser = createWriteUser({ ...deps, isWritable: deps.preparation.isWritable });
  const identity = { type: 'identity', name: 'default' };
  return {
    name: 'authn-hook',
    routes: [
      {
        method: 'POST',
        path: '/v1/authenticate',
        handler: requireCaller(deps.callerSecrets, createAuthenticateHandler(deps.authenticate)),
        maxBodyBytes: CREDENTIALS_MAX_BYTES,
      },
      {
        method: 'GET',
        path: '/v1/users/:account',
        handler: requireAccess(deps.verifyToken, { ...identity, action: 'read' }, readUser),
      },
      {
        method: 'PUT',
        path: '/v1/users/:account',
        handler: requireAccess(deps.verifyToken, { ...identity, action: 'write' }, writeUser),
        maxBodyBytes: USER_MAX_BYTES,
      },
    ],
    readiness: async () => deps.preparation.readiness(),
    toErrorResponse: (error) =>
      error instanceof StoreError
        ? unavailable('The control store gave no usable answer.', RETRY_AFTER_SECONDS)
        : undefined,
  };
}

function createAuthenticateHandler(authenticate: Authenticate): Handler {
  return async (request) => {
    const body = readJson(request, credentials);
    if (body.kind === 'problem') return body.response;
    const outcome = await authenticate(body.value, body.value.address);
    if (outcome.kind === 'busy') {
      return outcome.who === 'caller'
        ? json(200, { kind: 'throttled' }, { 'retry-after': String(RETRY_AFTER_SECONDS) })
        : unavailable('Too many passwords are being checked.', RETRY_AFTER_SECONDS);
    }
    if (outcome.kind === 'authenticated') return json(200, outcome);
    // People type passwords into that field: only an account that exists is named.
    const isKnown = outcome.why === 'wrong-password' || outcome.why === 'disabled';
    request.log.info({ why: outcome.why, ...(isKnown ? { account: body.value.account } : {}) }, 'refused');
    return json(200, { kind: 'refused' });
  };
}
