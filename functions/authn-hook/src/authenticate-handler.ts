import {
  type FunctionResponse,
  type Handler,
  json,
  readJson,
  requireCaller,
  type Route,
  type Secret,
  unavailable,
} from '@wharfinger/function-kit';
import { type AuthenticateAnswer, authenticateQuestion } from '@wharfinger/native-api';

import { type Authenticate, REFRESH_TOKEN_REUSED } from './authenticate.ts';

export type AuthenticateRoutesDeps = {
  readonly callerSecrets: readonly Secret[];
  readonly authenticate: Authenticate;
};

const RETRY_AFTER_SECONDS = 2;
/** Room for the longest password with every character escaped; what is too long for a password is refused, not a fault. */
const QUESTION_MAX_BYTES = 262_144;

/** `POST /v1/authenticate`: who is it, for the functions in front. */
export function createAuthenticateRoutes({ callerSecrets, authenticate }: AuthenticateRoutesDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/authenticate',
      handler: requireCaller(callerSecrets, createHandler(authenticate)),
      maxBodyBytes: QUESTION_MAX_BYTES,
    },
  ];
}

function createHandler(authenticate: Authenticate): Handler {
  return async (request) => {
    const body = readJson(request, authenticateQuestion);
    if (body.kind === 'problem') return body.response;
    const outcome = await authenticate(body.value);
    if (outcome.kind === 'busy') return unavailable('Too many passwords are being checked.', RETRY_AFTER_SECONDS);
    if (outcome.kind === 'refused') {
      // People type passwords into that field: only an account that exists is named.
      const { why, account } = outcome;
      const fields = { why, ...(account === null ? {} : { account }) };
      if (why === REFRESH_TOKEN_REUSED) request.log.warn(fields, 'refused: somebody else has a refresh token');
      else request.log.info(fields, 'refused');
    }
    return toResponse(outcome);
  };
}

function toResponse(answer: AuthenticateAnswer): FunctionResponse {
  return answer.kind === 'throttled'
    ? json(200, answer, { 'retry-after': String(Math.ceil(answer.retryAfterSeconds)) })
    : json(200, answer);
}
