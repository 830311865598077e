import {
  type FunctionResponse,
  type Handler,
  json,
  readJson,
  requireCaller,
  type Route,
  type Secret,
} from '@wharfinger/function-kit';
import { type AuthenticateAnswer, authenticateQuestion } from '@wharfinger/native-api';

import type { Authenticate } from './authenticate.ts';
import { logRefusal } from './log-refusal.ts';
import { BUSY } from './to-response.ts';

export type AuthenticateRoutesDeps = {
  readonly callerSecrets: readonly Secret[];
  readonly authenticate: Authenticate;
};

/** Room for the longest password with every character escaped; what is too long for a password is refused, not a fault. */
const QUESTION_MAX_BYTES = 262_144;
const ATTEMPT = /^[A-Za-z0-9-]{16,128}$/;

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
    const attempt = readAttempt(request.headers['idempotency-key']);
    const outcome = await authenticate('credential' in body.value ? body.value : { ...body.value, attempt });
    if (outcome.kind === 'busy') return BUSY;
    if (outcome.kind === 'refused') logRefusal(request.log, outcome);
    return toResponse(outcome);
  };
}

/** What the caller names a question by that it may put once more. The caller alone can: a client's own is not passed on. */
function readAttempt(header: string | undefined): string | undefined {
  return header !== undefined && ATTEMPT.test(header) ? header : undefined;
}

function toResponse(answer: AuthenticateAnswer): FunctionResponse {
  return answer.kind === 'throttled'
    ? json(200, answer, { 'retry-after': String(Math.ceil(answer.retryAfterSeconds)) })
    : json(200, answer);
}
